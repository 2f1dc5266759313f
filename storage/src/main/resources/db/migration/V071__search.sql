-- Full text: a table beside the record, filled in the background, as an index on the record itself would cost each message as much as its row.

CREATE SCHEMA search;
COMMENT ON SCHEMA search IS 'The words of the messages, for compliance.search. Can be made again from the record at any time.';

CREATE TABLE search.document (
  recorded_at timestamptz NOT NULL,
  position    bigint      NOT NULL,
  people      text[]      NOT NULL,
  words       tsvector    NOT NULL
) PARTITION BY RANGE (recorded_at);
CREATE INDEX document_words ON search.document USING gin (words, people);
CREATE INDEX document_position ON search.document USING brin (position);
COMMENT ON TABLE search.document IS 'The words of one message, by the months of the record.';
COMMENT ON COLUMN search.document.recorded_at IS 'When the message was recorded.';
COMMENT ON COLUMN search.document.position IS 'Its position in the record.';
COMMENT ON COLUMN search.document.people IS 'Sender and recipient.';
COMMENT ON COLUMN search.document.words IS 'The words as they are and by their stems.';
CREATE TABLE search.document_default PARTITION OF search.document DEFAULT;

CREATE TABLE search.progress (
  node     smallint PRIMARY KEY,
  position bigint   NOT NULL
);
COMMENT ON TABLE search.progress IS 'How far each server has come.';
COMMENT ON COLUMN search.progress.node IS 'The server.';
COMMENT ON COLUMN search.progress.position IS 'The last row of the record it has looked at.';

CREATE FUNCTION audit.months() RETURNS TABLE (partition regclass, starts timestamptz, ends timestamptz)
  LANGUAGE sql STABLE SET search_path = pg_catalog SET timezone = 'UTC' AS $$
SELECT p.oid::regclass, bounds[1]::timestamptz, bounds[2]::timestamptz
FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid,
  LATERAL regexp_match(pg_get_expr(p.relpartbound, p.oid), 'FROM \(''([^'']+)''\) TO \(''([^'']+)''\)') AS bounds
WHERE i.inhparent = 'audit.record'::regclass AND bounds IS NOT NULL
$$;
COMMENT ON FUNCTION audit.months() IS 'The partitions of the record and their times.';

CREATE FUNCTION search.prepare_partitions() RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
  month record;
  name text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('search.prepare_partitions'));
  FOR month IN SELECT replace(c.relname, 'record', 'document') AS name, m.starts, m.ends
    FROM audit.months() m JOIN pg_class c ON c.oid = m.partition ORDER BY m.starts
  LOOP
    IF to_regclass('search.' || quote_ident(month.name)) IS NULL THEN
      BEGIN
        EXECUTE format('CREATE TABLE search.%I (LIKE search.document)', month.name);
        EXECUTE format('ALTER TABLE search.document ATTACH PARTITION search.%I FOR VALUES FROM (%L) TO (%L)',
          month.name, month.starts, month.ends);
      EXCEPTION WHEN check_violation THEN
        RAISE WARNING 'search.document_default holds words of %, which stay there', month.name;
      END;
    END IF;
  END LOOP;
END
$$;
COMMENT ON FUNCTION search.prepare_partitions() IS 'Makes the partitions that the record has. Gives up after 2 s when somebody is in the way.';

CREATE FUNCTION search.words_of(body text, languages regconfig[]) RETURNS tsvector
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  words tsvector := '';
  language regconfig;
BEGIN
  -- No message is that long, and beyond it the words of one might not fit into a tsvector.
  FOREACH language IN ARRAY languages LOOP
    words := words || to_tsvector(language, left(body, 100000));
  END LOOP;
  RETURN words;
END
$$;
COMMENT ON FUNCTION search.words_of(text, regconfig[]) IS 'The words of a text by each of the languages.';

CREATE FUNCTION search.index_next(of_node smallint, most integer, languages regconfig[]) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  last_position bigint;
  new_position bigint;
  looked_at integer;
BEGIN
  INSERT INTO search.progress VALUES (of_node, 0) ON CONFLICT DO NOTHING;
  SELECT p.position INTO last_position FROM search.progress p WHERE p.node = of_node FOR UPDATE;
  WITH next_rows AS MATERIALIZED (
    SELECT r.recorded_at, r.position, r.kind, r.sender, r.recipient, r.body FROM audit.record r
    WHERE r.node = of_node AND r.position > last_position
      AND r.recorded_at >= timestamptz 'epoch' + (last_position >> 8) * interval '1 microsecond'
    ORDER BY r.recorded_at, r.position LIMIT most
  ), added AS (
    INSERT INTO search.document (recorded_at, position, people, words)
    SELECT n.recorded_at, n.position, array_remove(ARRAY[n.sender, n.recipient], NULL), search.words_of(n.body, languages)
    FROM next_rows n WHERE n.kind = 'message' AND n.body IS NOT NULL
  )
  SELECT count(*), max(n.position) INTO looked_at, new_position FROM next_rows n;
  UPDATE search.progress SET position = coalesce(new_position, last_position) WHERE node = of_node;
  RETURN looked_at;
END
$$;
COMMENT ON FUNCTION search.index_next(smallint, integer, regconfig[]) IS 'Adds the words of the next rows of a server; returns how many rows it looked at.';

-- Reading leaves a trace.

