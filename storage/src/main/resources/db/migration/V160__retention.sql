-- How long rows are kept, what must be kept all the same, and how content is erased. Rows are never deleted one by one: a month
-- is dropped, after those that stay were copied.

-- ---- People, as the directory described them then -------------------------------------------------------------------

CREATE TABLE audit.person_state (
  position   bigint PRIMARY KEY,
  person     text   NOT NULL,
  name       text,
  department text,
  title      text,
  groups     text[] NOT NULL
);
CREATE INDEX person_state_person ON audit.person_state (person, position);
COMMENT ON TABLE audit.person_state IS
  'What the directory said about a person who logged in. The same is in the chained row of kind person; this table outlives it, as rules of retention ask for groups of long ago.';
COMMENT ON COLUMN audit.person_state.position IS 'The row of the record that says the same.';
COMMENT ON COLUMN audit.person_state.person IS 'The address.';
COMMENT ON COLUMN audit.person_state.name IS 'The shown name.';
COMMENT ON COLUMN audit.person_state.department IS 'The department.';
COMMENT ON COLUMN audit.person_state.title IS 'The title.';
COMMENT ON COLUMN audit.person_state.groups IS 'The groups of the directory.';

CREATE VIEW compliance.people AS
SELECT s.person, s.name, s.department, s.title, s.groups,
  timestamptz 'epoch' + (s.position >> 8) * interval '1 microsecond' AS since,
  timestamptz 'epoch' + (lead(s.position) OVER w >> 8) * interval '1 microsecond' AS until
FROM audit.person_state s
WINDOW w AS (PARTITION BY s.person ORDER BY s.position);
COMMENT ON VIEW compliance.people IS 'What the directory said about each person who logged in, from when until when, version 1.';
COMMENT ON COLUMN compliance.people.person IS 'The address.';
COMMENT ON COLUMN compliance.people.name IS 'The shown name.';
COMMENT ON COLUMN compliance.people.department IS 'The department.';
COMMENT ON COLUMN compliance.people.title IS 'The title.';
COMMENT ON COLUMN compliance.people.groups IS 'The groups of the directory.';
COMMENT ON COLUMN compliance.people.since IS 'The log-in at which this was noted.';
COMMENT ON COLUMN compliance.people.until IS 'When it was noted again; NULL for what was noted last.';

-- ---- Holds ----------------------------------------------------------------------------------------------------------

CREATE TABLE audit.hold (
  hold       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  matter     text        NOT NULL,
  person     text,
  room       text,
  since      timestamptz,
  until      timestamptz,
  restricted boolean     NOT NULL,
  made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  made_by    text        NOT NULL
);
COMMENT ON TABLE audit.hold IS 'What must be kept whatever the rules say, from the commit of the row here until it is released.';
COMMENT ON COLUMN audit.hold.hold IS 'Its number.';
COMMENT ON COLUMN audit.hold.matter IS 'What it is for.';
COMMENT ON COLUMN audit.hold.person IS 'Whose rows: written by, addressed to, or shown in a room to this person; NULL for everybody''s.';
COMMENT ON COLUMN audit.hold.room IS 'The conversation or room; NULL for all.';
COMMENT ON COLUMN audit.hold.since IS 'Recorded from then on; NULL for no bound.';
COMMENT ON COLUMN audit.hold.until IS 'Recorded before; NULL for no bound.';
COMMENT ON COLUMN audit.hold.restricted IS 'Whether what the person wrote or was written is hidden from everybody but the legal role as well.';
COMMENT ON COLUMN audit.hold.made_at IS 'When it was made.';
COMMENT ON COLUMN audit.hold.made_by IS 'By whom.';

CREATE TABLE audit.hold_release (
  hold        bigint      PRIMARY KEY REFERENCES audit.hold,
  released_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  released_by text        NOT NULL
);
COMMENT ON TABLE audit.hold_release IS 'Holds that are over: from then on the rules apply again. Nothing is deleted at once.';
COMMENT ON COLUMN audit.hold_release.hold IS 'Which.';
COMMENT ON COLUMN audit.hold_release.released_at IS 'When.';
COMMENT ON COLUMN audit.hold_release.released_by IS 'By whom.';

