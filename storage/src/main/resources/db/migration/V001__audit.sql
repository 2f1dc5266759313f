-- The record. The server's role may add rows and read them; triggers stop everybody else, the owner included, from
-- changing or removing any.

CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS
  'The record: one row per message and per other recorded event, append-only and hash-chained. People read it through the schema compliance.';

CREATE TABLE audit.record (
  recorded_at       timestamptz NOT NULL,
  received_at       timestamptz NOT NULL,
  position          bigint      NOT NULL,
  sequence          bigint      NOT NULL,
  node              smallint    NOT NULL,
  format            smallint    NOT NULL,
  sender_archive    boolean     NOT NULL,
  recipient_archive boolean     NOT NULL,
  kind              text        NOT NULL,
  sender            text,
  sender_resource   text,
  recipient         text,
  recipient_resource text,
  conversation      text,
  session           text,
  type              text,
  stanza_id         text,
  thread            text,
  relation          text,
  related_to        text,
  audience          text[],
  outcome           text        NOT NULL,
  xml               text,
  body              text,
  detail            jsonb,
  salt              bytea,
  content_hash      bytea       NOT NULL,
  chain             bytea       NOT NULL,
  PRIMARY KEY (recorded_at, position)
) PARTITION BY RANGE (recorded_at);

COMMENT ON TABLE audit.record IS
  'One row per recorded event, by month of recorded_at (UTC). Never changed; what a person corrects or retracts is a further row. NULL means: does not apply.';
COMMENT ON COLUMN audit.record.recorded_at IS 'When the server took the row for writing, UTC, microseconds; always equal to position / 256 microseconds since 1970. Committed right after, and before anybody was shown the message.';
COMMENT ON COLUMN audit.record.received_at IS 'When the server received what is recorded, UTC, microseconds.';
COMMENT ON COLUMN audit.record.position IS 'Unique in the whole record and rising within a node: microseconds since 1970 times 256 plus the node. In base 36 it is the stanza-id that clients see.';
COMMENT ON COLUMN audit.record.sequence IS 'Counts the rows of a node from 1 without a gap.';
COMMENT ON COLUMN audit.record.node IS 'The server that wrote the row, 0 to 255. Each has a chain of its own.';
COMMENT ON COLUMN audit.record.format IS 'How content_hash and chain are computed; 1 is described in docs/audit-chain.md.';
COMMENT ON COLUMN audit.record.sender_archive IS 'Whether it shows in the history of the sender''s own clients. The record holds it whatever this says.';
COMMENT ON COLUMN audit.record.recipient_archive IS 'Whether it shows in the history of the recipient''s own clients, or of the room. The record holds it whatever this says.';
COMMENT ON COLUMN audit.record.kind IS 'What is recorded: message, not-delivered, login, login-failed, logout, room-presence, room-membership, room-change, file, policy-decision, administration, configuration, audit-access, capture-check, retention.';
COMMENT ON COLUMN audit.record.sender IS 'Who caused it: the address without the device.';
COMMENT ON COLUMN audit.record.sender_resource IS 'The device or client of the sender, or the nickname in a room.';
COMMENT ON COLUMN audit.record.recipient IS 'Whom the sender addressed: the address without the device; a room''s address for what was said in a room.';
COMMENT ON COLUMN audit.record.recipient_resource IS 'The device of the recipient that was addressed, or the nickname in a room.';
COMMENT ON COLUMN audit.record.conversation IS 'The room''s address, or both addresses of a conversation between two in alphabetical order with a blank between.';
COMMENT ON COLUMN audit.record.session IS 'The log-in by which it came; the same in the server''s log.';
COMMENT ON COLUMN audit.record.type IS 'The type of the message: chat, groupchat, normal, headline or error.';
COMMENT ON COLUMN audit.record.stanza_id IS 'The id that the sender''s client gave the message.';
COMMENT ON COLUMN audit.record.thread IS 'The thread that the sender''s client named.';
COMMENT ON COLUMN audit.record.relation IS 'How this changes or answers an earlier message: replaces, retracts, moderates, reacts-to, marks, replies-to, receives.';
COMMENT ON COLUMN audit.record.related_to IS 'The earlier message, by the id that clients use for it: its stanza_id, or in a room the server''s stanza-id.';
COMMENT ON COLUMN audit.record.audience IS 'Who could see it at that moment: the occupants of the room.';
COMMENT ON COLUMN audit.record.outcome IS 'What policy said: accepted, or the name of the rule that refused or changed it.';
COMMENT ON COLUMN audit.record.xml IS 'The whole message as accepted. Content: emptied by an erasure that law demands.';
COMMENT ON COLUMN audit.record.body IS 'The readable text. Content: emptied by an erasure that law demands.';
COMMENT ON COLUMN audit.record.detail IS 'Further named facts, all text. Content: emptied by an erasure that law demands.';
COMMENT ON COLUMN audit.record.salt IS 'Random bytes that went into content_hash, so that erased content can''t be guessed from it; emptied with the content.';
COMMENT ON COLUMN audit.record.content_hash IS 'SHA-256 over salt, xml, body and detail.';
COMMENT ON COLUMN audit.record.chain IS 'SHA-256 over the previous row''s chain of this node, the columns other than the content, and content_hash.';

