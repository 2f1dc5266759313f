-- Further views for compliance officers: whether capture is complete, conversations, and everything that is no message.

CREATE VIEW compliance.capture_checks AS
SELECT
  received_at AS checked_at,
  node AS server_node,
  (detail ->> 'from')::timestamptz AS period_from,
  (detail ->> 'until')::timestamptz AS period_until,
  (detail ->> 'received')::bigint AS received,
  (detail ->> 'recorded')::bigint AS recorded,
  (detail ->> 'excluded')::bigint AS excluded,
  (detail ->> 'refused')::bigint AS refused,
  (detail ->> 'rows-written')::bigint AS rows_written,
  (detail ->> 'rows-found')::bigint AS rows_found,
  detail ->> 'canary' AS canary,
  outcome = 'accepted' AS sound,
  nullif(outcome, 'accepted') AS explanation
FROM audit.record
WHERE kind = 'capture-check' AND detail ->> 'event' = 'capture';

COMMENT ON VIEW compliance.capture_checks IS
  'The server''s own proof, about once a minute, that each message it took in is on record, version 1. A period in which no server ran has no row, nor has the last period before a server stopped.';
COMMENT ON COLUMN compliance.capture_checks.checked_at IS 'When it was checked: about one period after the period ended.';
COMMENT ON COLUMN compliance.capture_checks.server_node IS 'The server machine.';
COMMENT ON COLUMN compliance.capture_checks.period_from IS 'The beginning of the period.';
COMMENT ON COLUMN compliance.capture_checks.period_until IS 'The end of the period; the next one begins there.';
COMMENT ON COLUMN compliance.capture_checks.received IS 'Messages that the server took in from people, and canaries. Always recorded + excluded + refused.';
COMMENT ON COLUMN compliance.capture_checks.recorded IS 'Those that were on record before they were delivered.';
COMMENT ON COLUMN compliance.capture_checks.excluded IS 'Those without a row for a named reason: "is typing" without text, unless the configuration wants it on record.';
COMMENT ON COLUMN compliance.capture_checks.refused IS 'Those given back to their sender with an error and delivered to nobody.';
COMMENT ON COLUMN compliance.capture_checks.rows_written IS 'Rows of every kind that the server was told were committed.';
COMMENT ON COLUMN compliance.capture_checks.rows_found IS 'Rows of every kind that were counted in the database afterwards. Always the same.';
COMMENT ON COLUMN compliance.capture_checks.canary IS 'What became of the test message that was sent along: "on record", or "lost"; NULL when none was due.';
COMMENT ON COLUMN compliance.capture_checks.sound IS 'Whether everything added up.';
COMMENT ON COLUMN compliance.capture_checks.explanation IS 'What did not add up; NULL when everything did.';

CREATE VIEW compliance.capture_proof AS
SELECT
  a.person,
  l.received_at AS last_login_at,
  s.received_at AS last_sent_at,
  s.position AS last_sent_id,
  r.received_at AS last_received_at,
  r.position AS last_received_id,
  coalesce(l.node, 0) AS server_node,
  c.period_until AS sound_until,
  k.period_until AS last_canary_at
FROM (SELECT address AS person FROM chancery.account
      UNION SELECT sender FROM audit.record WHERE kind = 'login') a
LEFT JOIN LATERAL (SELECT x.received_at, x.node FROM audit.record x
  WHERE x.sender = a.person AND x.kind = 'login' ORDER BY x.position DESC LIMIT 1) l ON true
LEFT JOIN LATERAL (SELECT x.received_at, x.position FROM audit.record x
  WHERE x.sender = a.person AND x.kind = 'message' ORDER BY x.position DESC LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT x.received_at, x.position FROM audit.record x
  WHERE x.recipient = a.person AND x.kind = 'message' ORDER BY x.position DESC LIMIT 1) r ON true
LEFT JOIN (SELECT server_node, max(period_until) AS period_until FROM compliance.capture_checks
  WHERE sound GROUP BY server_node) c ON c.server_node = coalesce(l.node, 0)
LEFT JOIN (SELECT server_node, max(period_until) AS period_until FROM compliance.capture_checks
  WHERE canary = 'on record' GROUP BY server_node) k ON k.server_node = coalesce(l.node, 0);