CREATE VIEW audit.active_hold AS
SELECT h.* FROM audit.hold h WHERE NOT EXISTS (SELECT FROM audit.hold_release r WHERE r.hold = h.hold);
COMMENT ON VIEW audit.active_hold IS 'Holds that are in force.';

CREATE VIEW compliance.holds AS
SELECT h.hold, h.matter, h.person, h.room, h.since, h.until, h.restricted, h.made_at, h.made_by, r.released_at, r.released_by
FROM audit.hold h LEFT JOIN audit.hold_release r USING (hold);
COMMENT ON VIEW compliance.holds IS 'Legal holds and restrictions, those that were released too, version 1.';
CREATE FUNCTION audit.copy_comments(source regclass, target regclass) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  described record;
BEGIN
  FOR described IN
    SELECT t.attname, col_description(source, s.attnum) AS text
    FROM pg_attribute s JOIN pg_attribute t USING (attname)
    WHERE s.attrelid = source AND t.attrelid = target AND s.attnum > 0
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', target, described.attname, described.text);
  END LOOP;
END
$$;
COMMENT ON FUNCTION audit.copy_comments(regclass, regclass) IS 'Explains the columns of a view as those of the same names in what it is made of.';
DO $$
BEGIN
  PERFORM audit.copy_comments('audit.hold', 'audit.active_hold');
  PERFORM audit.copy_comments('audit.hold', 'compliance.holds');
END
$$;
COMMENT ON COLUMN compliance.holds.released_at IS 'When it was released; NULL while it is in force.';
COMMENT ON COLUMN compliance.holds.released_by IS 'By whom.';

DO $$
DECLARE
  protected text;
