-- Rooms: what the server needs to open one again, who owns it now, and what compliance officers ask of the record about rooms.

CREATE TABLE chancery.room (
  address      text        PRIMARY KEY,
  domain       text        NOT NULL,
  creator      text        NOT NULL,
  created_at   timestamptz NOT NULL,
  created_in   bigint      NOT NULL,
  changed_in   bigint,
  locked       boolean     NOT NULL,
  settings     jsonb       NOT NULL,
  subject      text,
  subject_nick text,
  subject_at   timestamptz,
  vcard        text        NOT NULL,
  secret       bytea       NOT NULL
);
CREATE INDEX room_domain ON chancery.room (domain, address);
CREATE INDEX room_creator ON chancery.room (creator);
COMMENT ON TABLE chancery.room IS 'Rooms that exist (XEP-0045). Those that were destroyed, and every change, are in the record.';
COMMENT ON COLUMN chancery.room.address IS 'The room''s address.';
COMMENT ON COLUMN chancery.room.domain IS 'The service it belongs to.';
COMMENT ON COLUMN chancery.room.creator IS 'Who created it.';
COMMENT ON COLUMN chancery.room.created_at IS 'When it was created.';
COMMENT ON COLUMN chancery.room.created_in IS 'The position of the row of the record that tells of it.';
COMMENT ON COLUMN chancery.room.changed_in IS 'The position of the row of the record that tells of the last change of this row.';
COMMENT ON COLUMN chancery.room.locked IS 'Whether its creator has not configured it yet: nobody else may enter.';
COMMENT ON COLUMN chancery.room.settings IS 'Named settings; what is missing has its default.';
COMMENT ON COLUMN chancery.room.subject IS 'The subject; empty when it was cleared, NULL when there never was one.';
COMMENT ON COLUMN chancery.room.subject_nick IS 'The nickname of who set the subject.';
COMMENT ON COLUMN chancery.room.subject_at IS 'When the subject was set.';
COMMENT ON COLUMN chancery.room.vcard IS 'The room''s card with its picture; empty for none.';
COMMENT ON COLUMN chancery.room.secret IS 'Random bytes that make the ids of its occupants (XEP-0421).';

CREATE TABLE chancery.room_member (
  room        text   NOT NULL REFERENCES chancery.room ON DELETE CASCADE,
  person      text   NOT NULL,
  affiliation text   NOT NULL CHECK (affiliation IN ('owner', 'admin', 'member', 'none', 'outcast')),
  nick        text   NOT NULL,
  reason      text   NOT NULL,
  from_group  text   NOT NULL,
  changed_in  bigint NOT NULL,
  PRIMARY KEY (room, person)
);
CREATE INDEX room_member_person ON chancery.room_member (person);
COMMENT ON TABLE chancery.room_member IS 'Lasting relations of people to rooms. "none" says that there was one.';
COMMENT ON COLUMN chancery.room_member.room IS 'The room.';
COMMENT ON COLUMN chancery.room_member.person IS 'Whose relation it is; a domain stands for everybody there.';
COMMENT ON COLUMN chancery.room_member.affiliation IS 'owner, admin, member, none or outcast.';
COMMENT ON COLUMN chancery.room_member.nick IS 'The nickname that is reserved for the person; empty for none.';
COMMENT ON COLUMN chancery.room_member.reason IS 'Why, as whoever decided it wrote; empty for none.';
COMMENT ON COLUMN chancery.room_member.from_group IS 'The directory''s group that it follows; empty when a person decided it.';
COMMENT ON COLUMN chancery.room_member.changed_in IS 'The position of the row of the record that tells of it.';