COMMENT ON VIEW compliance.capture_proof IS
  'Each person with the last messages on record, and until when the server that the person used last has proved that it records everything, version 1. Nobody can be exempted from the record; this shows that nobody is.';
COMMENT ON COLUMN compliance.capture_proof.person IS 'Everybody with a local account, and everybody who ever logged in.';
COMMENT ON COLUMN compliance.capture_proof.last_login_at IS 'The last log-in; NULL for never.';
COMMENT ON COLUMN compliance.capture_proof.last_sent_at IS 'When the person last sent a message that is on record; NULL for never.';
COMMENT ON COLUMN compliance.capture_proof.last_sent_id IS 'That message: see compliance.messages.';
COMMENT ON COLUMN compliance.capture_proof.last_received_at IS 'When a message to the person alone was last sent; NULL for never.';
COMMENT ON COLUMN compliance.capture_proof.last_received_id IS 'That message: see compliance.messages.';
COMMENT ON COLUMN compliance.capture_proof.server_node IS 'The server machine that the person used last.';
COMMENT ON COLUMN compliance.capture_proof.sound_until IS 'The end of the last period for which that machine''s counts added up: see compliance.capture_checks.';
COMMENT ON COLUMN compliance.capture_proof.last_canary_at IS 'The end of the last period in which a test message through that machine was found on record.';

CREATE VIEW compliance.conversations AS
SELECT
  conversation,
  CASE WHEN strpos(conversation, ' ') > 0 THEN 'people' ELSE 'room' END AS kind,
  count(*) FILTER (WHERE body IS NOT NULL) AS messages,
  array_agg(DISTINCT sender) AS senders,
  min(received_at) AS first_at,
  max(received_at) AS last_at
FROM audit.record
WHERE kind = 'message' AND conversation IS NOT NULL
GROUP BY conversation;

COMMENT ON VIEW compliance.conversations IS 'Every conversation that is on record, version 1. Counts the whole record each time: minutes for tens of millions of rows.';
COMMENT ON COLUMN compliance.conversations.conversation IS 'The room, or both persons in alphabetical order with a blank between.';
COMMENT ON COLUMN compliance.conversations.kind IS 'people or room.';
COMMENT ON COLUMN compliance.conversations.messages IS 'How many messages have text.';
COMMENT ON COLUMN compliance.conversations.senders IS 'Who said or did something in it.';
COMMENT ON COLUMN compliance.conversations.first_at IS 'When it began.';
COMMENT ON COLUMN compliance.conversations.last_at IS 'When something was last said or done in it.';

