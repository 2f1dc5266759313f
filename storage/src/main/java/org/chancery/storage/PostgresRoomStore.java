package org.chancery.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry.Companion;

/** Rooms in PostgreSQL. */
public final class PostgresRoomStore implements RoomStore {
  private static final String ROOMS =
      """
      SELECT address, creator, created_at, locked, ARRAY(SELECT key FROM jsonb_each_text(settings) ORDER BY key),
        ARRAY(SELECT value FROM jsonb_each_text(settings) ORDER BY key),
        subject, subject_nick, subject_at, vcard, secret, whois_since
      FROM chancery.room
      """;
  private static final String CREATE =
      """
      INSERT INTO chancery.room (created_in, address, domain, creator, created_at, locked, settings, vcard, secret)
      VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
      """;
  private static final String CONFIGURE =
      """
      UPDATE chancery.room r SET changed_in = c.position, settings = c.settings, locked = c.locked,
        whois_since = CASE WHEN r.settings -> 'whois' = c.settings -> 'whois' THEN r.whois_since ELSE c.position END
      FROM (VALUES (?::bigint, ?::jsonb, ?::boolean, ?)) AS c (position, settings, locked, address)
      WHERE r.address = c.address
      """;
  private static final String SET_SUBJECT =
      """
      UPDATE chancery.room SET changed_in = ?, subject = ?, subject_nick = ?, subject_at = ? WHERE address = ?
      """;
  private static final String SET_VCARD =
      "UPDATE chancery.room SET changed_in = ?, vcard = ? WHERE address = ?";
  private static final String SET_MEMBER =
      """
      INSERT INTO chancery.room_member (changed_in, room, person, affiliation, nick, reason, from_group)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (room, person) DO UPDATE SET changed_in = excluded.changed_in, affiliation = excluded.affiliation,
        nick = excluded.nick, reason = excluded.reason, from_group = excluded.from_group
      """;
  // The position is the first parameter of every companion, also where it tells nothing.
  private static final String DESTROY =
      "DELETE FROM chancery.room WHERE ?::bigint IS NOT NULL AND address = ?";
  private static final String FENCE =
      "INSERT INTO chancery.room_fence (position, room, epoch) VALUES (?, ?, ?)";

  private final Database database;

  /** Works in this database. */
  public PostgresRoomStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Stored> find(Jid room) {
    return database.first(ROOMS + " WHERE address = ?", PostgresRoomStore::stored, room.bare());
  }

  @Override
  public List<Member> members(Jid room) {
    return database.list(
        """
        SELECT person, affiliation, nick, reason, from_group, changed_in FROM chancery.room_member
        WHERE room = ? ORDER BY changed_in, person
        """,
        PostgresRoomStore::member,
        room.bare());
  }

  @Override
  public List<Listed> list(String domain) {
    return database.list(
        """
        SELECT address, locked, ARRAY(SELECT key FROM jsonb_each_text(settings) ORDER BY key),
          ARRAY(SELECT value FROM jsonb_each_text(settings) ORDER BY key)
        FROM chancery.room WHERE domain = ? ORDER BY address COLLATE "C"
        """,
        row -> new Listed(Jid.of(row.getString(1)), row.getBoolean(2), settings(row, 3, 4)),
        domain);
  }

  @Override
  public int countCreatedBy(Jid person) {
    return database
        .list(
            "SELECT count(*) FROM chancery.room WHERE creator = ?",
            row -> row.getInt(1),
            person.bare())
        .getFirst();
  }

  @Override
  public Map<Jid, String> affiliationsOf(Jid person) {
    Map<Jid, String> affiliations = new HashMap<>();
    database.list(
        """
        SELECT room, affiliation FROM chancery.room_member WHERE person = ? AND affiliation <> 'none'
        """,
        row -> affiliations.put(Jid.of(row.getString(1)), row.getString(2)),
        person.bare());
    return affiliations;
  }

  @Override
  public long takeLease(Jid room, int node) {
    return database
        .list(
            """
            INSERT INTO chancery.room_lease (room, node) VALUES (?, ?)
            ON CONFLICT (room) DO UPDATE SET node = excluded.node, epoch = room_lease.epoch + 1, taken_at = now()
            RETURNING epoch
            """,
            row -> row.getLong(1),
            room.bare(),
            node)
        .getFirst();
  }

  @Override
  public Companion fence(Jid room, long epoch) {
    return new Companion(FENCE, List.of(room.bare().toString(), epoch));
  }

  @Override
  public Companion create(Stored room) {
    return new Companion(
        CREATE,
        List.of(
            room.address().toString(),
            room.address().domain(),
            room.creator().bare().toString(),
            room.createdAt(),
            room.locked(),
            json(room.settings()),
            room.vcard(),
            room.secret()));
  }

  @Override
  public Companion configure(Jid room, Map<String, String> settings, boolean locked) {
    return new Companion(CONFIGURE, List.of(json(settings), locked, room.bare().toString()));
  }

  @Override
  public Companion setSubject(Jid room, Subject subject) {
    return new Companion(
        SET_SUBJECT, List.of(subject.text(), subject.nick(), subject.at(), room.bare().toString()));
  }

  @Override
  public Companion setVcard(Jid room, String vcard) {
    return new Companion(SET_VCARD, List.of(vcard, room.bare().toString()));
  }

  @Override
  public Companion setMember(Jid room, Member member) {
    return new Companion(
        SET_MEMBER,
        List.of(
            room.bare().toString(),
            member.person().bare().toString(),
            member.affiliation(),
            member.nick(),
            member.reason(),
            member.group()));
  }

  @Override
  public Companion destroy(Jid room) {
    return new Companion(DESTROY, List.of(room.bare().toString()));
  }

  private static String json(Map<String, String> settings) {
    return settings.isEmpty() ? "{}" : JsonText.of(settings);
  }

  private static Stored stored(ResultSet row) throws SQLException {
    Optional<Instant> subjectAt = time(row, 9);
    String subject = row.getString(7);
    String nick = row.getString(8);
    return new Stored(
        Jid.of(row.getString(1)),
        Jid.of(row.getString(2)),
        time(row, 3).orElseThrow(),
        row.getBoolean(4),
        settings(row, 5, 6),
        new AuditPosition(row.getLong(12)),
        subjectAt.map(at -> new Subject(subject, nick, at)),
        row.getString(10),
        row.getBytes(11));
  }

  private static Map<String, String> settings(ResultSet row, int namesAt, int valuesAt)
      throws SQLException {
    String[] names = (String[]) row.getArray(namesAt).getArray();
    String[] values = (String[]) row.getArray(valuesAt).getArray();
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      settings.put(names[i], values[i]);
    }
    return settings;
  }

  private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static Member member(ResultSet row) throws SQLException {
    return new Member(
        Jid.of(row.getString(1)),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        new AuditPosition(row.getLong(6)));
  }
}
