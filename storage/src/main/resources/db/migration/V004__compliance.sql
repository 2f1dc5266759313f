-- What compliance officers read: names and units for people, never the tables themselves.

DROP INDEX audit.record_changes;
CREATE INDEX record_changes ON audit.record USING hash (related_to)
  WHERE relation IN ('replaces', 'retracts', 'moderates', 'not-delivered');
-- Everything that is no message is rare, and asked for by its kind. Costs the writing of messages nothing.
CREATE INDEX record_events ON audit.record (kind, recorded_at) WHERE kind <> 'message';
-- The end of a chain that is rarely written, such as that of the command line (node 255), among many rows of another.
CREATE INDEX record_of_other_nodes ON audit.record (node, position) WHERE node <> 0;

CREATE SCHEMA compliance;
COMMENT ON SCHEMA compliance IS
  'For compliance officers: the record in plain words. What a view means never changes; if it must, there will be a second view with a number in its name. All times are UTC.';

CREATE FUNCTION compliance.stanza_id(message_id bigint) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  rest bigint := message_id;
  digits text := '';
BEGIN
  WHILE rest > 0 LOOP
    digits := substr('0123456789abcdefghijklmnopqrstuvwxyz', (rest % 36)::integer + 1, 1) || digits;
    rest := rest / 36;
  END LOOP;
  RETURN digits;
END
$$;
COMMENT ON FUNCTION compliance.stanza_id(bigint) IS 'The id by which people''s clients know a message that the server gave them.';

CREATE FUNCTION compliance.message_id(stanza_id text) RETURNS bigint
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  id numeric := 0;
BEGIN
  IF stanza_id !~ '^[0-9a-z]{1,13}$' THEN
    RETURN NULL;
  END IF;
  FOR i IN 1 .. length(stanza_id) LOOP
    id := id * 36 + strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(stanza_id, i, 1)) - 1;
  END LOOP;
  RETURN CASE WHEN id <= 9223372036854775807 THEN id::bigint END;
END
$$;
COMMENT ON FUNCTION compliance.message_id(text) IS 'The message_id for an id that a client shows as stanza-id; NULL when it is none of this server''s.';

CREATE VIEW compliance.messages AS
SELECT
  m.position AS message_id,
  m.received_at AS sent_at,
  m.sender,
  m.sender_resource AS sender_device,
  m.recipient,
  m.recipient_resource AS recipient_device,
  m.conversation,
  m.body,
  m.type,
  m.relation AS changes,
  m.related_to AS changes_client_id,
  (SELECT max(c.received_at) FROM audit.record c
    WHERE c.relation = 'replaces' AND c.related_to IN (m.stanza_id, compliance.stanza_id(m.position))
      AND c.sender = m.sender AND c.conversation IS NOT DISTINCT FROM m.conversation
      AND c.recorded_at > m.recorded_at) AS corrected_at,
  (SELECT min(c.received_at) FROM audit.record c
    WHERE c.relation IN ('retracts', 'moderates') AND c.related_to IN (m.stanza_id, compliance.stanza_id(m.position))
      AND (c.relation = 'moderates' OR c.sender = m.sender)
      AND c.conversation IS NOT DISTINCT FROM m.conversation
      AND c.recorded_at > m.recorded_at) AS retracted_at,
  NOT EXISTS (SELECT FROM audit.record n
    WHERE n.kind = 'not-delivered' AND n.relation = 'not-delivered'
      AND n.related_to = compliance.stanza_id(m.position)) AS delivered,
  m.outcome AS policy,
  m.audience,
  m.thread,
  m.stanza_id AS client_id,
  m.session AS session_id,
  m.recorded_at,
  m.xml
FROM audit.record m
WHERE m.kind = 'message';

COMMENT ON VIEW compliance.messages IS
  'Every message, version 1. A correction or retraction is a message of its own and changes nothing in the earlier one, which stays readable.';
