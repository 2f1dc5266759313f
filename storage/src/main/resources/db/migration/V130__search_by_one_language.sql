-- One language at a time: measured, a second one doubles what a message costs here, and exact words are found by looking at the candidates again.

DROP FUNCTION compliance.search(text, text, timestamptz, timestamptz, text, integer);
DROP FUNCTION search.index_next(smallint, integer, regconfig[]);
DROP FUNCTION search.words_of(text, regconfig[]);
TRUNCATE search.document;
DELETE FROM search.progress;
DROP INDEX search.document_words;
CREATE INDEX document_words ON search.document USING gin (words, people) WITH (gin_pending_list_limit = 16384);
COMMENT ON COLUMN search.document.words IS 'The words by their stems, without the most common ones.';

CREATE TABLE search.setting (language text NOT NULL);
COMMENT ON TABLE search.setting IS 'One row: how words are taken apart.';
COMMENT ON COLUMN search.setting.language IS 'A text search configuration of PostgreSQL.';
INSERT INTO search.setting VALUES ('english');

CREATE FUNCTION search.use_language(wanted text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM wanted::regconfig;
  UPDATE search.setting SET language = wanted WHERE language <> wanted;
  IF FOUND THEN
    TRUNCATE search.document;
    DELETE FROM search.progress;
    RETURN true;
  END IF;
  RETURN false;
END
$$;
COMMENT ON FUNCTION search.use_language(text) IS 'Sets the language. Where it was another one, the words are thrown away, to be made anew; then true.';

CREATE FUNCTION search.index_next(of_node smallint, most integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  last_position bigint;
  new_position bigint;
  looked_at integer;
  language regconfig := (SELECT s.language FROM search.setting s);
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
    -- No message is longer, and beyond it the words of one might not fit into a tsvector.
    SELECT n.recorded_at, n.position, array_remove(ARRAY[n.sender, n.recipient], NULL),
      to_tsvector(language, left(n.body, 200000))
    FROM next_rows n WHERE n.kind = 'message' AND n.body IS NOT NULL
  )
  SELECT count(*), max(n.position) INTO looked_at, new_position FROM next_rows n;
  UPDATE search.progress SET position = coalesce(new_position, last_position) WHERE node = of_node;
  RETURN looked_at;
END
$$;
COMMENT ON FUNCTION search.index_next(smallint, integer) IS 'Adds the words of the next rows of a server; returns how many rows it looked at.';

CREATE FUNCTION compliance.search(
  words text, person text DEFAULT NULL, since timestamptz DEFAULT NULL, until timestamptz DEFAULT NULL,
  exact boolean DEFAULT false, most integer DEFAULT 100)
  RETURNS TABLE (message_id bigint, sent_at timestamptz, sender text, recipient text, conversation text, body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
  month record;
  language regconfig := (SELECT s.language FROM search.setting s);
  -- What must not be there is no help in finding candidates for exact words: its stem may be another's too.
  wanted tsquery := websearch_to_tsquery(language,
    CASE WHEN exact THEN regexp_replace(words, '(^|\s)-("[^"]*"|\S+)', ' ', 'g') ELSE words END);
  exactly tsquery := CASE WHEN exact THEN websearch_to_tsquery('simple', words) END;
  found bigint := 0;
  shown bigint;
BEGIN
  IF numnode(wanted) = 0 THEN
    RAISE EXCEPTION 'only words that nearly every message has: add one that tells more' USING ERRCODE = 'invalid_parameter_value';
  END IF;
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
             WHERE d.words @@ $1 %s %s %s ORDER BY d.position DESC %s) h
       JOIN audit.record r ON r.recorded_at = h.recorded_at AND r.position = h.position
       WHERE $6 IS NULL OR to_tsvector(''simple'', r.body) @@ $6
       ORDER BY r.position DESC LIMIT $5',
      month.partition,
      CASE WHEN person IS NOT NULL THEN 'AND d.people @> ARRAY[$2]' END,
      CASE WHEN since IS NOT NULL THEN 'AND d.recorded_at >= $3' END,
      CASE WHEN until IS NOT NULL THEN 'AND d.recorded_at < $4' END,
      CASE WHEN NOT exact THEN 'LIMIT $5' END)
      USING wanted, person, since, until, most - found, exactly;
    GET DIAGNOSTICS shown = ROW_COUNT;
    found := found + shown;
  END LOOP;
  PERFORM audit.note_reading('search', jsonb_build_object('words', words, 'person', person, 'since', since,
    'until', until, 'exact', exact, 'most', most), found);
END
$$;
COMMENT ON FUNCTION compliance.search(text, text, timestamptz, timestamptz, boolean, integer) IS
  'Messages that hold the words, latest first: "two words" for a phrase, or between alternatives, - before what must not be there. Finds other forms of a word as well, unless exact. person: sender or recipient. since and until: when it was recorded. A few seconds behind the record, see compliance.search_state. Leaves a trace.';

REVOKE ALL ON FUNCTION compliance.search(text, text, timestamptz, timestamptz, boolean, integer), search.use_language(text),
  search.index_next(smallint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.search(text, text, timestamptz, timestamptz, boolean, integer) TO ${compliance}, ${legal};
GRANT EXECUTE ON FUNCTION search.use_language(text), search.index_next(smallint, integer) TO ${server};
