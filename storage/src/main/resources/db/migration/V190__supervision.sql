-- Supervision: which messages somebody has to review, by which rule they were chosen, and what was decided about each. It is all
-- here, and a choice can be made again by anybody from what is noted with it. Choosing reads the record; nothing is in the way of
-- writing it.

-- ---- What is kept -----------------------------------------------------------------------------------------------------

CREATE TABLE audit.lexicon (
  lexicon text        NOT NULL,
  version integer     NOT NULL,
  terms   text[]      NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  made_by text        NOT NULL,
  PRIMARY KEY (lexicon, version)
);
COMMENT ON TABLE audit.lexicon IS 'Words that are looked for, every version there ever was.';
COMMENT ON COLUMN audit.lexicon.lexicon IS 'Its name.';
COMMENT ON COLUMN audit.lexicon.version IS 'Counts its versions from 1; the highest one is used.';
COMMENT ON COLUMN audit.lexicon.terms IS 'What is looked for, each as in compliance.search: words, "a phrase", or, - before what must not be there.';
COMMENT ON COLUMN audit.lexicon.made_at IS 'When the version was made.';
COMMENT ON COLUMN audit.lexicon.made_by IS 'By which database role.';

CREATE TABLE audit.selection (
  selection       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  way             text        NOT NULL CHECK (way IN ('sample', 'lexicon', 'groups')),
  since           timestamptz NOT NULL,
  until           timestamptz NOT NULL,
  groups          text[]      NOT NULL,
  population      bigint      NOT NULL,
  rate            numeric     CHECK ((rate IS NOT NULL) = (way = 'sample')),
  seed            text        CHECK ((seed IS NOT NULL) = (way = 'sample')),
  lexicon         text        CHECK ((lexicon IS NOT NULL) = (way = 'lexicon')),
  lexicon_version integer     CHECK ((lexicon_version IS NOT NULL) = (way = 'lexicon')),
  language        text        CHECK ((language IS NOT NULL) = (way = 'lexicon')),
  due_at          timestamptz NOT NULL,
  made_at         timestamptz NOT NULL,
  made_by         text        NOT NULL,
  FOREIGN KEY (lexicon, lexicon_version) REFERENCES audit.lexicon
);
COMMENT ON TABLE audit.selection IS 'Each time that messages were chosen for review, and everything that is needed to choose the same again.';
COMMENT ON COLUMN audit.selection.selection IS 'Its number.';
COMMENT ON COLUMN audit.selection.way IS 'sample: at random; lexicon: by words; groups: all between two groups.';
COMMENT ON COLUMN audit.selection.since IS 'Of the messages recorded from then on.';
COMMENT ON COLUMN audit.selection.until IS 'And before.';
COMMENT ON COLUMN audit.selection.groups IS 'Both groups of the directory; with a sample or a lexicon, the group of the senders, or none for everybody.';
COMMENT ON COLUMN audit.selection.population IS 'How many messages with text there were to choose from.';
COMMENT ON COLUMN audit.selection.rate IS 'Which part of them is in the sample, rounded up to whole messages.';
COMMENT ON COLUMN audit.selection.seed IS 'The sample is the messages with the lowest SHA-256 of the seed, a blank and the message_id. The database makes it, so that nobody chooses what is chosen.';
COMMENT ON COLUMN audit.selection.lexicon IS 'The lexicon.';
COMMENT ON COLUMN audit.selection.lexicon_version IS 'Its version.';
COMMENT ON COLUMN audit.selection.language IS 'The language by which words were reduced to their stems.';
COMMENT ON COLUMN audit.selection.due_at IS 'When all of them should be reviewed.';
COMMENT ON COLUMN audit.selection.made_at IS 'When it was made.';
COMMENT ON COLUMN audit.selection.made_by IS 'By which database role.';