-- A person's own history: what somebody sent, what somebody (or a room) received. Everything else goes by time.
CREATE INDEX record_sender_position ON audit.record (sender, position);
CREATE INDEX record_recipient_position ON audit.record (recipient, position);
-- Few rows change an earlier one, and readers of a message ask for these. A hash, as clients choose the length of their ids.
CREATE INDEX record_changes ON audit.record USING hash (related_to)
  WHERE relation IN ('replaces', 'retracts', 'moderates');

CREATE FUNCTION audit.refuse_change() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'the record is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION audit.refuse_change() IS 'Makes every UPDATE, DELETE and TRUNCATE fail.';

CREATE TRIGGER record_is_append_only BEFORE UPDATE OR DELETE ON audit.record
  FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
ALTER TABLE audit.record ENABLE ALWAYS TRIGGER record_is_append_only;
CREATE TRIGGER record_is_append_only_as_a_whole BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.record
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
ALTER TABLE audit.record ENABLE ALWAYS TRIGGER record_is_append_only_as_a_whole;

-- Triggers for statements are not inherited: each partition needs its own.
CREATE FUNCTION audit.protect_partition(partition regclass) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER partition_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', partition);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER partition_is_append_only', partition);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER record_is_append_only', partition);
END
$$;
COMMENT ON FUNCTION audit.protect_partition(regclass) IS 'Gives one partition the triggers that keep it append-only.';

CREATE TABLE audit.record_default PARTITION OF audit.record DEFAULT;
COMMENT ON TABLE audit.record_default IS
  'Takes rows whose month has no partition, so that none is refused; normally empty. audit.prepare_partitions makes a proper partition of it.';
DO $$ BEGIN PERFORM audit.protect_partition('audit.record_default'); END $$;

CREATE FUNCTION audit.add_partition(name text, starts timestamptz, ends timestamptz) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  -- Made alone and attached, as CREATE TABLE ... PARTITION OF would wait for every reader of the record.
  EXECUTE format('CREATE TABLE audit.%I (LIKE audit.record INCLUDING DEFAULTS INCLUDING COMMENTS)', name);
  EXECUTE format('ALTER TABLE audit.record ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)', name, starts, ends);
  PERFORM audit.protect_partition(format('audit.%I', name)::regclass);
END
$$;
COMMENT ON FUNCTION audit.add_partition(text, timestamptz, timestamptz) IS 'Adds one partition to the record.';

CREATE FUNCTION audit.rescue_default() RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  first_month timestamp;
  after_last timestamp;
  name text;
BEGIN
  SELECT date_trunc('month', min(recorded_at) AT TIME ZONE 'UTC'),
         date_trunc('month', max(recorded_at) AT TIME ZONE 'UTC') + interval '1 month'
    INTO first_month, after_last FROM audit.record_default;
  name := 'record_' || to_char(first_month, 'YYYY_MM') || '_late';
  ALTER TABLE audit.record DETACH PARTITION audit.record_default;
  EXECUTE format('ALTER TABLE audit.record_default RENAME TO %I', name);
  EXECUTE format('ALTER TABLE audit.record ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)',
    name, first_month AT TIME ZONE 'UTC', after_last AT TIME ZONE 'UTC');
  CREATE TABLE audit.record_default PARTITION OF audit.record DEFAULT;
  PERFORM audit.protect_partition('audit.record_default');
EXCEPTION WHEN invalid_object_definition THEN
  RAISE WARNING 'audit.record_default holds rows on both sides of another partition, and stays as it is';
END
$$;
COMMENT ON FUNCTION audit.rescue_default() IS 'Makes the partition of their month out of rows that had none, without moving any.';

CREATE FUNCTION audit.prepare_partitions(at timestamptz, months_ahead integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
  month timestamp := date_trunc('month', at AT TIME ZONE 'UTC');
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('audit.prepare_partitions'));
  IF EXISTS (SELECT FROM audit.record_default) THEN
    PERFORM audit.rescue_default();
  END IF;
  FOR ahead IN 0 .. least(months_ahead, 24) LOOP
    IF NOT audit.has_partition(month AT TIME ZONE 'UTC') THEN
      PERFORM audit.add_partition('record_' || to_char(month, 'YYYY_MM'), month AT TIME ZONE 'UTC',
        (month + interval '1 month') AT TIME ZONE 'UTC');
      made := made + 1;
    END IF;
    month := month + interval '1 month';
  END LOOP;
  RETURN made;
END
$$;
COMMENT ON FUNCTION audit.prepare_partitions(timestamptz, integer) IS
  'Makes the partitions for the month of a time and for some months after it; returns how many were missing. Gives up after 2 s when somebody is in the way: call it again later.';

CREATE FUNCTION audit.has_partition(at timestamptz) RETURNS boolean
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
  bounds text[];
BEGIN
  FOR bounds IN
    SELECT regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\) TO \(''([^'']+)''\)')
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'audit.record'::regclass
  LOOP
    IF at >= bounds[1]::timestamptz AND at < bounds[2]::timestamptz THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END
$$;
COMMENT ON FUNCTION audit.has_partition(timestamptz) IS 'Whether rows of that time have a partition of their own.';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO ${server};
GRANT INSERT, SELECT ON audit.record TO ${server};
GRANT EXECUTE ON FUNCTION audit.prepare_partitions(timestamptz, integer) TO ${server};

DO $$ BEGIN PERFORM audit.prepare_partitions(now(), 3); END $$;