CREATE TABLE chancery.room_lease (
  room     text        PRIMARY KEY,
  node     smallint    NOT NULL,
  epoch    bigint      NOT NULL DEFAULT 1,
  taken_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE chancery.room_lease IS 'Which server runs a room. Rows of the record that a former owner of the room still writes are refused.';
COMMENT ON COLUMN chancery.room_lease.room IS 'The room.';
COMMENT ON COLUMN chancery.room_lease.node IS 'The server.';
COMMENT ON COLUMN chancery.room_lease.epoch IS 'Rises each time a server takes the room over.';
COMMENT ON COLUMN chancery.room_lease.taken_at IS 'When it was taken over last.';

-- Inserting here checks the lease and stores nothing. The lock makes a server that takes the room over wait for
-- the transactions of its former owner, so that it sees all they wrote.
CREATE VIEW chancery.room_fence AS SELECT 0::bigint AS position, ''::text AS room, 0::bigint AS epoch WHERE false;
COMMENT ON VIEW chancery.room_fence IS 'An INSERT here fails unless the epoch is the room''s current one; nothing is stored.';
COMMENT ON COLUMN chancery.room_fence.position IS 'The row of the record that is written with it.';
COMMENT ON COLUMN chancery.room_fence.room IS 'The room.';
COMMENT ON COLUMN chancery.room_fence.epoch IS 'The epoch in which the server took the room over.';
CREATE FUNCTION chancery.check_room_lease() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM FROM chancery.room_lease l WHERE l.room = NEW.room AND l.epoch = NEW.epoch FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another server runs the room %', NEW.room USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION chancery.check_room_lease() IS 'Refuses what a former owner of a room writes.';
CREATE TRIGGER room_lease_is_current INSTEAD OF INSERT ON chancery.room_fence
  FOR EACH ROW EXECUTE FUNCTION chancery.check_room_lease();

GRANT SELECT, INSERT, UPDATE, DELETE ON chancery.room, chancery.room_member, chancery.room_lease TO ${server};
GRANT INSERT ON chancery.room_fence TO ${server};

-- What happened to a room, other than messages.
CREATE INDEX record_room_events ON audit.record (conversation, position)
  WHERE kind IN ('room-presence', 'room-membership', 'room-change');

CREATE VIEW compliance.room_events AS
SELECT r.conversation AS room, r.position, r.recorded_at AS at, r.kind, r.detail ->> 'event' AS event,
  r.sender AS actor, r.sender_resource AS actor_device,
  split_part(r.detail ->> 'person', '/', 1) AS person,
  nullif(substr(r.detail ->> 'person', strpos(r.detail ->> 'person' || '/', '/') + 1), '') AS device,
  r.detail ->> 'nick' AS nick, r.detail ->> 'affiliation' AS affiliation, r.detail ->> 'role' AS role,
  r.detail ->> 'reason' AS reason, r.detail, r.session
FROM audit.record r
WHERE r.kind IN ('room-presence', 'room-membership', 'room-change');
COMMENT ON VIEW compliance.room_events IS 'Everything recorded about rooms other than messages, in the order of position.';
COMMENT ON COLUMN compliance.room_events.room IS 'The room; the service''s domain where all its rooms are meant.';
COMMENT ON COLUMN compliance.room_events.position IS 'The place in the record.';
COMMENT ON COLUMN compliance.room_events.at IS 'When it was recorded, before anybody was told.';
COMMENT ON COLUMN compliance.room_events.kind IS 'room-presence, room-membership or room-change.';
COMMENT ON COLUMN compliance.room_events.event IS 'What happened: entered, left, removed, renamed, cleared (a server started: nobody is in any room of it); affiliation, role; created, configured, subject, card, opened, destroyed.';
COMMENT ON COLUMN compliance.room_events.actor IS 'Who did it.';
COMMENT ON COLUMN compliance.room_events.actor_device IS 'By which device.';
COMMENT ON COLUMN compliance.room_events.person IS 'Whom it is about.';
COMMENT ON COLUMN compliance.room_events.device IS 'Which device of that person.';
COMMENT ON COLUMN compliance.room_events.nick IS 'The nickname in the room, after the event.';
COMMENT ON COLUMN compliance.room_events.affiliation IS 'The affiliation after the event.';
COMMENT ON COLUMN compliance.room_events.role IS 'The role after the event.';
COMMENT ON COLUMN compliance.room_events.reason IS 'Why, as the actor wrote.';
COMMENT ON COLUMN compliance.room_events.detail IS 'Everything that was recorded.';
COMMENT ON COLUMN compliance.room_events.session IS 'The log-in by which it was done.';

CREATE VIEW compliance.rooms AS
SELECT c.room, c.at AS created_at, c.actor AS created_by, d.at AS destroyed_at, d.actor AS destroyed_by,
  d.reason AS destroyed_because,
  (SELECT n.detail ->> 'setting.name' FROM compliance.room_events n
   WHERE n.room = c.room AND n.kind = 'room-change' AND n.position >= c.position
     AND (d.position IS NULL OR n.position <= d.position) AND n.detail ? 'setting.name'
   ORDER BY n.position DESC LIMIT 1) AS name,
  c.position AS created_position, d.position AS destroyed_position
FROM compliance.room_events c
LEFT JOIN LATERAL (
  SELECT e.at, e.actor, e.reason, e.position FROM compliance.room_events e
  WHERE e.room = c.room AND e.kind = 'room-change' AND e.event = 'destroyed' AND e.position > c.position
  ORDER BY e.position LIMIT 1) d ON true
WHERE c.kind = 'room-change' AND c.event = 'created';
COMMENT ON VIEW compliance.rooms IS 'All rooms that exist or existed. An address that was used again has one row for each room.';
COMMENT ON COLUMN compliance.rooms.room IS 'The room''s address.';
COMMENT ON COLUMN compliance.rooms.created_at IS 'When it was created.';
COMMENT ON COLUMN compliance.rooms.created_by IS 'By whom.';
COMMENT ON COLUMN compliance.rooms.destroyed_at IS 'When it was destroyed; NULL while it exists.';
COMMENT ON COLUMN compliance.rooms.destroyed_by IS 'By whom.';
COMMENT ON COLUMN compliance.rooms.destroyed_because IS 'Why, as that person wrote.';
COMMENT ON COLUMN compliance.rooms.name IS 'The name it had last.';
COMMENT ON COLUMN compliance.rooms.created_position IS 'The row of the record that tells of its creation.';
COMMENT ON COLUMN compliance.rooms.destroyed_position IS 'The row of the record that tells of its end.';

CREATE VIEW compliance.room_membership AS
SELECT m.room, m.person, m.affiliation, m.at AS since,
  lead(m.at) OVER w AS until, m.actor AS decided_by, m.reason, nullif(m.detail ->> 'group', '') AS directory_group,
  m.position AS since_position, lead(m.position) OVER w AS until_position
FROM compliance.room_events m
WHERE m.kind = 'room-membership' AND m.event = 'affiliation'
WINDOW w AS (PARTITION BY m.room, m.person ORDER BY m.position);
COMMENT ON VIEW compliance.room_membership IS 'Who was owner, admin, member or outcast of a room from when to when, whether in the room or not. A row with affiliation none is a time without one.';
COMMENT ON COLUMN compliance.room_membership.room IS 'The room.';
COMMENT ON COLUMN compliance.room_membership.person IS 'Who.';
COMMENT ON COLUMN compliance.room_membership.affiliation IS 'owner, admin, member, none or outcast.';
COMMENT ON COLUMN compliance.room_membership.since IS 'From when.';
COMMENT ON COLUMN compliance.room_membership.until IS 'Until when; NULL when it has not changed since.';
COMMENT ON COLUMN compliance.room_membership.decided_by IS 'Who decided it.';
COMMENT ON COLUMN compliance.room_membership.reason IS 'Why, as that person wrote.';
COMMENT ON COLUMN compliance.room_membership.directory_group IS 'The directory''s group that it follows; NULL when a person decided it.';
COMMENT ON COLUMN compliance.room_membership.since_position IS 'The row of the record that tells of it.';
COMMENT ON COLUMN compliance.room_membership.until_position IS 'The row of the record that ends it.';

CREATE VIEW compliance.room_occupancy AS
SELECT p.room, p.person, p.device, p.nick, p.role, p.at AS entered_at,
  CASE WHEN e.position < coalesce(p.next_position, e.position + 1) THEN e.at ELSE p.next_at END AS left_at,
  CASE WHEN e.position < coalesce(p.next_position, e.position + 1) THEN e.event ELSE p.next_event END AS ended_by,
  p.position AS entered_position, least(p.next_position, e.position) AS left_position
FROM (
  SELECT o.*, lead(o.at) OVER w AS next_at, lead(o.event) OVER w AS next_event, lead(o.position) OVER w AS next_position
  FROM compliance.room_events o
  WHERE o.kind = 'room-presence' AND o.event IN ('entered', 'renamed', 'left', 'removed')
  WINDOW w AS (PARTITION BY o.room, o.person, o.device ORDER BY o.position)) p
LEFT JOIN LATERAL (
  SELECT x.position, x.at, x.event FROM compliance.room_events x
  WHERE x.room IN (p.room, split_part(p.room, '@', 2)) AND x.event IN ('cleared', 'destroyed') AND x.position > p.position
  ORDER BY x.position LIMIT 1) e ON true
WHERE p.event IN ('entered', 'renamed');
COMMENT ON VIEW compliance.room_occupancy IS 'Who was in a room, by which device and under which nickname, from when to when. After the crash of a server, left_at is its next start.';
COMMENT ON COLUMN compliance.room_occupancy.room IS 'The room.';
COMMENT ON COLUMN compliance.room_occupancy.person IS 'Who.';
COMMENT ON COLUMN compliance.room_occupancy.device IS 'By which device.';
COMMENT ON COLUMN compliance.room_occupancy.nick IS 'Under which nickname.';
COMMENT ON COLUMN compliance.room_occupancy.role IS 'The role at the beginning: moderator, participant or visitor.';
COMMENT ON COLUMN compliance.room_occupancy.entered_at IS 'From when.';
COMMENT ON COLUMN compliance.room_occupancy.left_at IS 'Until when; NULL for who is in the room now.';
COMMENT ON COLUMN compliance.room_occupancy.ended_by IS 'What ended it: left, removed, renamed (it goes on under another nickname), entered again, destroyed, cleared.';
COMMENT ON COLUMN compliance.room_occupancy.entered_position IS 'The row of the record that tells of the beginning.';
COMMENT ON COLUMN compliance.room_occupancy.left_position IS 'The row of the record that tells of the end.';

CREATE FUNCTION compliance.room_occupants(of_room text, at_position bigint)
  RETURNS TABLE (person text, device text, nick text, entered_at timestamptz)
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
SELECT o.person, o.device, o.nick, o.entered_at FROM compliance.room_occupancy o
WHERE o.room = of_room AND o.entered_position <= at_position
  AND (o.left_position IS NULL OR o.left_position > at_position)
ORDER BY o.person, o.device
$$;
COMMENT ON FUNCTION compliance.room_occupants(text, bigint) IS 'Who was in a room at a place in the record.';

CREATE FUNCTION compliance.room_occupants(of_room text, at_time timestamptz)
  RETURNS TABLE (person text, device text, nick text, entered_at timestamptz)
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
SELECT * FROM compliance.room_occupants(of_room, ((extract(epoch FROM at_time) * 1000000)::bigint << 8) | 255)
$$;
COMMENT ON FUNCTION compliance.room_occupants(text, timestamptz) IS 'Who was in a room at a time.';

CREATE FUNCTION compliance.message_audience(of_position bigint) RETURNS TABLE (person text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
SELECT unnest(r.audience) FROM audit.record r
WHERE r.recorded_at = timestamptz 'epoch' + (of_position >> 8) * interval '1 microsecond' AND r.position = of_position
UNION
SELECT o.person FROM audit.record r, LATERAL compliance.room_occupants(r.conversation, r.position) o
WHERE r.recorded_at = timestamptz 'epoch' + (of_position >> 8) * interval '1 microsecond' AND r.position = of_position
  AND r.type = 'groupchat' AND r.audience IS NULL
ORDER BY 1
$$;
COMMENT ON FUNCTION compliance.message_audience(bigint) IS 'Exactly who was shown a message that was said in a room: those who were in the room when it was recorded. Small rooms have them in the row itself; for large ones they follow from who entered and left.';

REVOKE ALL ON FUNCTION compliance.room_occupants(text, bigint), compliance.room_occupants(text, timestamptz),
  compliance.message_audience(bigint) FROM PUBLIC;
GRANT USAGE ON SCHEMA compliance TO ${compliance}, ${legal};
GRANT SELECT ON compliance.room_events, compliance.rooms, compliance.room_membership, compliance.room_occupancy
  TO ${compliance}, ${legal};
GRANT EXECUTE ON FUNCTION compliance.room_occupants(text, bigint), compliance.room_occupants(text, timestamptz),
  compliance.message_audience(bigint) TO ${compliance}, ${legal};