BEGIN
  FOREACH protected IN ARRAY ARRAY['person_state', 'hold', 'hold_release'] LOOP
    EXECUTE format('CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.%I
      FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', protected);
    EXECUTE format('ALTER TABLE audit.%I ENABLE ALWAYS TRIGGER is_append_only', protected);
  END LOOP;
END
$$;

-- What is done about retention goes into the record by the same way as readings.
ALTER TABLE audit.reading ADD kind text NOT NULL DEFAULT 'audit-access';
COMMENT ON COLUMN audit.reading.kind IS 'The kind of its row in the record: audit-access; retention for holds.';

CREATE FUNCTION audit.note_hold(action text, about audit.hold, acting text) RETURNS void
  LANGUAGE sql SET search_path = pg_catalog AS $$
INSERT INTO audit.reading (kind, function, matter, arguments, rows_shown, reader)
VALUES ('retention', action, about.matter, jsonb_strip_nulls(to_jsonb(about) - 'matter'), NULL,
  concat_ws(' as ', nullif(acting, session_user), session_user))
$$;
COMMENT ON FUNCTION audit.note_hold(text, audit.hold, text) IS 'Puts on record what happens to a hold.';

CREATE FUNCTION compliance.add_hold(
  matter text, person text DEFAULT NULL, room text DEFAULT NULL, since timestamptz DEFAULT NULL, until timestamptz DEFAULT NULL,
  restricted boolean DEFAULT false, acting text DEFAULT session_user) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  made audit.hold;
BEGIN
  IF coalesce(matter, '') = '' THEN
    RAISE EXCEPTION 'a hold needs a matter' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO audit.hold (matter, person, room, since, until, restricted, made_by)
    VALUES (matter, lower(person), lower(room), since, until, restricted, acting) RETURNING * INTO made;
  PERFORM audit.note_hold('hold added', made, acting);
  RETURN made.hold;
END
$$;
COMMENT ON FUNCTION compliance.add_hold(text, text, text, timestamptz, timestamptz, boolean, text) IS
  'Holds what a person wrote or was shown, in a room or a conversation, recorded from a time until before another, and returns the number of the hold. What is left out bounds nothing. restricted also hides it from everybody but the legal role.';

CREATE FUNCTION compliance.release_hold(of_hold bigint, acting text DEFAULT session_user) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  held audit.hold;
BEGIN
  SELECT h.* INTO held FROM audit.active_hold h WHERE h.hold = of_hold;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no hold % is in force', of_hold USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO audit.hold_release (hold, released_by) VALUES (of_hold, acting);
  PERFORM audit.note_hold('hold released', held, acting);
END
$$;
COMMENT ON FUNCTION compliance.release_hold(bigint, text) IS
  'Ends a hold: the rules of retention apply again from their next run on. Nothing is deleted at once.';

CREATE OR REPLACE VIEW compliance.record_access AS
SELECT position AS access_id, received_at AS accessed_at, detail ->> 'by' AS accessed_by, detail ->> 'action' AS action,
  detail ->> 'query' AS statement, detail ->> 'matter' AS matter, (detail ->> 'rows')::bigint AS row_count, detail
FROM audit.record
WHERE kind = 'audit-access'
UNION ALL
SELECT r.number, r.at, r.reader, r.function, coalesce(r.arguments ->> 'statement', r.arguments::text), r.matter, r.rows_shown,
  jsonb_strip_nulls(jsonb_build_object('address', host(r.address), 'application', r.application))
FROM audit.reading r
WHERE r.kind = 'audit-access' AND NOT EXISTS (SELECT FROM chancery.reading_recorded t WHERE t.number = r.number);

CREATE VIEW compliance.retention_acts AS
SELECT position AS act_id, received_at AS acted_at, detail ->> 'action' AS action, detail ->> 'by' AS acted_by,
  detail ->> 'matter' AS matter, detail ->> 'query' AS about, (detail ->> 'rows')::bigint AS row_count, detail
FROM audit.record
WHERE kind = 'retention';
COMMENT ON VIEW compliance.retention_acts IS 'Holds that were made and released, months that expired, content that was erased, version 1.';
COMMENT ON COLUMN compliance.retention_acts.act_id IS 'Identifies it for ever.';
COMMENT ON COLUMN compliance.retention_acts.acted_at IS 'When.';
COMMENT ON COLUMN compliance.retention_acts.action IS 'hold added, hold released, rows expired, content erased.';
COMMENT ON COLUMN compliance.retention_acts.acted_by IS 'By whom.';
COMMENT ON COLUMN compliance.retention_acts.matter IS 'The matter, or the reason that was given.';
COMMENT ON COLUMN compliance.retention_acts.about IS 'What it was about.';
COMMENT ON COLUMN compliance.retention_acts.row_count IS 'How many rows went, or lost their content.';
COMMENT ON COLUMN compliance.retention_acts.detail IS 'Everything that was recorded.';

-- ---- Rules ----------------------------------------------------------------------------------------------------------

CREATE FUNCTION audit.judge(month regclass, starts timestamptz, ends timestamptz, rules jsonb, at timestamptz, only_sender text)
  RETURNS TABLE (recorded_at timestamptz, "position" bigint, kept_by text, why text)
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog SET timezone = 'UTC' AS $judge$
BEGIN
  RETURN QUERY EXECUTE format($query$
    WITH rule AS MATERIALIZED (
      SELECT r.kind, r.name, CASE r.keep WHEN 'forever' THEN 'infinity' ELSE $2 + r.keep::interval END AS until,
        concat_ws(' ', r.kind, r.name) || ': ' || r.keep AS why
      FROM jsonb_to_recordset($3) AS r (kind text, name text, keep text)
    ), room AS MATERIALIZED (
      SELECT DISTINCT conversation AS address FROM %1$s WHERE strpos(conversation, ' ') = 0
    ), address AS MATERIALIZED (
      SELECT sender AS address FROM %1$s WHERE $5 IS NULL OR sender = $5
      UNION SELECT recipient FROM %1$s WHERE $5 IS NULL OR sender = $5
      UNION SELECT unnest(audience) FROM %1$s WHERE $5 IS NULL OR sender = $5
      UNION SELECT address FROM room
    ), party AS MATERIALIZED (
      -- The longest rule that names the address, its domain, or a group the person was in then; people whom none names go by the
      -- general rule, and rooms by those who speak in them.
      SELECT a.address, coalesce(named.until, general.until) AS until, coalesce(named.kind, general.kind) AS kind,
        coalesce(named.why, general.why) AS why
      FROM address a
      LEFT JOIN LATERAL (
        SELECT r.until, r.kind, r.why FROM rule r
        WHERE r.kind = 'room' AND r.name = a.address
          OR r.kind = 'domain' AND r.name IN (a.address, split_part(a.address, '@', 2))
          OR r.kind = 'group' AND EXISTS (SELECT FROM audit.groups_of(a.address, $1, $2) g WHERE g = r.name)
        ORDER BY r.until DESC LIMIT 1) named ON true
      LEFT JOIN rule general ON general.kind = 'default' AND NOT EXISTS (SELECT FROM room WHERE room.address = a.address)
    ), last_row AS MATERIALIZED (
      SELECT max(r.position) AS position FROM %1$s r GROUP BY r.node
      HAVING NOT EXISTS (SELECT FROM audit.record later WHERE later.node = r.node AND later.recorded_at >= $2)
    ), hold AS MATERIALIZED (
      SELECT * FROM audit.active_hold
    ), stay AS MATERIALIZED (
      SELECT o.room, o.person, o.entered_position, o.left_position FROM hold h JOIN compliance.room_occupancy o ON o.person = h.person
    )
    SELECT r.recorded_at, r.position,
      verdict.kept_by, CASE verdict.kept_by WHEN 'record' THEN 'tells of the record itself' WHEN 'hold' THEN held.why ELSE longest.why END
    FROM %1$s r
    LEFT JOIN party s ON s.address = r.sender
    LEFT JOIN party t ON t.address = r.recipient
    LEFT JOIN party c ON c.address = r.conversation
    LEFT JOIN LATERAL (
      SELECT p.until, p.kind, p.why FROM unnest(r.audience) AS a (address) JOIN party p ON p.address = a.address
      ORDER BY p.until DESC LIMIT 1) u ON r.audience IS NOT NULL
    LEFT JOIN rule g ON g.kind = 'default' AND coalesce(s.until, t.until, c.until, u.until) IS NULL
    LEFT JOIN LATERAL (
      SELECT x.until, x.kind, x.why FROM (VALUES (s.until, s.kind, s.why), (t.until, t.kind, t.why), (c.until, c.kind, c.why),
        (u.until, u.kind, u.why), (g.until, g.kind, g.why)) AS x (until, kind, why)
      WHERE x.until IS NOT NULL
      -- A rule that names somebody forbids erasure as well, so it goes before a longer general one.
      ORDER BY (x.kind <> 'default' AND x.until > $4) DESC, x.until DESC LIMIT 1) longest ON true
    LEFT JOIN LATERAL (
      SELECT format('hold %%s: %%s', h.hold, h.matter) AS why FROM hold h
      WHERE (h.since IS NULL OR r.recorded_at >= h.since) AND (h.until IS NULL OR r.recorded_at < h.until)
        AND (h.room IS NULL OR h.room = r.conversation)
        AND (h.person IS NULL OR h.person IN (r.sender, r.recipient, split_part(r.detail ->> 'person', '/', 1))
          OR h.person = ANY (r.audience)
          OR r.type = 'groupchat' AND r.audience IS NULL AND EXISTS (
            SELECT FROM stay o WHERE o.person = h.person AND o.room = r.conversation
              AND o.entered_position <= r.position AND (o.left_position IS NULL OR o.left_position > r.position)))
      LIMIT 1) held ON true
    LEFT JOIN last_row ON last_row.position = r.position
    CROSS JOIN LATERAL (
      SELECT CASE WHEN held.why IS NOT NULL THEN 'hold' WHEN longest.kind <> 'default' AND longest.until > $4 THEN 'rule'
        WHEN r.kind = 'retention' OR last_row.position IS NOT NULL THEN 'record' WHEN longest.until > $4 THEN 'default' END AS kept_by) verdict
    WHERE $5 IS NULL OR r.sender = $5
  $query$, month) USING starts, ends, rules, at, only_sender;
END
$judge$;
COMMENT ON FUNCTION audit.judge(regclass, timestamptz, timestamptz, jsonb, timestamptz, text) IS
  'What the rules say about each row of a month at a time: kept_by is hold, rule, record (rows of retention itself, and the last row of each server), default, or NULL for what goes; why names the rule or hold.';

CREATE FUNCTION audit.groups_of(of_person text, starts timestamptz, ends timestamptz) RETURNS SETOF text
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
SELECT DISTINCT unnest(p.groups) FROM (
  SELECT s.groups, s.since, s.until, row_number() OVER (ORDER BY s.since) = 1 AS first
  FROM compliance.people s WHERE s.person = of_person) p
WHERE (p.since < ends OR p.first) AND (p.until IS NULL OR p.until > starts)
$$;
COMMENT ON FUNCTION audit.groups_of(text, timestamptz, timestamptz) IS
  'The groups that a person was in at any time between two; before anything was noted, those that were noted first.';

CREATE FUNCTION audit.due_months(rules jsonb, at timestamptz) RETURNS TABLE (month regclass, starts timestamptz, ends timestamptz)
  LANGUAGE sql STABLE SET search_path = pg_catalog SET timezone = 'UTC' AS $$
SELECT m.partition, m.starts, m.ends FROM audit.months() m
WHERE m.ends <= now() AND EXISTS (SELECT FROM jsonb_to_recordset(rules) AS r (keep text) WHERE r.keep <> 'forever' AND m.ends + r.keep::interval <= at)
ORDER BY m.starts
$$;
COMMENT ON FUNCTION audit.due_months(jsonb, timestamptz) IS 'Months for which the shortest rule has run out.';

CREATE FUNCTION audit.retention_plan(rules jsonb, at timestamptz)
  RETURNS TABLE (month text, goes boolean, why text, rows bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
SELECT to_char(m.starts, 'YYYY-MM'), j.kept_by IS NULL, j.why, count(*)
FROM audit.due_months(rules, at) m, LATERAL audit.judge(m.month, m.starts, m.ends, rules, at, NULL) j
GROUP BY 1, 2, 3 ORDER BY 1, 2 DESC, 3
$$;
COMMENT ON FUNCTION audit.retention_plan(jsonb, timestamptz) IS 'What the rules would take and leave at a time, and why.';

-- ---- Expiry ---------------------------------------------------------------------------------------------------------

CREATE FUNCTION audit.begin_expiry(of_month regclass, rules jsonb, at timestamptz)
  RETURNS TABLE (why text, rows bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
  bounds record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('audit.retention'));
  -- A hold that is made meanwhile waits until the month is gone, and is not in force before.
  LOCK TABLE audit.hold IN SHARE MODE;
  SELECT m.starts, m.ends INTO STRICT bounds FROM audit.due_months(rules, at) m WHERE m.month = of_month;
  EXECUTE format('CREATE TABLE audit.kept (LIKE %s INCLUDING ALL, CHECK (recorded_at >= %L AND recorded_at < %L))',
    of_month, bounds.starts, bounds.ends);
  CREATE TABLE audit.judged AS SELECT * FROM audit.judge(of_month, bounds.starts, bounds.ends, rules, at, NULL);
  IF EXISTS (SELECT FROM audit.judged j WHERE j.kept_by IS NULL) THEN
    EXECUTE format('INSERT INTO audit.kept SELECT r.* FROM %s r JOIN audit.judged j USING (recorded_at, position)
      WHERE j.kept_by IS NOT NULL', of_month);
  END IF;
  RETURN QUERY SELECT j.why, count(*) FROM audit.judged j WHERE j.kept_by IS NULL GROUP BY j.why ORDER BY j.why;
  ANALYZE audit.kept;
  DROP TABLE audit.judged;
END
$$;
COMMENT ON FUNCTION audit.begin_expiry(regclass, jsonb, timestamptz) IS
  'Copies the rows of a month that stay, and tells how many go for which reason. Ends with the transaction, by finish_expiry or by nothing.';

CREATE FUNCTION audit.expiring(of_month regclass) RETURNS TABLE ("position" bigint, sequence bigint, chain bytea)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT r.position, r.sequence, r.chain FROM %s r
    WHERE NOT EXISTS (SELECT FROM audit.kept k WHERE k.position = r.position) ORDER BY r.recorded_at, r.position', of_month);
END
$$;
COMMENT ON FUNCTION audit.expiring(regclass) IS 'The rows that finish_expiry will take, for their seals.';

CREATE FUNCTION audit.finish_expiry(of_month regclass) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
  name text := (SELECT relname FROM pg_class WHERE oid = of_month);
  documents regclass := to_regclass(format('search.%I', replace(name, 'record', 'document')));
  bounds record;
  survivors boolean := EXISTS (SELECT FROM audit.kept);
BEGIN
  SELECT m.starts, m.ends INTO STRICT bounds FROM audit.months() m WHERE m.partition = of_month;
  DELETE FROM search.document d WHERE d.recorded_at >= bounds.starts AND d.recorded_at < bounds.ends
    AND (survivors OR documents IS NULL) AND NOT EXISTS (SELECT FROM audit.kept k WHERE k.position = d.position);
  IF documents IS NOT NULL AND NOT survivors THEN
    EXECUTE format('DROP TABLE %s', documents);
  END IF;
  EXECUTE format('ALTER TABLE audit.record DETACH PARTITION %s', of_month);
  EXECUTE format('DROP TABLE %s', of_month);
  IF survivors THEN
    EXECUTE format('ALTER TABLE audit.kept RENAME TO %I', name);
    EXECUTE format('ALTER TABLE audit.record ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)', name, bounds.starts, bounds.ends);
    PERFORM audit.protect_partition(format('audit.%I', name)::regclass);
  ELSE
    DROP TABLE audit.kept;
  END IF;
END
$$;
COMMENT ON FUNCTION audit.finish_expiry(regclass) IS
  'Puts the rows that stay in the place of the month. Gives up after 2 s when somebody is in the way: try again later.';

-- ---- Erasure --------------------------------------------------------------------------------------------------------

CREATE FUNCTION audit.refuse_change_of_row() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  emptied audit.record := OLD;
BEGIN
  emptied.xml := NULL;
  emptied.body := NULL;
  emptied.detail := NULL;
  emptied.salt := NULL;
  IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM emptied AND EXISTS (
    SELECT FROM audit.seal s WHERE s.taken = 'content' AND s.node = OLD.node AND s.first_sequence <= OLD.sequence
      AND s.last_sequence >= OLD.sequence)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the record is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION audit.refuse_change_of_row() IS
  'Makes every UPDATE and DELETE of a row fail, but the emptying of content for which there is a seal.';

DROP TRIGGER record_is_append_only ON audit.record;
CREATE TRIGGER record_is_append_only BEFORE UPDATE OR DELETE ON audit.record
  FOR EACH ROW EXECUTE FUNCTION audit.refuse_change_of_row();
ALTER TABLE audit.record ENABLE ALWAYS TRIGGER record_is_append_only;
DROP TRIGGER record_is_append_only_as_a_whole ON audit.record;
CREATE TRIGGER record_is_append_only_as_a_whole BEFORE DELETE OR TRUNCATE ON audit.record
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
ALTER TABLE audit.record ENABLE ALWAYS TRIGGER record_is_append_only_as_a_whole;

CREATE OR REPLACE FUNCTION audit.protect_partition(partition regclass) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('DROP TRIGGER IF EXISTS partition_is_append_only ON %s', partition);
  EXECUTE format('CREATE TRIGGER partition_is_append_only BEFORE DELETE OR TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', partition);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER partition_is_append_only', partition);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER record_is_append_only', partition);
END
$$;
DO $$ BEGIN PERFORM audit.protect_partition(i.inhrelid::regclass) FROM pg_inherits i WHERE i.inhparent = 'audit.record'::regclass; END $$;

CREATE FUNCTION audit.erasable(person text, since timestamptz, until timestamptz, rules jsonb, at timestamptz)
  RETURNS TABLE ("position" bigint, sequence bigint, chain bytea, forbidden_by text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('audit.retention'));
  LOCK TABLE audit.hold IN SHARE MODE;
  RETURN QUERY
  SELECT r.position, r.sequence, r.chain, CASE WHEN j.kept_by IN ('hold', 'rule') THEN j.why END
  FROM audit.months() m, LATERAL audit.judge(m.partition, m.starts, m.ends, rules, at, person) j
  JOIN audit.record r ON r.recorded_at = j.recorded_at AND r.position = j.position
  WHERE m.starts < until AND m.ends > since AND r.kind = 'message' AND r.salt IS NOT NULL
    AND r.recorded_at >= since AND r.recorded_at < until
  ORDER BY r.recorded_at, r.position;
END
$$;
COMMENT ON FUNCTION audit.erasable(text, timestamptz, timestamptz, jsonb, timestamptz) IS
  'What a person wrote between two times and still has its content, and what forbids to erase it: a hold, or a rule that names a group, a room or a domain.';

CREATE FUNCTION audit.empty_sealed(voucher bigint) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  emptied bigint;
BEGIN
  DELETE FROM search.document d USING audit.seal s
  WHERE s.on_record = voucher AND s.taken = 'content' AND d.position BETWEEN s.first_position AND s.last_position
    AND d.position & 255 = s.node
    AND d.recorded_at BETWEEN timestamptz 'epoch' + (s.first_position >> 8) * interval '1 microsecond'
      AND timestamptz 'epoch' + (s.last_position >> 8) * interval '1 microsecond';
  UPDATE audit.record r SET xml = NULL, body = NULL, detail = NULL, salt = NULL FROM audit.seal s
  WHERE s.on_record = voucher AND s.taken = 'content' AND r.node = s.node
    AND r.position BETWEEN s.first_position AND s.last_position
    AND r.recorded_at BETWEEN timestamptz 'epoch' + (s.first_position >> 8) * interval '1 microsecond'
      AND timestamptz 'epoch' + (s.last_position >> 8) * interval '1 microsecond';
  GET DIAGNOSTICS emptied = ROW_COUNT;
  RETURN emptied;
END
$$;
COMMENT ON FUNCTION audit.empty_sealed(bigint) IS 'Empties the content that the seals of one row of the record cover; returns how many rows.';

-- ---- Restriction ----------------------------------------------------------------------------------------------------

CREATE FUNCTION audit.sees_restricted() RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
SELECT pg_has_role(session_user, '${legal}', 'MEMBER') OR NOT EXISTS (SELECT FROM audit.active_hold WHERE restricted)
$$;
COMMENT ON FUNCTION audit.sees_restricted() IS 'Whether nothing is hidden from whoever asks.';

CREATE FUNCTION audit.is_restricted(people text[], in_conversation text, at timestamptz) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
SELECT EXISTS (SELECT FROM audit.active_hold h
  WHERE h.restricted AND (h.since IS NULL OR at >= h.since) AND (h.until IS NULL OR at < h.until)
    AND (h.room IS NULL OR h.room = in_conversation) AND (h.person IS NULL OR h.person = ANY (people)))
$$;
COMMENT ON FUNCTION audit.is_restricted(text[], text, timestamptz) IS 'Whether a restriction hides a message of these people.';

CREATE VIEW audit.shown_messages AS
SELECT * FROM audit.messages m
WHERE (SELECT audit.sees_restricted()) OR NOT audit.is_restricted(ARRAY[m.sender, m.recipient], m.conversation, m.recorded_at);
COMMENT ON VIEW audit.shown_messages IS 'compliance.messages without the trace: what whoever asks may see.';

DO $$ BEGIN PERFORM audit.copy_comments('audit.messages', 'audit.shown_messages'); END $$;

-- A barrier, so that no condition of a reader is tried on a row that the reader may not see.
CREATE OR REPLACE VIEW compliance.messages WITH (security_barrier) AS
SELECT * FROM audit.shown_messages WHERE (SELECT audit.note_view('messages'));
CREATE OR REPLACE VIEW compliance.corrections WITH (security_barrier) AS
SELECT * FROM audit.corrections c
WHERE (SELECT audit.note_view('corrections'))
  AND ((SELECT audit.sees_restricted()) OR NOT audit.is_restricted(
    ARRAY[c.sender, c.corrected_by] || string_to_array(c.conversation, ' '), c.conversation, coalesce(c.sent_at, c.corrected_at)));

CREATE OR REPLACE FUNCTION compliance.search(
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
  sees_all boolean := audit.sees_restricted();
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
       WHERE ($6 IS NULL OR to_tsvector(''simple'', r.body) @@ $6)
         AND ($7 OR NOT audit.is_restricted(ARRAY[r.sender, r.recipient], r.conversation, r.recorded_at))
       ORDER BY r.position DESC LIMIT $5',
      month.partition,
      CASE WHEN person IS NOT NULL THEN 'AND d.people @> ARRAY[$2]' END,
      CASE WHEN since IS NOT NULL THEN 'AND d.recorded_at >= $3' END,
      CASE WHEN until IS NOT NULL THEN 'AND d.recorded_at < $4' END,
      CASE WHEN NOT exact AND sees_all THEN 'LIMIT $5' END)
      USING wanted, person, since, until, most - found, exactly, sees_all;
    GET DIAGNOSTICS shown = ROW_COUNT;
    found := found + shown;
  END LOOP;
  PERFORM audit.note_reading('search', jsonb_build_object('words', words, 'person', person, 'since', since,
    'until', until, 'exact', exact, 'most', most), found);
END
$$;

CREATE OR REPLACE FUNCTION compliance.transcript(of_conversation text, from_time timestamptz, until_time timestamptz)
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
  FROM audit.shown_messages m
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

-- ---- Who may ----------------------------------------------------------------------------------------------------------

REVOKE ALL ON FUNCTION audit.note_hold(text, audit.hold, text), audit.copy_comments(regclass, regclass),
  compliance.add_hold(text, text, text, timestamptz, timestamptz, boolean, text), compliance.release_hold(bigint, text),
  audit.judge(regclass, timestamptz, timestamptz, jsonb, timestamptz, text), audit.groups_of(text, timestamptz, timestamptz),
  audit.due_months(jsonb, timestamptz), audit.retention_plan(jsonb, timestamptz), audit.begin_expiry(regclass, jsonb, timestamptz),
  audit.expiring(regclass), audit.finish_expiry(regclass), audit.refuse_change_of_row(),
  audit.erasable(text, timestamptz, timestamptz, jsonb, timestamptz), audit.empty_sealed(bigint),
  audit.sees_restricted(), audit.is_restricted(text[], text, timestamptz) FROM PUBLIC;
GRANT INSERT, SELECT ON audit.person_state TO ${server};
GRANT SELECT ON compliance.people, compliance.holds, compliance.retention_acts TO ${compliance}, ${legal};
GRANT SELECT ON compliance.holds, compliance.retention_acts TO ${log_auditor};
GRANT EXECUTE ON FUNCTION compliance.add_hold(text, text, text, timestamptz, timestamptz, boolean, text),
  compliance.release_hold(bigint, text) TO ${legal};
GRANT EXECUTE ON FUNCTION audit.sees_restricted(), audit.is_restricted(text[], text, timestamptz) TO ${compliance}, ${legal};
-- The role of retention sees where rows stand, and nothing that is in them.
GRANT SELECT (recorded_at, position, sequence, node, chain) ON audit.record TO ${retention};
GRANT EXECUTE ON FUNCTION audit.due_months(jsonb, timestamptz), audit.months(), audit.retention_plan(jsonb, timestamptz),
  audit.begin_expiry(regclass, jsonb, timestamptz), audit.expiring(regclass), audit.finish_expiry(regclass),
  audit.erasable(text, timestamptz, timestamptz, jsonb, timestamptz), audit.empty_sealed(bigint) TO ${retention};