CREATE TABLE audit.reading (
  number      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  reader      text        NOT NULL DEFAULT session_user,
  address     inet        DEFAULT inet_client_addr(),
  application text        DEFAULT current_setting('application_name'),
  matter      text        DEFAULT nullif(current_setting('compliance.matter', true), ''),
  function    text        NOT NULL,
  arguments   jsonb       NOT NULL,
  rows_shown  bigint      NOT NULL
);
COMMENT ON TABLE audit.reading IS
  'Who read the record by the functions of the schema compliance. A number that is missing was a reading that was rolled back: the database''s log has it.';
COMMENT ON COLUMN audit.reading.number IS 'Counts the readings.';
COMMENT ON COLUMN audit.reading.at IS 'When.';
COMMENT ON COLUMN audit.reading.reader IS 'The database role that the reader logged in as.';
COMMENT ON COLUMN audit.reading.address IS 'The network address the reader came from.';
COMMENT ON COLUMN audit.reading.application IS 'The program, by the name it gave itself.';
COMMENT ON COLUMN audit.reading.matter IS 'Why, as the reader said by: SET compliance.matter = ''...''.';
COMMENT ON COLUMN audit.reading.function IS 'By which function.';
COMMENT ON COLUMN audit.reading.arguments IS 'What was asked for.';
COMMENT ON COLUMN audit.reading.rows_shown IS 'How many rows were shown.';
CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.reading
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
ALTER TABLE audit.reading ENABLE ALWAYS TRIGGER is_append_only;

CREATE FUNCTION audit.note_reading(of_function text, with_arguments jsonb, shown bigint) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  noted bigint;
BEGIN
  INSERT INTO audit.reading (function, arguments, rows_shown) VALUES (of_function, jsonb_strip_nulls(with_arguments), shown)
    RETURNING number INTO noted;
  -- A rollback takes the row away, but neither its number nor this line.
  RAISE LOG 'record read, number %, by %, function %, arguments %', noted, session_user, of_function, with_arguments;
END
$$;
COMMENT ON FUNCTION audit.note_reading(text, jsonb, bigint) IS 'Leaves the trace of a reading.';

CREATE FUNCTION compliance.search(
  words text, person text DEFAULT NULL, since timestamptz DEFAULT NULL, until timestamptz DEFAULT NULL,
  language text DEFAULT 'english', most integer DEFAULT 100)
  RETURNS TABLE (message_id bigint, sent_at timestamptz, sender text, recipient text, conversation text, body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
  month record;
  wanted tsquery := websearch_to_tsquery(language::regconfig, words) || websearch_to_tsquery('simple', words);
  found bigint := 0;
  shown bigint;
BEGIN
  -- From the latest month backwards, so that a common word need not be looked up in all of them.
  FOR month IN
    SELECT p.oid::regclass AS partition FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
    LEFT JOIN audit.months() m ON m.partition = to_regclass('audit.' || quote_ident(replace(p.relname, 'document', 'record')))
    WHERE i.inhparent = 'search.document'::regclass
      AND (since IS NULL OR m.ends IS NULL OR m.ends > since) AND (until IS NULL OR m.starts IS NULL OR m.starts < until)
    ORDER BY m.starts DESC NULLS FIRST
  LOOP
    EXIT WHEN found >= most;
    RETURN QUERY EXECUTE format(
      'SELECT r.position, r.received_at, r.sender, r.recipient, r.conversation, r.body
       FROM (SELECT d.recorded_at, d.position FROM %s d
             WHERE d.words @@ $1 AND ($2 IS NULL OR d.people @> ARRAY[$2])
               AND ($3 IS NULL OR d.recorded_at >= $3) AND ($4 IS NULL OR d.recorded_at < $4)
             ORDER BY d.position DESC LIMIT $5) h
       JOIN audit.record r ON r.recorded_at = h.recorded_at AND r.position = h.position
       ORDER BY r.position DESC', month.partition)
      USING wanted, person, since, until, most - found;
    GET DIAGNOSTICS shown = ROW_COUNT;
    found := found + shown;
  END LOOP;
  PERFORM audit.note_reading('search', jsonb_build_object('words', words, 'person', person, 'since', since,
    'until', until, 'language', language, 'most', most), found);
END
$$;
COMMENT ON FUNCTION compliance.search(text, text, timestamptz, timestamptz, text, integer) IS
  'Messages that hold the words, latest first: "two words" for a phrase, or between alternatives, - before what must not be there. person: sender or recipient. since and until: when it was recorded. A few seconds behind the record, see compliance.search_state. Leaves a trace.';

CREATE VIEW compliance.search_state AS
SELECT p.node AS server_node, timestamptz 'epoch' + (p.position >> 8) * interval '1 microsecond' AS searchable_until
FROM search.progress p;
COMMENT ON VIEW compliance.search_state IS 'How far compliance.search is behind, version 1.';
COMMENT ON COLUMN compliance.search_state.server_node IS 'The server.';
COMMENT ON COLUMN compliance.search_state.searchable_until IS 'What that server recorded until then can be found.';

REVOKE ALL ON FUNCTION compliance.search(text, text, timestamptz, timestamptz, text, integer),
  audit.months(), audit.note_reading(text, jsonb, bigint), search.prepare_partitions(), search.words_of(text, regconfig[]),
  search.index_next(smallint, integer, regconfig[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.search(text, text, timestamptz, timestamptz, text, integer) TO ${compliance}, ${legal};
GRANT SELECT ON compliance.search_state TO ${compliance}, ${legal};
GRANT USAGE ON SCHEMA search TO ${server};
GRANT EXECUTE ON FUNCTION search.prepare_partitions(), search.index_next(smallint, integer, regconfig[]) TO ${server};
GRANT SELECT ON audit.reading TO ${server}, ${log_auditor};