CREATE FUNCTION compliance.transcript(of_conversation text, from_time timestamptz, until_time timestamptz)
  RETURNS TABLE (message_id bigint, at timestamptz, person text, device text, event text, said text, note text)
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
SELECT m.message_id, m.sent_at, m.sender, m.sender_device, coalesce(m.changes, 'says'), m.body,
  nullif(concat_ws(', ',
    CASE WHEN m.retracted_at IS NOT NULL THEN 'retracted ' || to_char(m.retracted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') END,
    CASE WHEN m.corrected_at IS NOT NULL THEN 'corrected ' || to_char(m.corrected_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') END,
    CASE WHEN NOT m.delivered THEN 'not delivered' END), '')
FROM compliance.messages m
WHERE m.conversation = of_conversation
  AND m.recipient = ANY (string_to_array(of_conversation, ' '))
  AND m.recorded_at >= from_time AND m.recorded_at < until_time
UNION ALL
SELECT e.position, e.at, coalesce(e.person, e.actor), e.device, e.event, NULL,
  nullif(concat_ws(', ', CASE WHEN e.actor <> e.person THEN 'by ' || e.actor END, e.reason), '')
FROM compliance.room_events e
WHERE e.room = of_conversation AND e.at >= from_time AND e.at < until_time
ORDER BY 1
$$;
COMMENT ON FUNCTION compliance.transcript(text, timestamptz, timestamptz) IS
  'What was said and done in a conversation from a time until before another, by the time it was recorded, with who entered and left a room, in order, version 1. event: says; or what a message does to an earlier one; or what happened to the room.';

CREATE VIEW compliance.corrections AS
SELECT
  l.position AS correction_id,
  l.received_at AS corrected_at,
  l.relation AS change,
  l.sender AS corrected_by,
  l.conversation,
  o.position AS message_id,
  o.received_at AS sent_at,
  o.sender,
  coalesce(
    (SELECT c.body FROM audit.record c
      WHERE c.relation = 'replaces' AND c.related_to = l.related_to AND c.sender = o.sender
        AND c.conversation IS NOT DISTINCT FROM l.conversation AND c.recorded_at < l.recorded_at
      ORDER BY c.position DESC LIMIT 1),
    o.body) AS text_before,
  CASE WHEN l.relation = 'replaces' THEN l.body END AS text_after,
  o.body AS first_text
FROM audit.record l
LEFT JOIN LATERAL (
  SELECT x.position, x.received_at, x.sender, x.body FROM (
    (SELECT e.* FROM audit.record e
      WHERE e.sender = l.sender AND e.stanza_id = l.related_to AND e.kind = 'message'
        AND e.conversation IS NOT DISTINCT FROM l.conversation AND e.position < l.position
      ORDER BY e.position DESC LIMIT 1)
    UNION ALL
    (SELECT e.* FROM audit.record e
      WHERE e.recorded_at = timestamptz 'epoch' + (compliance.message_id(l.related_to) >> 8) * interval '1 microsecond'
        AND e.position = compliance.message_id(l.related_to) AND e.kind = 'message'
        AND (l.relation = 'moderates' OR e.sender = l.sender)
        AND e.conversation IS NOT DISTINCT FROM l.conversation)) x
  LIMIT 1) o ON true
WHERE l.kind = 'message' AND l.relation IN ('replaces', 'retracts', 'moderates');

COMMENT ON VIEW compliance.corrections IS 'What was corrected, retracted or moderated, with the text before and after, version 1.';
COMMENT ON COLUMN compliance.corrections.correction_id IS 'The message that changed the earlier one.';
COMMENT ON COLUMN compliance.corrections.corrected_at IS 'When.';
COMMENT ON COLUMN compliance.corrections.change IS 'replaces (a correction), retracts (by its sender), moderates (by a moderator of the room).';
COMMENT ON COLUMN compliance.corrections.corrected_by IS 'By whom.';
COMMENT ON COLUMN compliance.corrections.conversation IS 'In which conversation.';
COMMENT ON COLUMN compliance.corrections.message_id IS 'The message that was changed, as first sent; NULL when there is no such message on record.';
COMMENT ON COLUMN compliance.corrections.sent_at IS 'When that was sent.';
COMMENT ON COLUMN compliance.corrections.sender IS 'Who had sent it.';
COMMENT ON COLUMN compliance.corrections.text_before IS 'What it said until then, after earlier corrections.';
COMMENT ON COLUMN compliance.corrections.text_after IS 'What it said then; NULL for a retraction.';
COMMENT ON COLUMN compliance.corrections.first_text IS 'What it said when first sent.';

CREATE VIEW compliance.administrative_acts AS
SELECT
  position AS act_id, received_at AS acted_at, coalesce(detail ->> 'action', outcome) AS action,
  coalesce(detail ->> 'by', CASE WHEN detail ? 'action' THEN sender END) AS acted_by, coalesce(recipient, sender) AS account, detail ->> 'reason' AS reason,
  node AS server_node, detail
FROM audit.record
WHERE kind = 'administration';

COMMENT ON VIEW compliance.administrative_acts IS 'What administrators did to accounts and settings, recorded before it was done, version 1.';
COMMENT ON COLUMN compliance.administrative_acts.act_id IS 'Identifies it for ever.';
COMMENT ON COLUMN compliance.administrative_acts.acted_at IS 'When.';
COMMENT ON COLUMN compliance.administrative_acts.action IS 'What was done.';
COMMENT ON COLUMN compliance.administrative_acts.acted_by IS 'The address of who did it from a client, or the user of the operating system who typed the command; NULL when the server did it by itself.';
COMMENT ON COLUMN compliance.administrative_acts.account IS 'To whose account; NULL when it was to several.';
COMMENT ON COLUMN compliance.administrative_acts.reason IS 'Why.';
COMMENT ON COLUMN compliance.administrative_acts.server_node IS 'The server machine; 255 is the command line.';
COMMENT ON COLUMN compliance.administrative_acts.detail IS 'Everything that was recorded.';

CREATE VIEW compliance.configuration_history AS
SELECT received_at AS at, node AS server_node, detail ->> 'event' AS event, detail ->> 'version' AS version,
  detail ->> 'configuration-sha256' AS configuration_sha256
FROM audit.record
WHERE kind = 'configuration';

COMMENT ON VIEW compliance.configuration_history IS 'Which server program ran with which configuration from when, version 1.';
COMMENT ON COLUMN compliance.configuration_history.at IS 'From when.';
COMMENT ON COLUMN compliance.configuration_history.server_node IS 'On which server machine.';
COMMENT ON COLUMN compliance.configuration_history.event IS 'What happened, such as: server started.';
COMMENT ON COLUMN compliance.configuration_history.version IS 'The version of the program.';
COMMENT ON COLUMN compliance.configuration_history.configuration_sha256 IS 'The fingerprint of all settings in force; equal fingerprints mean equal settings.';

CREATE VIEW compliance.record_access AS
SELECT position AS access_id, received_at AS accessed_at, detail ->> 'by' AS accessed_by, detail ->> 'action' AS action,
  detail ->> 'query' AS statement, detail ->> 'matter' AS matter, (detail ->> 'rows')::bigint AS row_count, detail
FROM audit.record
WHERE kind = 'audit-access'
UNION ALL
SELECT number, at, reader, function, arguments::text, matter, rows_shown,
  jsonb_strip_nulls(jsonb_build_object('address', address, 'application', application))
FROM audit.reading;

COMMENT ON VIEW compliance.record_access IS 'Who read the record by the server''s own commands, and by functions that leave a trace such as compliance.search, version 1. Reading a view with psql or another tool is not in it.';
COMMENT ON COLUMN compliance.record_access.access_id IS 'Identifies it: a row of the record for commands, a number of their own for functions.';
COMMENT ON COLUMN compliance.record_access.accessed_at IS 'When.';
COMMENT ON COLUMN compliance.record_access.accessed_by IS 'The user of the operating system who typed the command, or the database role that called the function.';
COMMENT ON COLUMN compliance.record_access.action IS 'By which command or function; "export finished" follows an "export".';
COMMENT ON COLUMN compliance.record_access.statement IS 'The query, or what was exported.';
COMMENT ON COLUMN compliance.record_access.matter IS 'The matter that was named: by --matter, or by SET compliance.matter.';
COMMENT ON COLUMN compliance.record_access.row_count IS 'How many messages were given out; known of functions, and of exports that finished.';
COMMENT ON COLUMN compliance.record_access.detail IS 'Everything that was recorded.';

CREATE VIEW compliance.chain_positions AS
SELECT position AS message_id, recorded_at, node AS server_node, sequence, encode(content_hash, 'hex') AS content_hash,
  encode(chain, 'hex') AS chain
FROM audit.record;

COMMENT ON VIEW compliance.chain_positions IS 'Where each row stands in the chain of its server machine, version 1; docs/audit-chain.md says what the hashes cover.';
COMMENT ON COLUMN compliance.chain_positions.message_id IS 'The row.';
COMMENT ON COLUMN compliance.chain_positions.recorded_at IS 'When it was recorded; join by it too, as that is quicker.';
COMMENT ON COLUMN compliance.chain_positions.server_node IS 'Whose chain.';
COMMENT ON COLUMN compliance.chain_positions.sequence IS 'Counts the rows of that chain from 1 without a gap.';
COMMENT ON COLUMN compliance.chain_positions.content_hash IS 'SHA-256 over the content and its salt, in hexadecimal digits.';
COMMENT ON COLUMN compliance.chain_positions.chain IS 'SHA-256 over the chain before, all columns and content_hash, in hexadecimal digits.';

REVOKE ALL ON FUNCTION compliance.transcript(text, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.transcript(text, timestamptz, timestamptz) TO ${compliance}, ${legal};
GRANT SELECT ON compliance.capture_checks, compliance.capture_proof, compliance.conversations, compliance.corrections,
  compliance.administrative_acts, compliance.configuration_history, compliance.record_access,
  compliance.chain_positions TO ${compliance}, ${legal};
-- Who watches the watchers sees that somebody read, and not what was read.
GRANT USAGE ON SCHEMA compliance TO ${log_auditor};
GRANT SELECT ON compliance.record_access TO ${log_auditor};
