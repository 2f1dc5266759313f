-- What people keep about and for themselves.

CREATE TABLE chancery.vcard (
  account text PRIMARY KEY,
  xml     text NOT NULL
);
COMMENT ON TABLE chancery.vcard IS 'What people say about themselves (XEP-0054).';
COMMENT ON COLUMN chancery.vcard.account IS 'Who.';
COMMENT ON COLUMN chancery.vcard.xml IS 'The vCard as the client set it.';

CREATE TABLE chancery.private_xml (
  owner     text NOT NULL,
  namespace text NOT NULL,
  name      text NOT NULL,
  xml       text NOT NULL,
  PRIMARY KEY (owner, namespace, name)
);
COMMENT ON TABLE chancery.private_xml IS 'What a person''s clients keep for themselves (XEP-0049).';
COMMENT ON COLUMN chancery.private_xml.owner IS 'Whose.';
COMMENT ON COLUMN chancery.private_xml.namespace IS 'The element''s namespace.';
COMMENT ON COLUMN chancery.private_xml.name IS 'The element''s name.';
COMMENT ON COLUMN chancery.private_xml.xml IS 'The element.';

CREATE TABLE chancery.last_activity (
  account text        PRIMARY KEY,
  left_at timestamptz NOT NULL,
  status  text        NOT NULL
);
COMMENT ON TABLE chancery.last_activity IS 'When accounts were online last (XEP-0012).';
COMMENT ON COLUMN chancery.last_activity.account IS 'Who.';
COMMENT ON COLUMN chancery.last_activity.left_at IS 'When the last client went.';
COMMENT ON COLUMN chancery.last_activity.status IS 'What it said when it went; empty for nothing.';

GRANT SELECT, INSERT, UPDATE, DELETE ON
  chancery.vcard, chancery.private_xml, chancery.last_activity
  TO ${server};