COMMENT ON COLUMN compliance.messages.message_id IS 'Identifies the message for ever; rises with time.';
COMMENT ON COLUMN compliance.messages.sent_at IS 'When the server received it from the sender.';
COMMENT ON COLUMN compliance.messages.sender IS 'Who sent it, as the log-in proved it, not as the client claimed.';
COMMENT ON COLUMN compliance.messages.sender_device IS 'The sender''s client, by the name it gave itself.';
COMMENT ON COLUMN compliance.messages.recipient IS 'Whom it was sent to: a person or a room.';
COMMENT ON COLUMN compliance.messages.recipient_device IS 'The one client of the recipient it was sent to, or the nickname in a room; mostly NULL, for all.';
COMMENT ON COLUMN compliance.messages.conversation IS 'The room, or both persons in alphabetical order with a blank between: the same for both directions.';
COMMENT ON COLUMN compliance.messages.body IS 'The text. NULL for messages without text, such as receipts, and for erased content.';
COMMENT ON COLUMN compliance.messages.type IS 'chat, groupchat (in a room), normal, headline or error.';
COMMENT ON COLUMN compliance.messages.changes IS 'What it does to an earlier message: replaces, retracts, moderates, reacts-to, marks, replies-to, receives; NULL for an ordinary message.';
COMMENT ON COLUMN compliance.messages.changes_client_id IS 'That earlier message, by its client_id or, in rooms, by compliance.stanza_id(message_id).';
COMMENT ON COLUMN compliance.messages.corrected_at IS 'When the sender last sent a correction of it; NULL for never.';
COMMENT ON COLUMN compliance.messages.retracted_at IS 'When the sender or a moderator first retracted it; NULL for never. The body is still here.';
COMMENT ON COLUMN compliance.messages.delivered IS 'False when it was recorded, but then refused to the sender and given to nobody.';
COMMENT ON COLUMN compliance.messages.policy IS 'accepted, or the name of the rule that refused or changed it.';
COMMENT ON COLUMN compliance.messages.audience IS 'Who was in the room and could see it; NULL between two persons.';
COMMENT ON COLUMN compliance.messages.thread IS 'The thread that the sender''s client named.';
COMMENT ON COLUMN compliance.messages.client_id IS 'The id that the sender''s client gave it.';
COMMENT ON COLUMN compliance.messages.session_id IS 'The log-in by which it was sent: see compliance.sessions.';
COMMENT ON COLUMN compliance.messages.recorded_at IS 'When it was written to the record, before anybody was shown it.';
COMMENT ON COLUMN compliance.messages.xml IS 'The whole message as it was accepted.';

CREATE VIEW compliance.sessions AS
SELECT
  l.session AS session_id,
  l.sender AS person,
  l.sender_resource AS device,
  l.detail ->> 'address' AS address,
  l.received_at AS logged_in_at,
  o.received_at AS logged_out_at,
  CASE
    WHEN o.position IS NOT NULL THEN o.detail ->> 'how'
    WHEN EXISTS (SELECT FROM audit.record s
      WHERE s.kind = 'configuration' AND s.node = l.node AND s.recorded_at > l.recorded_at
        AND s.detail ->> 'event' = 'server started') THEN 'not recorded: the server was started anew'
  END AS how_it_ended,
  l.detail ->> 'mechanism' AS mechanism,
  l.detail ->> 'encryption' AS encryption,
  l.node AS server_node
FROM audit.record l
LEFT JOIN audit.record o
  ON o.kind = 'logout' AND o.session = l.session AND o.sender = l.sender
  AND o.sender_resource IS NOT DISTINCT FROM l.sender_resource AND o.recorded_at > l.recorded_at
WHERE l.kind = 'login';

COMMENT ON VIEW compliance.sessions IS 'Who was logged in, by which device, from where and when, version 1.';
COMMENT ON COLUMN compliance.sessions.session_id IS 'Identifies the log-in; compliance.messages has it for each message.';
COMMENT ON COLUMN compliance.sessions.person IS 'Who logged in.';
COMMENT ON COLUMN compliance.sessions.device IS 'The client, by the name it gave itself.';
COMMENT ON COLUMN compliance.sessions.address IS 'The network address it came from.';
COMMENT ON COLUMN compliance.sessions.logged_in_at IS 'When the log-in succeeded.';
COMMENT ON COLUMN compliance.sessions.logged_out_at IS 'When it ended; NULL while it lasts, and when the end was not recorded.';
COMMENT ON COLUMN compliance.sessions.how_it_ended IS 'By the person, by a time-out, by an administrator, ...; NULL while it lasts.';
COMMENT ON COLUMN compliance.sessions.mechanism IS 'How the person proved who they are.';
COMMENT ON COLUMN compliance.sessions.encryption IS 'The version of TLS and the cipher.';
COMMENT ON COLUMN compliance.sessions.server_node IS 'The server machine that the device was connected to.';

CREATE VIEW compliance.failed_logins AS
SELECT
  received_at AS attempted_at,
  detail ->> 'attempted' AS attempted_name,
  detail ->> 'address' AS address,
  detail ->> 'mechanism' AS mechanism,
  detail ->> 'reason' AS reason,
  session AS session_id,
  node AS server_node
FROM audit.record
WHERE kind = 'login-failed';

COMMENT ON VIEW compliance.failed_logins IS 'Attempts to log in that were refused, version 1.';
COMMENT ON COLUMN compliance.failed_logins.attempted_at IS 'When.';
COMMENT ON COLUMN compliance.failed_logins.attempted_name IS 'The name that was given, as it was given: it need not exist.';
COMMENT ON COLUMN compliance.failed_logins.address IS 'The network address it came from.';
COMMENT ON COLUMN compliance.failed_logins.mechanism IS 'How it was tried.';
COMMENT ON COLUMN compliance.failed_logins.reason IS 'Why it was refused; the person is told less.';
COMMENT ON COLUMN compliance.failed_logins.session_id IS 'The connection, as in the server''s log.';
COMMENT ON COLUMN compliance.failed_logins.server_node IS 'The server machine.';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA compliance FROM PUBLIC;
GRANT USAGE ON SCHEMA compliance TO ${compliance}, ${legal};
GRANT SELECT ON ALL TABLES IN SCHEMA compliance TO ${compliance}, ${legal};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA compliance TO ${compliance}, ${legal};
