-- The server's working tables: it may do anything with them.

COMMENT ON SCHEMA chancery IS 'What the server works with: accounts, rosters, waiting messages. No part of the record.';

CREATE TABLE chancery.account (
  domain    text    NOT NULL,
  address   text    PRIMARY KEY,
  enabled   boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX account_domain ON chancery.account (domain, address);
COMMENT ON TABLE chancery.account IS 'Local accounts.';
COMMENT ON COLUMN chancery.account.domain IS 'The part of the address after the @.';
COMMENT ON COLUMN chancery.account.address IS 'The account''s address.';
COMMENT ON COLUMN chancery.account.enabled IS 'Whether it may log in.';
COMMENT ON COLUMN chancery.account.created_at IS 'When it was added.';

CREATE TABLE chancery.account_verifier (
  address    text    NOT NULL REFERENCES chancery.account ON DELETE CASCADE,
  hash       text    NOT NULL,
  salt       bytea   NOT NULL,
  iterations integer NOT NULL,
  stored_key bytea   NOT NULL,
  server_key bytea   NOT NULL,
  PRIMARY KEY (address, hash)
);
COMMENT ON TABLE chancery.account_verifier IS 'What checks a password without knowing it (SCRAM, RFC 5802).';
COMMENT ON COLUMN chancery.account_verifier.address IS 'The account.';
COMMENT ON COLUMN chancery.account_verifier.hash IS 'SHA-1, SHA-256 or SHA-512.';
COMMENT ON COLUMN chancery.account_verifier.salt IS 'Random bytes.';
COMMENT ON COLUMN chancery.account_verifier.iterations IS 'Rounds of PBKDF2.';
COMMENT ON COLUMN chancery.account_verifier.stored_key IS 'H(ClientKey).';
COMMENT ON COLUMN chancery.account_verifier.server_key IS 'HMAC(SaltedPassword, "Server Key").';

CREATE TABLE chancery.roster (
  owner         text   PRIMARY KEY,
  version       bigint NOT NULL,
  known_from    bigint NOT NULL
);
COMMENT ON TABLE chancery.roster IS 'One row per account that ever had a contact.';
COMMENT ON COLUMN chancery.roster.owner IS 'Whose roster it is.';
COMMENT ON COLUMN chancery.roster.version IS 'Rises by one with each change.';
COMMENT ON COLUMN chancery.roster.known_from IS 'The oldest version from which all removals are still known.';

CREATE TABLE chancery.roster_item (
  owner        text    NOT NULL REFERENCES chancery.roster ON DELETE CASCADE,
  contact      text    NOT NULL,
  name         text    NOT NULL,
  subscription text    NOT NULL CHECK (subscription IN ('none', 'to', 'from', 'both')),
  ask          boolean NOT NULL,
  approved     boolean NOT NULL,
  groups       text[]  NOT NULL,
  requested    text,
  listed       boolean NOT NULL,
  changed_in   bigint  NOT NULL,
  PRIMARY KEY (owner, contact)
);
COMMENT ON TABLE chancery.roster_item IS 'Contacts (RFC 6121).';
COMMENT ON COLUMN chancery.roster_item.owner IS 'Whose contact it is.';
COMMENT ON COLUMN chancery.roster_item.contact IS 'The contact''s address.';
COMMENT ON COLUMN chancery.roster_item.name IS 'The name that the owner gave it.';
COMMENT ON COLUMN chancery.roster_item.subscription IS 'Who sees whose presence: none, to, from or both.';
COMMENT ON COLUMN chancery.roster_item.ask IS 'Whether the owner asked to see the contact''s presence and has no answer yet.';
COMMENT ON COLUMN chancery.roster_item.approved IS 'Whether a future request of the contact is approved already.';
COMMENT ON COLUMN chancery.roster_item.groups IS 'The groups it is shown in.';
COMMENT ON COLUMN chancery.roster_item.requested IS 'The contact''s own unanswered request.';
COMMENT ON COLUMN chancery.roster_item.listed IS 'Whether the owner''s clients show it, or only the request is remembered.';
COMMENT ON COLUMN chancery.roster_item.changed_in IS 'The version of the roster that changed it last.';

CREATE TABLE chancery.roster_removal (
  owner      text   NOT NULL REFERENCES chancery.roster ON DELETE CASCADE,
  contact    text   NOT NULL,
  removed_in bigint NOT NULL,
  PRIMARY KEY (owner, contact)
);
COMMENT ON TABLE chancery.roster_removal IS 'The latest removals of contacts, for clients that ask what changed.';
COMMENT ON COLUMN chancery.roster_removal.owner IS 'Whose contact it was.';
COMMENT ON COLUMN chancery.roster_removal.contact IS 'The contact''s address.';
COMMENT ON COLUMN chancery.roster_removal.removed_in IS 'The version of the roster that removed it.';

CREATE TABLE chancery.offline (
  account  text   NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (account, position)
);
COMMENT ON TABLE chancery.offline IS 'Messages that wait for an account to come online; the messages themselves are in the record.';
COMMENT ON COLUMN chancery.offline.account IS 'Who it waits for.';
COMMENT ON COLUMN chancery.offline.position IS 'The message''s position in the record.';

GRANT USAGE ON SCHEMA chancery TO ${server};
GRANT SELECT, INSERT, UPDATE, DELETE ON
  chancery.account, chancery.account_verifier, chancery.roster, chancery.roster_item, chancery.roster_removal, chancery.offline
  TO ${server};
