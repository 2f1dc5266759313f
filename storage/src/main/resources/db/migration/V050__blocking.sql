CREATE TABLE chancery.blocked (
  account text NOT NULL,
  address text NOT NULL,
  PRIMARY KEY (account, address)
);
COMMENT ON TABLE chancery.blocked IS 'Whom accounts have blocked (XEP-0191).';
COMMENT ON COLUMN chancery.blocked.account IS 'Who blocks.';
COMMENT ON COLUMN chancery.blocked.address IS 'Who is blocked: an account, a device of one, or a whole domain.';

GRANT SELECT, INSERT, UPDATE, DELETE ON chancery.blocked TO ${server};
