CREATE TABLE chancery.push_registration (
  account text NOT NULL,
  service text NOT NULL,
  node    text NOT NULL,
  device  text NOT NULL,
  options text NOT NULL,
  PRIMARY KEY (account, service, node)
);
COMMENT ON TABLE chancery.push_registration IS 'Which devices are woken through which push service (XEP-0357).';
COMMENT ON COLUMN chancery.push_registration.account IS 'Whose device.';
COMMENT ON COLUMN chancery.push_registration.service IS 'The address of the push service.';
COMMENT ON COLUMN chancery.push_registration.node IS 'What the service knows the device by.';
COMMENT ON COLUMN chancery.push_registration.device IS 'The full address of the client that asked for it last.';
COMMENT ON COLUMN chancery.push_registration.options IS 'The publish options that the service wants back, as XML; empty for none.';

GRANT SELECT, INSERT, UPDATE, DELETE ON chancery.push_registration TO ${server};
