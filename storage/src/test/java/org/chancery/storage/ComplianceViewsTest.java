package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a compliance officer sees, with the officer's own role. */
class ComplianceViewsTest {
  private static final Jid ALICE = Jid.of("alice@example.org/desk");
  private static final Jid BOB = Jid.of("bob@example.org/phone");
  private static final Instant NINE = Instant.parse("2026-03-04T09:00:00Z");

  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Test
  void messagesAreReadInTheOrderTheyWereSent() throws SQLException {
    record(said(ALICE, BOB, "m1", "Hello").build());
    record(said(BOB, ALICE, "m2", "Hello yourself").build());
    assertEquals(
        List.of(
            "alice@example.org desk bob@example.org Hello t accepted",
            "bob@example.org phone alice@example.org Hello yourself t accepted"),
        officer(
            """
            SELECT concat_ws(' ', sender, sender_device, recipient, body, delivered, policy)
            FROM compliance.messages WHERE conversation = 'alice@example.org bob@example.org' ORDER BY message_id
            """));
  }

  @Test
  void aCorrectedOrRetractedMessageStaysReadableAndSaysSo() throws SQLException {
    record(said(ALICE, BOB, "m1", "The price is 10").build());
    record(
        said(ALICE, BOB, "m2", "The price is 11")
            .relation(new AuditEntry.Relation("replaces", "m1"))
            .build());
    record(said(ALICE, BOB, "m3", "Forget it").build());
    record(said(ALICE, BOB, "m4", "").relation(new AuditEntry.Relation("retracts", "m3")).build());
    // An id that somebody else uses too means another message.
    record(said(BOB, ALICE, "m5", "").relation(new AuditEntry.Relation("retracts", "m1")).build());
    assertEquals(
        List.of("The price is 10 t f", "The price is 11 f f", "Forget it f t"),
        officer(
            """
            SELECT concat_ws(' ', body, corrected_at IS NOT NULL, retracted_at IS NOT NULL)
            FROM compliance.messages WHERE body IS NOT NULL ORDER BY message_id
            """));
  }

  @Test
  void aRoomsMessageIsModeratedByTheServersId() throws SQLException {
    Jid room = Jid.of("room@rooms.example.org");
    AuditPosition position =
        record(said(ALICE, room, "m1", "Rude").conversation(room.toString()).build());
    record(
        said(BOB, room, "m2", "")
            .conversation(room.toString())
            .relation(new AuditEntry.Relation("moderates", position.stanzaId()))
            .build());
    assertEquals(
        List.of("Rude"),
        officer("SELECT body FROM compliance.messages WHERE retracted_at IS NOT NULL"));
  }

  @Test
  void aMessageNamesTheFilesThatItLinksTo() throws SQLException {
    record(said(ALICE, BOB, "m1", "both").detail("files", "two/ab12 one/cd34").build());
    record(said(ALICE, BOB, "m2", "none").build());
    assertEquals(
        List.of("both two,one", "none"),
        officer(
            "SELECT concat_ws(' ', body, array_to_string(files, ',')) FROM compliance.messages"
                + " ORDER BY message_id"));
  }

  @Test
  void theServersTestsOfItselfAreNotAmongWhatPeopleSaid() throws SQLException {
    Jid server = Jid.of(ALICE.domain());
    record(said(server, server, "t1", "test").build());
    record(said(server, BOB, "n1", "A notice").build());
    record(said(ALICE, ALICE, "m1", "To myself").build());
    assertEquals(
        List.of("A notice", "To myself"),
        officer("SELECT body FROM compliance.messages ORDER BY message_id"));
  }

  @Test
  void idsAreTranslatedBothWays() throws SQLException {
    for (long value :
        LongStream.of(1, 35, 36, 459_622_362_506_141_440L, Long.MAX_VALUE).toArray()) {
      String id = new AuditPosition(value).stanzaId();
      assertEquals(
          List.of(id + " " + value),
          officer(
              "SELECT compliance.stanza_id("
                  + value
                  + ") || ' ' || compliance.message_id('"
                  + id
                  + "')"));
    }
    assertEquals(
        List.of("t"),
        officer(
            "SELECT num_nulls(compliance.message_id('UP'), compliance.message_id('zzzzzzzzzzzzz'))"
                + " = 2"));
  }

  @Test
  void aSessionShowsWhoFromWhereAndHowItEnded() throws SQLException {
    record(login(ALICE, "s1").build());
    record(login(BOB, "s2").build());
    record(
        AuditEntry.of(AuditKind.LOGOUT, NINE.plusSeconds(60))
            .from(ALICE)
            .session("s1")
            .detail("how", "closed")
            .build());
    assertEquals(
        List.of(
            "s1 alice@example.org desk 192.0.2.1 00:01:00 closed SCRAM-SHA-256 TLSv1.3",
            "s2 bob@example.org phone 192.0.2.1 SCRAM-SHA-256 TLSv1.3"),
        officer(
            """
            SELECT concat_ws(' ', session_id, person, device, address, logged_out_at - logged_in_at, how_it_ended,
              mechanism, encryption)
            FROM compliance.sessions ORDER BY session_id
            """));
    record(AuditEntry.of(AuditKind.CONFIGURATION, NINE).detail("event", "server started").build());
    assertEquals(
        List.of("not recorded: the server was started anew"),
        officer("SELECT how_it_ended FROM compliance.sessions WHERE logged_out_at IS NULL"));
  }

  @Test
  void failedLoginsShowTheNameThatWasTried() throws SQLException {
    record(
        AuditEntry.of(AuditKind.LOGIN_FAILED, NINE)
            .session("s9")
            .detail("attempted", "root")
            .detail("address", "192.0.2.9")
            .detail("mechanism", "PLAIN")
            .detail("reason", "WrongPassword")
            .build());
    assertEquals(
        List.of("root 192.0.2.9 PLAIN WrongPassword s9"),
        officer(
            "SELECT concat_ws(' ', attempted_name, address, mechanism, reason, session_id)"
                + " FROM compliance.failed_logins"));
  }

  @Test
  void theOfficerReadsTheViewsAndNothingElse() throws SQLException {
    for (String sql :
        List.of(
            "SELECT * FROM audit.record",
            "SELECT * FROM chancery.account",
            "SELECT * FROM chancery.account_verifier",
            "DELETE FROM compliance.messages",
            "UPDATE compliance.failed_logins SET session_id = ''",
            "CREATE TABLE compliance.mine ()",
            "CREATE TEMPORARY TABLE mine ()",
            "SELECT audit.prepare_partitions(now(), 3)")) {
      SQLException refused = assertThrows(SQLException.class, () -> officer(sql), sql);
      assertEquals("42501", refused.getSQLState(), sql);
    }
  }

  private AuditPosition record(AuditEntry entry) {
    return test.record().append(List.of(entry)).getFirst();
  }

  private static AuditEntry.Builder said(Jid from, Jid to, String id, String text) {
    return AuditEntry.of(AuditKind.MESSAGE, NINE)
        .from(from)
        .to(to.bare())
        .conversation(AuditEntry.conversationOf(from, to))
        .stanza("<message/>", "chat", id, "", text);
  }

  private static AuditEntry.Builder login(Jid who, String session) {
    return AuditEntry.of(AuditKind.LOGIN, NINE)
        .from(who)
        .session(session)
        .detail("address", "192.0.2.1")
        .detail("mechanism", "SCRAM-SHA-256")
        .detail("encryption", "TLSv1.3");
  }

  private List<String> officer(String sql) throws SQLException {
    return test.texts(Roles.DEFAULT.compliance(), sql);
  }
}
