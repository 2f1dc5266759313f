-- People are told that they are on record, and acknowledge it.

CREATE TABLE chancery.notice_sent (
  person   text PRIMARY KEY,
  version  text NOT NULL,
  position bigint NOT NULL
);
COMMENT ON TABLE chancery.notice_sent IS 'Who has been sent the notice that people are on record. A row comes with the message''s row of the record, in one transaction.';
COMMENT ON COLUMN chancery.notice_sent.person IS 'To whom.';
COMMENT ON COLUMN chancery.notice_sent.version IS 'Which version, the last one if there were several.';
COMMENT ON COLUMN chancery.notice_sent.position IS 'The message, by its row of the record.';
GRANT SELECT, INSERT, UPDATE, DELETE ON chancery.notice_sent TO ${server};

COMMENT ON COLUMN audit.record.kind IS 'What is recorded: message, not-delivered, login, login-failed, logout, room-presence, room-membership, room-change, file, call, policy-decision, person, acknowledgement, administration, configuration, audit-access, capture-check, retention.';

CREATE VIEW compliance.acknowledgements AS
SELECT
  r.position AS acknowledgement_id,
  r.received_at AS acknowledged_at,
  r.sender AS person,
  r.detail ->> 'version' AS version,
  r.detail ->> 'by' AS acknowledged_by,
  r.sender_resource AS device,
  r.session AS session_id
FROM audit.record r
WHERE r.kind = 'acknowledgement';

COMMENT ON VIEW compliance.acknowledgements IS 'Who has acknowledged the notice that people are on record, version 1. Who acknowledges twice is here twice.';
COMMENT ON COLUMN compliance.acknowledgements.acknowledgement_id IS 'Identifies it: a row of the record.';
COMMENT ON COLUMN compliance.acknowledgements.acknowledged_at IS 'When.';
COMMENT ON COLUMN compliance.acknowledgements.person IS 'Who, as the log-in proved it.';
COMMENT ON COLUMN compliance.acknowledgements.version IS 'Which version of the notice: chancery.notice.version at that time.';
COMMENT ON COLUMN compliance.acknowledgements.acknowledged_by IS 'message for an answer to the notice, which is in compliance.messages; command for a command that showed the text.';
COMMENT ON COLUMN compliance.acknowledgements.device IS 'By which client.';
COMMENT ON COLUMN compliance.acknowledgements.session_id IS 'By which log-in; see compliance.sessions.';
GRANT SELECT ON compliance.acknowledgements TO ${compliance}, ${legal};
