-- What compliance functions and views note about their readers is taken over into the record itself, where the chain covers it.

CREATE TABLE chancery.reading_recorded (
  number   bigint PRIMARY KEY,
  position bigint NOT NULL
);
COMMENT ON TABLE chancery.reading_recorded IS 'Which readings have their row in the record.';
COMMENT ON COLUMN chancery.reading_recorded.number IS 'The number of the reading.';
COMMENT ON COLUMN chancery.reading_recorded.position IS 'The row of the record.';
GRANT SELECT, INSERT ON chancery.reading_recorded TO ${server};

CREATE OR REPLACE VIEW compliance.record_access AS
SELECT position AS access_id, received_at AS accessed_at, detail ->> 'by' AS accessed_by, detail ->> 'action' AS action,
  detail ->> 'query' AS statement, detail ->> 'matter' AS matter, (detail ->> 'rows')::bigint AS row_count, detail
FROM audit.record
WHERE kind = 'audit-access'
UNION ALL
SELECT r.number, r.at, r.reader, r.function, coalesce(r.arguments ->> 'statement', r.arguments::text), r.matter, r.rows_shown,
  jsonb_strip_nulls(jsonb_build_object('address', host(r.address), 'application', r.application))
FROM audit.reading r
WHERE NOT EXISTS (SELECT FROM chancery.reading_recorded t WHERE t.number = r.number);
COMMENT ON VIEW compliance.record_access IS 'Who read the record by the server''s own commands, and by the functions and views that leave a trace, version 1. "reading rolled back" is a call whose trace the reader took back; the database''s own log has it.';
COMMENT ON COLUMN compliance.record_access.access_id IS 'Identifies it: a row of the record; for a few seconds, a number of its own for a function or a view.';
COMMENT ON COLUMN compliance.record_access.action IS 'By which command, function or view; "export finished" follows an "export".';
COMMENT ON COLUMN compliance.record_access.row_count IS 'How many messages were given out; known of functions, and of exports that finished. NULL for views.';

ALTER TABLE audit.reading ALTER rows_shown DROP NOT NULL;
COMMENT ON COLUMN audit.reading.function IS 'By which function or view.';
COMMENT ON COLUMN audit.reading.arguments IS 'What was asked for: the arguments of a function, the statement that read a view.';
COMMENT ON COLUMN audit.reading.rows_shown IS 'How many rows a function showed; NULL for a view, which cannot count.';

CREATE FUNCTION audit.note_view(name text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  asked text := current_query();
BEGIN
  IF current_setting('transaction_read_only')::boolean THEN
    RAISE EXCEPTION 'reading compliance.% leaves a trace, which a read-only transaction cannot', name
      USING ERRCODE = 'read_only_sql_transaction';
  END IF;
  -- These name a statement that was given before.
  IF asked ~* '^\s*(execute|fetch)\M' THEN
    asked := concat_ws('; ', asked, (SELECT string_agg(p.statement, '; ') FROM pg_prepared_statements p WHERE p.name <> ''),
      (SELECT string_agg(c.statement, '; ') FROM pg_cursors c WHERE c.name <> ''));
  END IF;
  PERFORM audit.note_reading(name, jsonb_build_object('statement', asked), NULL);
  RETURN true;
END
$$;
COMMENT ON FUNCTION audit.note_view(text) IS 'Leaves the trace of a reading of a view.';

CREATE FUNCTION audit.watch_view(name text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  original regclass := format('compliance.%I', name)::regclass;
  described record;
BEGIN
  EXECUTE format('ALTER VIEW compliance.%I SET SCHEMA audit', name);
  EXECUTE format('REVOKE ALL ON audit.%I FROM ${compliance}, ${legal}', name);
  -- As it depends on nothing in the row, the sub-select is run once for a statement, and only when that is run.
  EXECUTE format('CREATE VIEW compliance.%1$I AS SELECT * FROM audit.%1$I WHERE (SELECT audit.note_view(%1$L))', name);
  EXECUTE format('COMMENT ON VIEW compliance.%I IS %L', name, obj_description(original, 'pg_class') || ' Reading it leaves a trace.');
  FOR described IN
    SELECT a.attname, col_description(original, a.attnum) AS comment FROM pg_attribute a
    WHERE a.attrelid = original AND a.attnum > 0
  LOOP
    EXECUTE format('COMMENT ON COLUMN compliance.%I.%I IS %L', name, described.attname, described.comment);
  END LOOP;
  EXECUTE format('GRANT SELECT ON compliance.%I TO ${compliance}, ${legal}', name);
END
$$;
COMMENT ON FUNCTION audit.watch_view(text) IS
  'Makes a view of the schema compliance leave a trace of its readers; without one, it is in the schema audit from then on, for other views to build on.';

DO $$
BEGIN
  PERFORM audit.watch_view('messages');
  PERFORM audit.watch_view('corrections');
  PERFORM audit.watch_view('conversations');
END
$$;

DROP FUNCTION compliance.transcript(text, timestamptz, timestamptz);
CREATE FUNCTION compliance.transcript(of_conversation text, from_time timestamptz, until_time timestamptz)
  RETURNS TABLE (message_id bigint, at timestamptz, person text, device text, event text, said text, note text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  shown bigint;
BEGIN
  RETURN QUERY
  SELECT m.message_id, m.sent_at, m.sender, m.sender_device, coalesce(m.changes, 'says'), m.body,
    nullif(concat_ws(', ',
      CASE WHEN m.retracted_at IS NOT NULL THEN 'retracted ' || to_char(m.retracted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') END,
      CASE WHEN m.corrected_at IS NOT NULL THEN 'corrected ' || to_char(m.corrected_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') END,
      CASE WHEN NOT m.delivered THEN 'not delivered' END), '')
  FROM audit.messages m
  WHERE m.conversation = of_conversation
    AND m.recipient = ANY (string_to_array(of_conversation, ' '))
    AND m.recorded_at >= from_time AND m.recorded_at < until_time
  UNION ALL
  SELECT e.position, e.at, coalesce(e.person, e.actor), e.device, e.event, NULL,
    nullif(concat_ws(', ', CASE WHEN e.actor <> e.person THEN 'by ' || e.actor END, e.reason), '')
  FROM compliance.room_events e
  WHERE e.room = of_conversation AND e.at >= from_time AND e.at < until_time
  ORDER BY 1;
  GET DIAGNOSTICS shown = ROW_COUNT;
  PERFORM audit.note_reading('transcript', jsonb_build_object('conversation', of_conversation, 'from', from_time,
    'until', until_time), shown);
END
$$;
COMMENT ON FUNCTION compliance.transcript(text, timestamptz, timestamptz) IS
  'What was said and done in a conversation from a time until before another, by the time it was recorded, with who entered and left a room, in order, version 1. event: says; or what a message does to an earlier one; or what happened to the room. Leaves a trace.';

REVOKE ALL ON FUNCTION audit.note_view(text), audit.watch_view(text),
  compliance.transcript(text, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.note_view(text), compliance.transcript(text, timestamptz, timestamptz)
  TO ${compliance}, ${legal};
