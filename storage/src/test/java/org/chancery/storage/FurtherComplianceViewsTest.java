package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Conversations, the proof of capture and what is no message, with the officer's own role. */
class FurtherComplianceViewsTest {
  private static final Jid ALICE = Jid.of("alice@example.org/desk");
  private static final Jid BOB = Jid.of("bob@example.org/phone");
  private static final Instant NINE = Instant.parse("2026-03-04T09:00:00Z");

  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Test
  void aCorrectionShowsTheTextBeforeAndAfter() throws SQLException {
    record(said(ALICE, BOB, "m1", "Ten").build());
    record(change("m2", "Eleven", "replaces", "m1"));
    record(change("m3", "Twelve", "replaces", "m1"));
    record(change("m4", "", "retracts", "m1"));
    assertEquals(
        List.of(
            "replaces: Ten -> Eleven (Ten)",
            "replaces: Eleven -> Twelve (Ten)",
            "retracts: Twelve -> nothing (Ten)"),
        officer(
            """
            SELECT change || ': ' || text_before || ' -> ' || coalesce(text_after, 'nothing') || ' (' || first_text || ')'
            FROM compliance.corrections ORDER BY correction_id
            """));
  }

  @Test
  void aTranscriptHasWhatWasSaidAndWhoCameAndWent() throws SQLException {
    Jid room = Jid.of("room@rooms.example.org");
    record(
        AuditEntry.of(AuditKind.ROOM_PRESENCE, NINE)
            .from(ALICE)
            .conversation(room.toString())
            .detail("event", "entered")
            .detail("person", ALICE.toString())
            .build());
    record(said(ALICE, room, "m1", "Hello").conversation(room.toString()).build());
    record(said(ALICE, BOB, "m2", "Not here").build());
    assertEquals(
        List.of("alice@example.org desk entered", "alice@example.org desk says Hello"),
        officer(
            """
            SELECT concat_ws(' ', person, device, event, said)
            FROM compliance.transcript('room@rooms.example.org', now() - interval '1 day', now() + interval '1 day')
            """));
    assertEquals(
        List.of("Not here"),
        officer(
            """
            SELECT said FROM compliance.transcript('alice@example.org bob@example.org',
              now() - interval '1 day', now() + interval '1 day')
            """));
    assertEquals(
        List.of("people 1 {alice@example.org}", "room 1 {alice@example.org}"),
        officer(
            "SELECT concat_ws(' ', kind, messages, senders) FROM compliance.conversations ORDER BY"
                + " kind"));
  }

  @Test
  void thePersonWhoNeverWroteIsInTheProofOfCaptureToo() throws SQLException {
    record(AuditEntry.of(AuditKind.LOGIN, NINE).from(ALICE).session("s1").build());
    record(AuditEntry.of(AuditKind.LOGIN, NINE).from(BOB).session("s2").build());
    record(said(ALICE, BOB, "m1", "Hello").build());
    record(check("2026-03-04T09:01:00Z", AuditEntry.ACCEPTED));
    record(check("2026-03-04T09:02:00Z", "2 rows were committed, and the database has 1"));
    assertEquals(
        List.of("alice@example.org t f 09:01 09:02", "bob@example.org f t 09:01 09:02"),
        officer(
            """
            SELECT concat_ws(' ', person, last_sent_at IS NOT NULL, last_received_at IS NOT NULL,
              to_char(sound_until AT TIME ZONE 'UTC', 'HH24:MI'), to_char(last_canary_at AT TIME ZONE 'UTC', 'HH24:MI'))
            FROM compliance.capture_proof ORDER BY person
            """));
    assertEquals(
        List.of("5 2 2 1 3 t", "5 2 2 1 3 f"),
        officer(
            """
            SELECT concat_ws(' ', received, recorded, excluded, refused, rows_found, sound)
            FROM compliance.capture_checks ORDER BY period_until
            """));
  }

  @Test
  void theLogAuditorSeesWhoReadAndNothingThatWasWritten() throws SQLException {
    record(said(ALICE, BOB, "m1", "Secret").build());
    record(
        AuditEntry.of(AuditKind.AUDIT_ACCESS, NINE)
            .detail("action", "export")
            .detail("by", "olga")
            .detail("matter", "2026-17")
            .detail("rows", "12")
            .build());
    officer("SELECT 1 FROM compliance.search('nothing')");
    assertEquals(
        List.of("olga export 2026-17 12", "chancery_compliance search 0"),
        test.texts(
            Roles.DEFAULT.logAuditor(),
            "SELECT concat_ws(' ', accessed_by, action, matter, row_count) FROM"
                + " compliance.record_access ORDER BY action"));
    assertThrows(
        SQLException.class,
        () -> test.texts(Roles.DEFAULT.logAuditor(), "SELECT body FROM compliance.messages"));
  }

  @Test
  void everyColumnIsExplained() {
    assertEquals(
        List.of(),
        test.texts(
            """
            SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'compliance'::regnamespace AND c.relkind = 'v' AND a.attnum > 0
              AND col_description(c.oid, a.attnum) IS NULL
            """));
  }

  @Test
  void whatTheServerCountsIsWhatIsThere() {
    PostgresCaptureStore counted = new PostgresCaptureStore(test.database(), 0);
    AuditPosition first = record(said(ALICE, BOB, "m1", "One").build());
    AuditPosition second = record(said(ALICE, BOB, "m2", "Two").build());
    assertEquals(1, counted.rows(first.recordedAt(), second.recordedAt()));
    assertEquals(2, counted.rows(first.recordedAt(), second.recordedAt().plusSeconds(1)));
    assertEquals(
        List.of(true, false, false),
        List.of(
            counted.holds(ALICE, "m1", first.recordedAt()),
            counted.holds(ALICE, "m1", second.recordedAt()),
            counted.holds(BOB, "m1", first.recordedAt())));
  }

  private AuditPosition record(AuditEntry entry) {
    return test.record().append(List.of(entry)).getFirst();
  }

  private static AuditEntry check(String until, String outcome) {
    return AuditEntry.of(AuditKind.CAPTURE_CHECK, NINE)
        .outcome(outcome)
        .detail("event", "capture")
        .detail("from", "2026-03-04T09:00:00Z")
        .detail("until", until)
        .detail("received", "5")
        .detail("recorded", "2")
        .detail("excluded", "2")
        .detail("refused", "1")
        .detail("rows-written", "3")
        .detail("rows-found", "3")
        .detail("canary", "on record")
        .build();
  }

  private static AuditEntry change(String id, String text, String how, String what) {
    return said(ALICE, BOB, id, text).relation(new AuditEntry.Relation(how, what)).build();
  }

  private static AuditEntry.Builder said(Jid from, Jid to, String id, String text) {
    return AuditEntry.of(AuditKind.MESSAGE, NINE)
        .from(from)
        .to(to.bare())
        .conversation(AuditEntry.conversationOf(from, to))
        .stanza("<message/>", "chat", id, "", text);
  }

  private List<String> officer(String sql) throws SQLException {
    return test.texts(Roles.DEFAULT.compliance(), sql);
  }
}