CREATE TABLE audit.review_item (
  item        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  selection   bigint      NOT NULL REFERENCES audit.selection,
  recorded_at timestamptz NOT NULL,
  position    bigint      NOT NULL,
  reason      text        NOT NULL,
  UNIQUE (selection, position)
);
COMMENT ON TABLE audit.review_item IS 'The messages that were chosen. They stay here when the message itself has expired.';
COMMENT ON COLUMN audit.review_item.item IS 'Its number.';
COMMENT ON COLUMN audit.review_item.selection IS 'By which selection.';
COMMENT ON COLUMN audit.review_item.recorded_at IS 'When the message was recorded.';
COMMENT ON COLUMN audit.review_item.position IS 'The message_id of the message.';
COMMENT ON COLUMN audit.review_item.reason IS 'Why it was chosen: sample; the terms of the lexicon that it has; the two groups.';

CREATE TABLE audit.review (
  review      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item        bigint      NOT NULL REFERENCES audit.review_item,
  decision    text        NOT NULL CHECK (decision IN ('no finding', 'finding', 'escalated', 'not reviewable')),
  note        text,
  reviewer    text        NOT NULL,
  login       text        NOT NULL,
  reviewed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (decision = 'no finding' OR note IS NOT NULL)
);
CREATE INDEX review_of_item ON audit.review (item, review);
COMMENT ON TABLE audit.review IS 'The ledger of reviews: every decision, also those that a later one replaced.';
COMMENT ON COLUMN audit.review.review IS 'Its number.';
COMMENT ON COLUMN audit.review.item IS 'Of which item of the queue.';
COMMENT ON COLUMN audit.review.decision IS 'no finding; finding; escalated: somebody else must decide; not reviewable: the text has expired, or was erased.';
COMMENT ON COLUMN audit.review.note IS 'Why; only no finding needs no words.';
COMMENT ON COLUMN audit.review.reviewer IS 'Who decided, as the reviewer said.';
COMMENT ON COLUMN audit.review.login IS 'The database role that the reviewer logged in as.';
COMMENT ON COLUMN audit.review.reviewed_at IS 'When.';

DO $$
DECLARE
  protected text;
