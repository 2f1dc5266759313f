-- What lets people of a directory log in by other ways than their password there.

CREATE TABLE chancery.derived_verifier (
  address       text  PRIMARY KEY,
  directory     text  NOT NULL,
  entry_id      text  NOT NULL,
  password_mark text  NOT NULL,
  sealed        bytea NOT NULL
);
COMMENT ON TABLE chancery.derived_verifier IS 'SCRAM verifiers made at a log-in with a directory''s password, encrypted.';
COMMENT ON COLUMN chancery.derived_verifier.address IS 'Whose.';
COMMENT ON COLUMN chancery.derived_verifier.directory IS 'The directory that took the password.';
COMMENT ON COLUMN chancery.derived_verifier.entry_id IS 'The person''s entry there, as it stays when renamed.';
COMMENT ON COLUMN chancery.derived_verifier.password_mark IS 'What changes there whenever the password does.';
COMMENT ON COLUMN chancery.derived_verifier.sealed IS 'The verifiers, encrypted with a key that is not in the database.';

CREATE TABLE chancery.device_password (
  owner        text        NOT NULL,
  id           uuid        NOT NULL,
  name         text        NOT NULL,
  created_at   timestamptz NOT NULL,
  last_used_at timestamptz,
  PRIMARY KEY (owner, id)
);
COMMENT ON TABLE chancery.device_password IS 'Passwords that people made for single devices.';
COMMENT ON COLUMN chancery.device_password.owner IS 'Whose.';
COMMENT ON COLUMN chancery.device_password.id IS 'Names it in commands.';
COMMENT ON COLUMN chancery.device_password.name IS 'What its owner calls it.';
COMMENT ON COLUMN chancery.device_password.created_at IS 'When it was made.';
COMMENT ON COLUMN chancery.device_password.last_used_at IS 'When somebody logged in with it last; empty for never.';

CREATE TABLE chancery.device_password_verifier (
  owner      text    NOT NULL,
  id         uuid    NOT NULL,
  hash       text    NOT NULL,
  salt       bytea   NOT NULL,
  iterations integer NOT NULL,
  stored_key bytea   NOT NULL,
  server_key bytea   NOT NULL,
  PRIMARY KEY (owner, id, hash),
  FOREIGN KEY (owner, id) REFERENCES chancery.device_password ON DELETE CASCADE
);
COMMENT ON TABLE chancery.device_password_verifier IS 'What checks a device''s password without knowing it (SCRAM, RFC 5802).';
COMMENT ON COLUMN chancery.device_password_verifier.owner IS 'Whose.';
COMMENT ON COLUMN chancery.device_password_verifier.id IS 'Which.';
COMMENT ON COLUMN chancery.device_password_verifier.hash IS 'SHA-1, SHA-256 or SHA-512.';
COMMENT ON COLUMN chancery.device_password_verifier.salt IS 'The same for all devices of a person.';
COMMENT ON COLUMN chancery.device_password_verifier.iterations IS 'Rounds of PBKDF2.';
COMMENT ON COLUMN chancery.device_password_verifier.stored_key IS 'H(ClientKey).';
COMMENT ON COLUMN chancery.device_password_verifier.server_key IS 'HMAC(SaltedPassword, "Server Key").';

GRANT SELECT, INSERT, UPDATE, DELETE ON
  chancery.derived_verifier, chancery.device_password, chancery.device_password_verifier
  TO ${server};
