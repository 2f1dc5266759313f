package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What compliance officers find out about rooms by SQL. */
class RoomViewsTest {
  private static final Jid ALICE = Jid.of("alice@example.org/desk");
  private static final Jid PHONE = Jid.of("alice@example.org/phone");
  private static final Jid BOB = Jid.of("bob@example.org/desk");
  private static final String TEA = "tea@rooms.example.org";

  @AutoClose private final TestDatabase test = TestDatabase.create();

  private AuditPosition event(AuditKind kind, String event, Jid person, String... detail) {
    return event(TEA, kind, event, person, detail);
  }

  private AuditPosition event(
      String room, AuditKind kind, String event, Jid person, String... detail) {
    AuditEntry.Builder entry =
        AuditEntry.of(kind, Instant.now())
            .from(ALICE)
            .conversation(room)
            .detail("event", event)
            .detail("person", person.toString());
    for (int i = 0; i < detail.length; i += 2) {
      entry.detail(detail[i], detail[i + 1]);
    }
    return test.record().append(List.of(entry.build())).getFirst();
  }

  private AuditPosition entered(Jid person, String nick) {
    return event(AuditKind.ROOM_PRESENCE, "entered", person, "nick", nick, "role", "participant");
  }

  private AuditPosition said(List<String> audience) {
    return test.record()
        .append(
            List.of(
                AuditEntry.of(AuditKind.MESSAGE, Instant.now())
                    .from(ALICE)
                    .to(Jid.of(TEA))
                    .conversation(TEA)
                    .stanza("<message/>", "groupchat", "", "", "hi")
                    .audience(audience)
                    .build()))
        .getFirst();
  }

  private List<String> asked(String sql, Object... parameters) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = test.as(Roles.DEFAULT.compliance());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      Parameters.set(statement, parameters);
      try (ResultSet result = statement.executeQuery()) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= columns; i++) {
            row.add(String.valueOf(result.getString(i)));
          }
          rows.add(String.join(" ", row));
        }
      }
    }
    return rows;
  }

  @Test
  void whoWasInTheRoomIsKnownForEveryMessage() throws SQLException {
    entered(ALICE, "al");
    AuditPosition alone = said(List.of());
    entered(BOB, "bob");
    entered(PHONE, "al");
    AuditPosition both = said(List.of());
    AuditPosition listed = said(List.of("alice@example.org", "bob@example.org"));
    event(AuditKind.ROOM_PRESENCE, "renamed", BOB, "nick", "robert");
    event(AuditKind.ROOM_PRESENCE, "left", ALICE);
    AuditPosition renamed = said(List.of());
    event(AuditKind.ROOM_PRESENCE, "removed", BOB);
    AuditPosition end = said(List.of());
    String audience = "SELECT * FROM compliance.message_audience(?)";
    assertEquals(List.of("alice@example.org"), asked(audience, alone));
    assertEquals(List.of("alice@example.org", "bob@example.org"), asked(audience, both));
    assertEquals(List.of("alice@example.org", "bob@example.org"), asked(audience, listed));
    assertEquals(List.of("alice@example.org", "bob@example.org"), asked(audience, renamed));
    assertEquals(List.of("alice@example.org"), asked(audience, end));
    assertEquals(
        List.of("alice@example.org phone al", "bob@example.org desk robert"),
        asked(
            "SELECT person, device, nick FROM compliance.room_occupants(?, ?::bigint)",
            TEA,
            renamed));
    assertEquals(
        List.of("alice@example.org phone"),
        asked(
            "SELECT person, device FROM compliance.room_occupants(?, ?::timestamptz)",
            TEA,
            Instant.now()));
  }

  @Test
  void nobodyStaysInARoomOfAServerThatCrashed() throws SQLException {
    entered(ALICE, "al");
    AuditPosition before = said(List.of());
    event("rooms.example.org", AuditKind.ROOM_PRESENCE, "cleared", Jid.of("rooms.example.org"));
    entered(BOB, "bob");
    AuditPosition after = said(List.of());
    String audience = "SELECT * FROM compliance.message_audience(?)";
    assertEquals(List.of("alice@example.org"), asked(audience, before));
    assertEquals(List.of("bob@example.org"), asked(audience, after));
    assertEquals(
        List.of("alice@example.org cleared", "bob@example.org null"),
        asked("SELECT person, ended_by FROM compliance.room_occupancy ORDER BY entered_position"));
  }

  @Test
  void membershipIsKnownForEveryTime() throws SQLException {
    event(AuditKind.ROOM_MEMBERSHIP, "affiliation", BOB.bare(), "affiliation", "member");
    event(AuditKind.ROOM_MEMBERSHIP, "affiliation", BOB.bare(), "affiliation", "outcast");
    assertEquals(
        List.of(
            "bob@example.org member t alice@example.org",
            "bob@example.org outcast f alice@example.org"),
        asked(
            """
            SELECT person, affiliation, until IS NOT NULL, decided_by FROM compliance.room_membership
            WHERE room = ? ORDER BY since_position
            """,
            TEA));
  }

  @Test
  void roomsThatWereDestroyedAreStillListed() throws SQLException {
    event(AuditKind.ROOM_CHANGE, "created", ALICE, "setting.name", "Tea");
    event(AuditKind.ROOM_CHANGE, "configured", ALICE, "setting.name", "Tea time");
    entered(BOB, "bob");
    event(AuditKind.ROOM_CHANGE, "destroyed", ALICE, "reason", "no more tea");
    event(AuditKind.ROOM_CHANGE, "created", ALICE, "setting.name", "Coffee");
    assertEquals(
        List.of("Tea time alice@example.org no more tea", "Coffee null null"),
        asked(
            """
            SELECT name, destroyed_by, destroyed_because FROM compliance.rooms WHERE room = ? ORDER BY created_position
            """,
            TEA));
    assertEquals(List.of("destroyed"), asked("SELECT ended_by FROM compliance.room_occupancy"));
  }
}