BEGIN
  FOREACH protected IN ARRAY ARRAY['lexicon', 'selection', 'review_item', 'review'] LOOP
    EXECUTE format('CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.%I
      FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', protected);
    EXECUTE format('ALTER TABLE audit.%I ENABLE ALWAYS TRIGGER is_append_only', protected);
  END LOOP;
END
$$;

-- ---- Choosing -----------------------------------------------------------------------------------------------------------

CREATE FUNCTION audit.members(of_group text) RETURNS TABLE (person text, since timestamptz, until timestamptz)
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
SELECT p.person, p.since, p.until FROM (
  SELECT s.person, s.groups, coalesce(s.until, 'infinity') AS until,
    CASE row_number() OVER (PARTITION BY s.person ORDER BY s.since) WHEN 1 THEN '-infinity' ELSE s.since END AS since
  FROM compliance.people s) p
WHERE of_group = ANY (p.groups)
$$;
COMMENT ON FUNCTION audit.members(text) IS
  'Who was in a group, from when until when. What the directory said first about a person counts for the time before as well.';

CREATE FUNCTION audit.population(since timestamptz, until timestamptz, of_group text)
  RETURNS TABLE (recorded_at timestamptz, "position" bigint)
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
WITH written AS MATERIALIZED (
  SELECT m.recorded_at, m.message_id, m.sender FROM audit.shown_messages m
  WHERE m.body IS NOT NULL AND m.recorded_at >= $1 AND m.recorded_at < $2
)
SELECT w.recorded_at, w.message_id FROM written w WHERE of_group IS NULL
UNION ALL
SELECT w.recorded_at, w.message_id FROM written w
WHERE EXISTS (SELECT FROM audit.members(of_group) g
  WHERE g.person = w.sender AND w.recorded_at >= g.since AND w.recorded_at < g.until)
$$;
COMMENT ON FUNCTION audit.population(timestamptz, timestamptz, text) IS
  'The messages with text of a time, of everybody or by those who were in a group then, that whoever asks may see.';

CREATE FUNCTION audit.begin_selection(wanted audit.selection, due_in interval) RETURNS audit.selection
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  made audit.selection;
  unknown text := (SELECT g FROM unnest(wanted.groups) g WHERE NOT EXISTS (SELECT FROM audit.members(g)) LIMIT 1);
BEGIN
  IF wanted.since >= wanted.until OR wanted.until > clock_timestamp() - interval '1 minute' THEN
    -- Otherwise a row could still appear in it, and the same choice would not be made again.
    RAISE EXCEPTION 'a selection is from a time that has ended a minute ago' USING ERRCODE = 'invalid_parameter_value';
  ELSIF unknown IS NOT NULL THEN
    RAISE EXCEPTION 'nobody was ever in the group %', unknown USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Nothing expires or is erased between counting and choosing.
  PERFORM pg_advisory_xact_lock_shared(hashtext('audit.retention'));
  INSERT INTO audit.selection (way, since, until, groups, population, rate, seed, lexicon, lexicon_version, language, due_at, made_at, made_by)
  SELECT wanted.way, wanted.since, wanted.until, wanted.groups, count(*), wanted.rate, wanted.seed, wanted.lexicon,
    wanted.lexicon_version, wanted.language, now() + due_in, now(), session_user
  FROM audit.population(wanted.since, wanted.until, CASE WHEN wanted.way <> 'groups' THEN wanted.groups[1] END)
  RETURNING * INTO made;
  RETURN made;
END
$$;
COMMENT ON FUNCTION audit.begin_selection(audit.selection, interval) IS 'Checks what is asked for, counts what there is to choose from, and numbers the selection.';

CREATE FUNCTION audit.finish_selection(made audit.selection) RETURNS bigint
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM audit.note_reading('select by ' || made.way, to_jsonb(made)
    || jsonb_build_object('chosen', (SELECT count(*) FROM audit.review_item i WHERE i.selection = made.selection)), NULL);
  RETURN made.selection;
END
$$;
COMMENT ON FUNCTION audit.finish_selection(audit.selection) IS 'Puts a selection on record, with how many messages it chose, and returns its number.';

CREATE FUNCTION compliance.select_sample(
  rate numeric, since timestamptz, until timestamptz, of_group text DEFAULT NULL, due_in interval DEFAULT '7 days') RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  made audit.selection;
BEGIN
  IF (rate > 0 AND rate <= 1) IS NOT TRUE THEN
    RAISE EXCEPTION 'a rate is more than 0 and at most 1' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  made.way := 'sample';
  made.since := since;
  made.until := until;
  made.groups := array_remove(ARRAY[of_group], NULL);
  made.rate := rate;
  made.seed := gen_random_uuid();
  made := audit.begin_selection(made, due_in);
  INSERT INTO audit.review_item (selection, recorded_at, position, reason)
  SELECT made.selection, p.recorded_at, p.position, 'sample' FROM audit.population(since, until, of_group) p
  ORDER BY sha256(convert_to(made.seed || ' ' || p.position, 'UTF8')) LIMIT ceil(rate * made.population);
  RETURN audit.finish_selection(made);
END
$$;
COMMENT ON FUNCTION compliance.select_sample(numeric, timestamptz, timestamptz, text, interval) IS
  'Puts a random part of the messages with text into the review queue and returns the number of the selection. rate: 0.05 for 5 %. since and until: when they were recorded. of_group: only by those who were in this group of the directory then. Leaves a trace.';

CREATE FUNCTION compliance.add_lexicon(name text, terms text[]) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  language regconfig := (SELECT s.language FROM search.setting s);
  useless text := (SELECT coalesce(t, '') FROM unnest(terms) t
    WHERE coalesce(querytree(websearch_to_tsquery(language, t)), '') IN ('', 'T') LIMIT 1);
  made integer;
BEGIN
  IF coalesce(name, '') = '' OR coalesce(cardinality(terms), 0) = 0 THEN
    RAISE EXCEPTION 'a lexicon needs a name and terms' USING ERRCODE = 'invalid_parameter_value';
  ELSIF useless IS NOT NULL THEN
    RAISE EXCEPTION 'nothing can be found by the term "%"', useless USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO audit.lexicon (lexicon, version, terms, made_by)
  SELECT name, coalesce(max(l.version), 0) + 1, $2, session_user FROM audit.lexicon l WHERE l.lexicon = name
  RETURNING version INTO made;
  PERFORM audit.note_reading('add lexicon', jsonb_build_object('lexicon', name, 'version', made, 'terms', terms), NULL);
  RETURN made;
END
$$;
COMMENT ON FUNCTION compliance.add_lexicon(text, text[]) IS
  'Makes a lexicon, or the next version of one, and returns the version. Each term is as in compliance.search. Leaves a trace.';

CREATE FUNCTION compliance.select_by_lexicon(
  name text, since timestamptz, until timestamptz, of_group text DEFAULT NULL, due_in interval DEFAULT '7 days') RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  made audit.selection;
  chosen_by regconfig := (SELECT s.language FROM search.setting s);
BEGIN
  made.lexicon_version := (SELECT max(l.version) FROM audit.lexicon l WHERE l.lexicon = name);
  IF made.lexicon_version IS NULL THEN
    RAISE EXCEPTION 'there is no lexicon %', name USING ERRCODE = 'invalid_parameter_value';
  ELSIF EXISTS (SELECT FROM audit.record r LEFT JOIN search.progress p ON p.node = r.node
    WHERE r.recorded_at >= $2 AND r.recorded_at < $3 AND r.kind = 'message' AND r.body IS NOT NULL
      AND r.position > coalesce(p.position, 0))
  THEN
    RAISE EXCEPTION 'the words of this time are still being indexed: see compliance.search_state'
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  made.way := 'lexicon';
  made.since := since;
  made.until := until;
  made.groups := array_remove(ARRAY[of_group], NULL);
  made.lexicon := name;
  made.language := chosen_by;
  made := audit.begin_selection(made, due_in);
  INSERT INTO audit.review_item (selection, recorded_at, position, reason)
  SELECT made.selection, hit.recorded_at, hit.position, string_agg(hit.term, ', ' ORDER BY hit.term)
  FROM (
    SELECT d.recorded_at, d.position, t.term
    FROM audit.lexicon l, unnest(l.terms) AS t (term), search.document d
    WHERE l.lexicon = made.lexicon AND l.version = made.lexicon_version
      AND d.words @@ websearch_to_tsquery(chosen_by, t.term) AND d.recorded_at >= made.since AND d.recorded_at < made.until) hit
  JOIN audit.population(since, until, of_group) p ON p.position = hit.position
  GROUP BY hit.recorded_at, hit.position;
  RETURN audit.finish_selection(made);
END
$$;
COMMENT ON FUNCTION compliance.select_by_lexicon(text, timestamptz, timestamptz, text, interval) IS
  'Puts all messages that have a term of the lexicon''s last version into the review queue and returns the number of the selection. since, until and of_group as for select_sample. Leaves a trace.';

CREATE FUNCTION compliance.select_between_groups(
  first_group text, second_group text, since timestamptz, until timestamptz, due_in interval DEFAULT '7 days') RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  made audit.selection;
BEGIN
  IF first_group IS NULL OR second_group IS NULL THEN
    RAISE EXCEPTION 'two groups are needed' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  made.way := 'groups';
  made.since := since;
  made.until := until;
  made.groups := ARRAY[first_group, second_group];
  made := audit.begin_selection(made, due_in);
  INSERT INTO audit.review_item (selection, recorded_at, position, reason)
  SELECT DISTINCT made.selection, m.recorded_at, m.message_id, first_group || ', ' || second_group
  FROM audit.shown_messages m
  JOIN (VALUES (first_group, second_group), (second_group, first_group)) AS way (from_group, to_group) ON true
  JOIN audit.members(way.from_group) s
    ON s.person = m.sender AND m.recorded_at >= s.since AND m.recorded_at < s.until
  CROSS JOIN LATERAL unnest(m.recipient || m.audience) AS reader (person)
  JOIN audit.members(way.to_group) t
    ON t.person = reader.person AND t.person <> m.sender AND m.recorded_at >= t.since AND m.recorded_at < t.until
  WHERE m.body IS NOT NULL AND m.recorded_at >= made.since AND m.recorded_at < made.until;
  RETURN audit.finish_selection(made);
END
$$;
COMMENT ON FUNCTION compliance.select_between_groups(text, text, timestamptz, timestamptz, interval) IS
  'Puts all messages that somebody of one group of the directory wrote and somebody of the other was addressed or shown, in either direction, into the review queue and returns the number of the selection. Leaves a trace.';

-- ---- Reviewing ----------------------------------------------------------------------------------------------------------

CREATE FUNCTION compliance.review(of_item bigint, decided text, why text DEFAULT NULL, reviewer text DEFAULT session_user) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  made audit.review;
  message bigint := (SELECT i.position FROM audit.review_item i WHERE i.item = of_item);
BEGIN
  IF message IS NULL THEN
    RAISE EXCEPTION 'no item % is in the queue', of_item USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO audit.review (item, decision, note, reviewer, login)
    VALUES (of_item, decided, nullif(why, ''), reviewer, session_user) RETURNING * INTO made;
  -- Those who read the traces read no messages, and a note may quote one.
  PERFORM audit.note_reading('review', to_jsonb(made) - 'note' || jsonb_build_object('message', message,
    'note_sha256', encode(sha256(convert_to(made.note, 'UTF8')), 'hex')), NULL);
  RETURN made.review;
END
$$;
COMMENT ON FUNCTION compliance.review(bigint, text, text, text) IS
  'Decides about an item of the review queue: no finding; or, with a note, finding, escalated or not reviewable. Returns the number in the ledger. The last decision counts, and all are kept. Leaves a trace.';

CREATE VIEW audit.open_item AS
SELECT i.*, last.decision, last.reviewer
FROM audit.review_item i
LEFT JOIN LATERAL (SELECT r.decision, r.reviewer FROM audit.review r WHERE r.item = i.item ORDER BY r.review DESC LIMIT 1) last ON true
WHERE last.decision IS NULL OR last.decision = 'escalated';
COMMENT ON VIEW audit.open_item IS 'What nobody has decided about, or what was escalated. Reading a message changes nothing here.';

CREATE VIEW compliance.review_queue AS
SELECT i.item, i.selection, i.reason, s.due_at, i.decision, i.reviewer, i.position AS message_id, m.sent_at, m.sender, m.recipient,
  m.conversation, m.body, m.corrected_at, m.retracted_at
FROM audit.open_item i
JOIN audit.selection s ON s.selection = i.selection
LEFT JOIN audit.shown_messages m ON m.recorded_at = i.recorded_at AND m.message_id = i.position;
COMMENT ON VIEW compliance.review_queue IS
  'What is to be reviewed, version 1. It stays until somebody decides by compliance.review: reading is not reviewing.';

CREATE VIEW compliance.reviews AS
SELECT r.review, r.item, i.selection, i.reason, i.position AS message_id, r.decision, r.note, r.reviewer, r.login, r.reviewed_at
FROM audit.review r JOIN audit.review_item i USING (item);
COMMENT ON VIEW compliance.reviews IS 'The ledger of reviews, with decisions that later ones replaced, version 1.';

CREATE VIEW compliance.selections AS
SELECT s.*,
  (SELECT count(*) FROM audit.review_item i WHERE i.selection = s.selection) AS chosen,
  (SELECT count(*) FROM audit.open_item i WHERE i.selection = s.selection) AS open
FROM audit.selection s;
COMMENT ON VIEW compliance.selections IS 'What was chosen for review, from what, by which rule, and how much of it is open, version 1.';

CREATE VIEW compliance.overdue_reviews AS
SELECT s.selection, s.way, s.made_by, s.due_at, now() - s.due_at AS overdue_by, count(*) AS open,
  count(*) FILTER (WHERE i.decision = 'escalated') AS escalated
FROM audit.selection s JOIN audit.open_item i USING (selection)
WHERE s.due_at < now()
GROUP BY s.selection;
COMMENT ON VIEW compliance.overdue_reviews IS 'Selections that should have been reviewed by now and are not, version 1.';

CREATE VIEW compliance.lexicons AS SELECT * FROM audit.lexicon;
COMMENT ON VIEW compliance.lexicons IS 'The words that are looked for, every version there ever was, version 1.';

DO $$
BEGIN
  PERFORM audit.copy_comments('audit.review_item', 'audit.open_item');
  PERFORM audit.copy_comments('audit.review', 'audit.open_item');
  PERFORM audit.copy_comments('audit.messages', 'compliance.review_queue');
  PERFORM audit.copy_comments('audit.selection', 'compliance.review_queue');
  PERFORM audit.copy_comments('audit.review_item', 'compliance.review_queue');
  PERFORM audit.copy_comments('audit.review_item', 'compliance.reviews');
  PERFORM audit.copy_comments('audit.review', 'compliance.reviews');
  PERFORM audit.copy_comments('audit.selection', 'compliance.selections');
  PERFORM audit.copy_comments('audit.selection', 'compliance.overdue_reviews');
  PERFORM audit.copy_comments('audit.lexicon', 'compliance.lexicons');
END
$$;
COMMENT ON COLUMN audit.open_item.item IS 'Its number.';
COMMENT ON COLUMN audit.open_item.decision IS 'escalated; NULL while nobody has decided.';
COMMENT ON COLUMN audit.open_item.reviewer IS 'Who escalated it.';
COMMENT ON COLUMN compliance.review_queue.item IS 'Its number, for compliance.review.';
COMMENT ON COLUMN compliance.review_queue.decision IS 'escalated; NULL while nobody has decided.';
COMMENT ON COLUMN compliance.review_queue.reviewer IS 'Who escalated it.';
COMMENT ON COLUMN compliance.review_queue.body IS 'The text. NULL when it has expired, was erased, or is hidden from whoever asks.';
COMMENT ON COLUMN compliance.reviews.message_id IS 'The message.';
COMMENT ON COLUMN compliance.selections.chosen IS 'How many messages were chosen.';
COMMENT ON COLUMN compliance.selections.open IS 'About how many of them nobody has decided, or which were escalated.';
COMMENT ON COLUMN compliance.overdue_reviews.overdue_by IS 'Since how long.';
COMMENT ON COLUMN compliance.overdue_reviews.open IS 'How many are open.';
COMMENT ON COLUMN compliance.overdue_reviews.escalated IS 'How many of these were escalated.';

DO $$ BEGIN PERFORM audit.watch_view('review_queue'); END $$;
-- A barrier, so that no condition of a reader is tried on a row that the reader may not see.
ALTER VIEW compliance.review_queue SET (security_barrier);

-- ---- Who may ------------------------------------------------------------------------------------------------------------

REVOKE ALL ON FUNCTION audit.members(text), audit.population(timestamptz, timestamptz, text),
  audit.begin_selection(audit.selection, interval), audit.finish_selection(audit.selection),
  compliance.select_sample(numeric, timestamptz, timestamptz, text, interval), compliance.add_lexicon(text, text[]),
  compliance.select_by_lexicon(text, timestamptz, timestamptz, text, interval),
  compliance.select_between_groups(text, text, timestamptz, timestamptz, interval),
  compliance.review(bigint, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.select_sample(numeric, timestamptz, timestamptz, text, interval),
  compliance.add_lexicon(text, text[]), compliance.select_by_lexicon(text, timestamptz, timestamptz, text, interval),
  compliance.select_between_groups(text, text, timestamptz, timestamptz, interval),
  compliance.review(bigint, text, text, text) TO ${compliance}, ${legal};
GRANT SELECT ON compliance.reviews, compliance.lexicons TO ${compliance}, ${legal};
GRANT SELECT ON compliance.selections, compliance.overdue_reviews TO ${compliance}, ${legal}, ${log_auditor};
