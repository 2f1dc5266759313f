-- Who was shown messages later, as history.
COMMENT ON COLUMN audit.record.kind IS 'What is recorded: message, login, login-failed, logout, room-presence, room-membership, room-change, file, call, policy-decision, person, acknowledgement, administration, configuration, history, audit-access, capture-check, retention.';

CREATE VIEW compliance.history_readings AS
SELECT
  r.position AS reading_id,
  r.received_at AS read_at,
  r.sender AS person,
  r.recipient AS history,
  (r.detail ->> 'messages')::bigint AS messages,
  (r.detail ->> 'first')::bigint AS first_message_id,
  (r.detail ->> 'last')::bigint AS last_message_id
FROM audit.record r
WHERE r.kind = 'history';
COMMENT ON VIEW compliance.history_readings IS 'Who was shown messages of a history by the server, on entering a room or as the person''s client asked: a row for each person, history and minute, version 1.';
COMMENT ON COLUMN compliance.history_readings.reading_id IS 'Identifies it for ever.';
COMMENT ON COLUMN compliance.history_readings.read_at IS 'When the first of the messages was shown; the others within a minute.';
COMMENT ON COLUMN compliance.history_readings.person IS 'Who asked.';
COMMENT ON COLUMN compliance.history_readings.history IS 'Whose history: a room''s, or the person''s own, which has what the person wrote and was written.';
COMMENT ON COLUMN compliance.history_readings.messages IS 'How many messages, each time one was shown counted.';
COMMENT ON COLUMN compliance.history_readings.first_message_id IS 'The earliest of them: see compliance.messages.';
COMMENT ON COLUMN compliance.history_readings.last_message_id IS 'The latest of them. If there are fewer messages than between the two, only some of those between were shown, such as a search found.';
GRANT SELECT ON compliance.history_readings TO ${compliance}, ${legal};
