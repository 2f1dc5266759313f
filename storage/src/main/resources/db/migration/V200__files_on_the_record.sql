-- Which messages share which files; and that files go with the last that needs them.

-- A message that links to files of this server has them in its content, as FILE_ID/SHA256 with blanks between.
CREATE INDEX record_links ON audit.record USING gin (string_to_array(detail ->> 'files', ' ')) WHERE detail ? 'files';
CREATE INDEX record_file ON audit.record ((detail ->> 'file')) WHERE kind = 'file';

ALTER TABLE chancery.upload ADD released boolean NOT NULL DEFAULT false, ADD going text;
COMMENT ON COLUMN chancery.upload.released IS 'Whether what its uploader wrote then was erased, so that only messages keep it.';
COMMENT ON COLUMN chancery.upload.going IS 'Why nothing on record needs it any more; it can''t be downloaded, and its bytes are removed next. Else NULL.';
CREATE INDEX upload_going ON chancery.upload (id) WHERE going IS NOT NULL;
GRANT DELETE ON chancery.upload TO ${server};

CREATE FUNCTION audit.release_files(of_person text, since timestamptz, until timestamptz, rules jsonb, at timestamptz) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
  freed bigint;
BEGIN
  UPDATE chancery.upload u SET released = true
  FROM audit.months() m, LATERAL audit.judge(m.partition, m.starts, m.ends, rules, release_files.at, of_person) j
  WHERE m.starts < release_files.until AND m.ends > since AND j.recorded_at >= since AND j.recorded_at < release_files.until
    AND j.kept_by IS DISTINCT FROM 'hold' AND j.kept_by IS DISTINCT FROM 'rule'
    AND u.position = j.position AND u.uploader = of_person AND NOT u.released;
  GET DIAGNOSTICS freed = ROW_COUNT;
  RETURN freed;
END
$$;
COMMENT ON FUNCTION audit.release_files(text, timestamptz, timestamptz, jsonb, timestamptz) IS
  'Lets go of the files that a person shared between two times, as far as neither a hold nor a rule that names somebody forbids it; returns how many. Messages that link to one and have their content keep it all the same.';

CREATE FUNCTION audit.let_files_go(why text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  gone bigint;
BEGIN
  UPDATE chancery.upload u SET going = why
  WHERE u.going IS NULL
    AND (u.released OR NOT EXISTS (SELECT FROM audit.record r
      WHERE r.recorded_at = timestamptz 'epoch' + (u.position >> 8) * interval '1 microsecond' AND r.position = u.position))
    AND NOT EXISTS (SELECT FROM audit.record r
      WHERE r.detail ? 'files' AND string_to_array(r.detail ->> 'files', ' ') @> ARRAY[u.id || '/' || u.sha256]);
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
$$;
COMMENT ON FUNCTION audit.let_files_go(text) IS
  'Marks the files that nothing on record needs: neither the row of their upload nor a message that links to them. Returns how many.';

REVOKE ALL ON FUNCTION audit.release_files(text, timestamptz, timestamptz, jsonb, timestamptz), audit.let_files_go(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.release_files(text, timestamptz, timestamptz, jsonb, timestamptz), audit.let_files_go(text) TO ${retention};

-- ---- What an officer sees ---------------------------------------------------------------------------------------------

CREATE OR REPLACE VIEW audit.messages AS
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
  true AS delivered,
  m.outcome AS policy,
  m.audience,
  m.thread,
  m.stanza_id AS client_id,
  m.session AS session_id,
  m.recorded_at,
  m.xml,
  CASE WHEN m.detail ? 'files' THEN
    ARRAY(SELECT split_part(f.link, '/', 1) FROM unnest(string_to_array(m.detail ->> 'files', ' ')) WITH ORDINALITY AS f (link, n) ORDER BY f.n)
  END AS files
FROM audit.record m
WHERE m.kind = 'message';
-- A kind that is not written since no answer is a guess (decision 0023).
COMMENT ON COLUMN audit.record.kind IS 'What is recorded: message, login, login-failed, logout, room-presence, room-membership, room-change, file, call, policy-decision, person, acknowledgement, administration, configuration, audit-access, capture-check, retention.';
COMMENT ON COLUMN audit.messages.delivered IS 'Always true: what was refused to its sender is not on record. The column stays, as those of a version do.';
COMMENT ON COLUMN audit.messages.files IS 'The files of this server that it links to, see compliance.files; NULL for none. A link within what clients have encrypted can''t be seen.';

CREATE OR REPLACE VIEW audit.shown_messages AS
SELECT * FROM audit.messages m
WHERE ((SELECT audit.sees_restricted()) OR NOT audit.is_restricted(ARRAY[m.sender, m.recipient], m.conversation, m.recorded_at))
  -- Nobody but the server can write as the domain itself.
  AND NOT (m.sender IS NOT DISTINCT FROM m.recipient AND strpos(m.sender, '@') = 0);
CREATE OR REPLACE VIEW compliance.messages WITH (security_barrier) AS
SELECT * FROM audit.shown_messages WHERE (SELECT audit.note_view('messages'));
DO $$
BEGIN
  PERFORM audit.copy_comments('audit.messages', 'audit.shown_messages');
  PERFORM audit.copy_comments('audit.messages', 'compliance.messages');
END
$$;

CREATE OR REPLACE VIEW compliance.files AS
SELECT
  r.detail ->> 'file' AS file_id,
  r.received_at AS uploaded_at,
  r.sender AS uploader,
  r.sender_resource AS device,
  r.session AS session_id,
  r.detail ->> 'name' AS name,
  r.detail ->> 'type' AS media_type,
  (r.detail ->> 'size')::bigint AS size,
  r.detail ->> 'sha256' AS sha256,
  r.detail ->> 'address' AS address,
  (SELECT min(g.received_at) FROM audit.record g
    WHERE g.kind = 'file' AND g.detail ->> 'file' = r.detail ->> 'file' AND g.detail ->> 'event' = 'removed') AS removed_at
FROM audit.record r
WHERE r.kind = 'file' AND r.detail ->> 'event' = 'uploaded';
COMMENT ON COLUMN compliance.files.removed_at IS 'When its bytes were removed, as nothing on record needed them any more; NULL while they are kept.';
