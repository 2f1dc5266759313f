package org.chancery.storage.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.Database;
import org.chancery.storage.PostgresAccountStore;
import org.chancery.storage.PostgresRoomStore;
import org.chancery.storage.Readings;
import org.chancery.storage.Roles;
import org.chancery.storage.StorageException;
import org.chancery.storage.TestDatabase;
import org.chancery.storage.record.TimedRecord;
import org.chancery.storage.record.VerificationReport;
import org.chancery.storage.retention.RetentionRules.Kind;
import org.chancery.storage.retention.RetentionRules.Rule;
import org.chancery.storage.search.SearchIndexer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant JANUARY = Instant.parse("2025-01-10T12:00:00Z");
  private static final Instant FEBRUARY = Instant.parse("2025-02-10T12:00:00Z");
  private static final Instant LATER = Instant.parse("2026-02-02T00:00:00Z");
  private static final RetentionRules A_YEAR =
      new RetentionRules(List.of(new Rule(Kind.DEFAULT, "", "1 year")));
  private static final String ROOM = "plans@rooms.example.org";

  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.open();
  private final TimedRecord record = new TimedRecord(test, JANUARY);
  private final Holds holds = new Holds(test.config());

  @AfterEach
  void close() {
    record.close();
    database.close();
    test.close();
  }

  // ---- expiry ----

  @Test
  void aMonthWhoseTimeIsOverGoesAndTheRestIsStillProved() {
    say("alice", "bob", "old");
    record.at(FEBRUARY);
    say("alice", "bob", "new");
    SearchIndexer.catchUp(database, SearchIndexer.Config.of(0));

    assertEquals(List.of(), retention(A_YEAR).run(Instant.parse("2026-01-31T00:00:00Z"), "test"));
    assertEquals(
        List.of(new Retention.Line("2025-01", true, "default: 1 year", 1)),
        retention(A_YEAR).run(LATER, "test"));

    assertEquals(List.of("new"), bodies());
    assertEquals(List.of("1"), test.texts("SELECT count(*) FROM search.document"));
    assertEquals(
        List.of(), test.texts("SELECT 1 WHERE to_regclass('audit.record_2025_01') IS NOT NULL"));
    VerificationReport report = record.verify();
    assertTrue(report.isSound(), report.toJson());
    assertEquals(1, report.nodes().getFirst().rows().expired());
    assertEquals(
        List.of("rows expired by test: 2025-01, 1 rows"),
        test.texts(
            "SELECT format('%s by %s: %s, %s rows', action, acted_by, about, row_count)"
                + " FROM compliance.retention_acts"));
  }

  @Test
  void theLongestRuleWinsAndItsRowsSurviveInTheirMonth() throws SQLException {
    knows("carol", "traders");
    say("alice", "bob", "goes");
    say("alice", "carol", "a trader's");
    say("alice", "dave", "shown to a trader", "carol@example.org");
    inRoom("alice", "in the room");
    say("alice", "eve@elsewhere.example", "to a customer", "");
    say("apprentice", "apprentice2", "of apprentices");
    knows("apprentice", "apprentices");
    knows("apprentice2", "apprentices");
    record.at(FEBRUARY);
    say("alice", "bob", "new");
    SearchIndexer.catchUp(database, SearchIndexer.Config.of(0));
    RetentionRules rules =
        new RetentionRules(
            List.of(
                new Rule(Kind.DEFAULT, "", "1 year"),
                new Rule(Kind.GROUP, "traders", RetentionRules.FOREVER),
                new Rule(Kind.GROUP, "apprentices", "1 month"),
                new Rule(Kind.ROOM, ROOM, "2 years"),
                new Rule(Kind.DOMAIN, "elsewhere.example", "3 years")));

    record.at(LATER);
    List<Retention.Line> plan = retention(rules).plan(LATER);
    List<Retention.Line> gone = retention(rules).run(LATER, "test");

    assertEquals(plan.stream().filter(Retention.Line::goes).toList(), gone);
    assertEquals(
        List.of("a trader's", "shown to a trader", "in the room", "to a customer", "new"),
        bodies());
    assertEquals(List.of("5"), test.texts("SELECT count(*) FROM search.document"));
    assertTrue(record.verify().isSound(), record.verify().toJson());
    assertEquals(
        "42501",
        assertThrows(SQLException.class, () -> asSuperuser("DELETE FROM audit.record_2025_01"))
            .getSQLState());
    assertEquals(List.of(), retention(rules).run(LATER, "test"), "nothing is due any more");

    Instant muchLater = Instant.parse("2027-03-02T00:00:00Z");
    retention(rules).run(muchLater, "test");
    assertEquals(List.of("a trader's", "shown to a trader", "to a customer"), bodies());
    assertTrue(record.verify().isSound(), record.verify().toJson());
  }

  @Test
  void apprenticesGoEarlierThanTheGeneralRuleSays() {
    knows("apprentice", "apprentices");
    say("apprentice", "apprentice", "soon gone");
    say("apprentice", "alice", "to somebody whom no rule names");
    record.at(FEBRUARY);
    say("alice", "bob", "new");
    RetentionRules rules =
        new RetentionRules(
            List.of(
                new Rule(Kind.DEFAULT, "", RetentionRules.FOREVER),
                new Rule(Kind.GROUP, "apprentices", "30 days")));
    retention(rules).run(Instant.parse("2025-03-05T00:00:00Z"), "test");
    assertEquals(List.of("to somebody whom no rule names", "new"), bodies());
  }

  @Test
  void whoReadsTheMonthGoesFirstAndNothingIsLost() throws SQLException {
    say("alice", "bob", "old");
    record.at(FEBRUARY);
    say("alice", "bob", "new");
    try (Connection reader = test.superuser();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM audit.record");
      assertThrows(BusyException.class, () -> retention(A_YEAR).run(LATER, "test"));
    }
    assertEquals(List.of("old", "new"), bodies());
    assertTrue(record.verify().isSound());
    retention(A_YEAR).run(LATER, "test");
    assertEquals(List.of("new"), bodies());
  }

  // ---- holds ----

  @Test
  void anArchiveUnderHoldSurvivesEverythingAndIsOrdinaryAgainWhenReleased() throws SQLException {
    PostgresAccountStore accounts = new PostgresAccountStore(database);
    accounts.add(Jid.of("alice@example.org"), List.of());
    say("alice", "bob", "by alice");
    say("bob", "alice", "to alice");
    inRoom("alice", "in the room");
    say("bob", "carol", "not hers");
    record.at(FEBRUARY);
    say("bob", "carol", "new");
    long hold = holds.add(person("alice@example.org"), "lawyer");

    accounts.remove(Jid.of("alice@example.org"));
    record.write(
        AuditEntry.of(AuditKind.ROOM_CHANGE, FEBRUARY)
            .conversation(ROOM)
            .detail("event", "destroyed")
            .companion(new PostgresRoomStore(database).destroy(Jid.of(ROOM)))
            .build());
    retention(A_YEAR).run(LATER, "test");
    Erasure.Receipt receipt = erasure(A_YEAR).run(all("alice"), LATER, "test");

    assertEquals(List.of("by alice", "to alice", "in the room", "new"), bodies());
    assertEquals(0, receipt.rows());
    assertEquals(Map.of("hold " + hold + ": case 7", 2L), receipt.forbidden());
    assertEquals(
        List.of("hold " + hold + ": case 7"),
        retention(A_YEAR).plan(LATER).stream().map(Retention.Line::why).distinct().toList());

    holds.release(hold, "lawyer");
    assertEquals(4, bodies().size(), "nothing goes at once");
    retention(A_YEAR).run(LATER, "test");
    assertEquals(List.of("new"), bodies());
    assertTrue(record.verify().isSound(), record.verify().toJson());
    assertThrows(StorageException.class, () -> holds.release(hold, "lawyer"));
    assertTrue(holds.list().getFirst().releasedAt().isPresent());
  }

  @Test
  void aHoldIsBoundByRoomAndTime() {
    inRoom("alice", "before");
    record.at(JANUARY.plus(Duration.ofDays(1)));
    inRoom("alice", "within");
    say("alice", "bob", "elsewhere");
    record.at(FEBRUARY);
    say("alice", "bob", "new");
    holds.add(
        new Holds.Scope(
            "case 8",
            Optional.empty(),
            Optional.of(ROOM),
            Optional.of(JANUARY.plus(Duration.ofHours(1))),
            Optional.empty(),
            false),
        "lawyer");
    retention(A_YEAR).run(LATER, "test");
    assertEquals(List.of("within", "new"), bodies());
  }

  @Test
  void aHoldThatComesWhileAMonthExpiresWaitsAndOneThatIsThereIsSeen() {
    say("alice", "bob", "old");
    record.at(FEBRUARY);
    say("alice", "bob", "new");
    List<String> states = new ArrayList<>();
    new Retention(
            test.config(),
            A_YEAR,
            entry -> {
              SQLException refused =
                  assertThrows(
                      SQLException.class,
                      () ->
                          query(
                              Roles.DEFAULT.legal(),
                              "SET lock_timeout = '50ms'",
                              "SELECT compliance.add_hold('case 9')"));
              states.add(refused.getSQLState());
              return record.write(entry);
            })
        .run(LATER, "test");
    assertEquals(List.of("55P03"), states);
  }

  @Test
  void holdsAreOnRecordAndNobodyElseMakesThem() throws SQLException {
    long hold = holds.add(person("alice@example.org"), "lawyer");
    holds.release(hold, "lawyer");
    new Readings(database).unrecorded(10).forEach(record::write);
    assertEquals(
        List.of(
            "hold added by lawyer as chancery_legal for case 7",
            "hold released by lawyer as chancery_legal for case 7"),
        test.texts(
            "SELECT format('%s by %s for %s', action, acted_by, matter)"
                + " FROM compliance.retention_acts ORDER BY act_id"));
    assertEquals(
        List.of(), query(Roles.DEFAULT.compliance(), "SELECT * FROM compliance.record_access"));
    for (String role :
        List.of(Roles.DEFAULT.compliance(), Roles.DEFAULT.server(), Roles.DEFAULT.retention())) {
      assertThrows(SQLException.class, () -> query(role, "SELECT compliance.add_hold('mine')"));
    }
  }

  // ---- erasure ----

  @Test
  void whatThePersonWroteIsEmptiedTheChainHoldsAndThereIsAReceipt() throws SQLException {
    say("alice", "bob", "private");
    say("bob", "alice", "an answer");
    record.at(FEBRUARY);
    say("alice", "bob", "more");
    SearchIndexer.catchUp(database, SearchIndexer.Config.of(0));

    assertEquals(2, erasure(A_YEAR).plan(all("alice"), FEBRUARY).rows());
    Erasure.Receipt receipt = erasure(A_YEAR).run(all("alice"), FEBRUARY, "test");

    assertEquals(2, receipt.rows());
    assertEquals(List.of("an answer"), bodies());
    assertEquals(List.of("1"), test.texts("SELECT count(*) FROM search.document"));
    VerificationReport report = record.verify();
    assertTrue(report.isSound(), report.toJson());
    assertEquals(2, report.nodes().getFirst().rows().erased());
    assertEquals(
        List.of(receipt.sealsRoot().orElseThrow()),
        test.texts(
            "SELECT detail ->> 'seals-root' FROM compliance.retention_acts WHERE act_id = "
                + receipt.onRecord().orElseThrow().value()));
    assertEquals(0, erasure(A_YEAR).run(all("alice"), FEBRUARY, "test").rows(), "once is enough");
  }

  @Test
  void aRuleThatNamesAGroupForbidsErasureAndTheGeneralRuleDoesNot() {
    knows("alice", "traders");
    say("alice", "bob", "a trader's");
    RetentionRules rules =
        new RetentionRules(
            List.of(
                new Rule(Kind.DEFAULT, "", RetentionRules.FOREVER),
                new Rule(Kind.GROUP, "traders", "7 years")));
    assertEquals(
        Map.of("group traders: 7 years", 1L),
        erasure(rules).run(all("alice"), FEBRUARY, "test").forbidden());
    assertEquals(List.of("a trader's"), bodies());
    Instant muchLater = Instant.parse("2032-02-02T00:00:00Z");
    assertEquals(1, erasure(rules).run(all("alice"), muchLater, "test").rows());
  }

  @Test
  void contentIsEmptiedOnlyUnderASeal() throws SQLException {
    say("alice", "bob", "private");
    for (String change :
        List.of(
            "UPDATE audit.record SET xml = NULL, body = NULL, detail = NULL, salt = NULL",
            "UPDATE audit.record SET body = 'other'",
            "DELETE FROM audit.record",
            "TRUNCATE audit.record")) {
      assertEquals(
          "42501", assertThrows(SQLException.class, () -> asSuperuser(change)).getSQLState());
    }
  }

  // ---- restriction ----

  @Test
  void whatIsRestrictedIsSeenByTheLegalRoleAlone() throws SQLException {
    say("alice", "bob", "private plan");
    say("bob", "carol", "open plan");
    SearchIndexer.catchUp(database, SearchIndexer.Config.of(0));
    List<String> questions =
        List.of(
            "SELECT body FROM compliance.messages",
            "SELECT body FROM compliance.search('plan')",
            "SELECT said FROM compliance.transcript('alice@example.org bob@example.org',"
                + " '2025-01-01', '2026-01-01')");
    long number =
        holds.add(
            new Holds.Scope(
                "request of alice",
                Optional.of("alice@example.org"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true),
            "lawyer");
    for (String question : questions) {
      assertTrue(!query(Roles.DEFAULT.compliance(), question).contains("private plan"), question);
      assertTrue(query(Roles.DEFAULT.legal(), question).contains("private plan"), question);
    }
    // A reader's own condition is not tried on what is hidden: its error would tell.
    query(
        Roles.DEFAULT.compliance(),
        "SELECT 1 FROM compliance.messages WHERE left(body, 4)::text <> 'open' AND 1 /"
            + " (length(body) - 12) > 5");
    holds.release(number, "lawyer");
    for (String question : questions) {
      assertTrue(query(Roles.DEFAULT.compliance(), question).contains("private plan"), question);
    }
  }

  @Test
  void theRoleOfRetentionReadsNoContent() {
    say("alice", "bob", "private");
    for (String question :
        List.of(
            "SELECT body FROM audit.record",
            "SELECT * FROM compliance.messages",
            "SELECT * FROM audit.messages",
            "DELETE FROM audit.record",
            "DROP TABLE audit.record_2025_01")) {
      assertEquals(
          "42501",
          assertThrows(SQLException.class, () -> query(Roles.DEFAULT.retention(), question))
              .getSQLState(),
          question);
    }
  }

  // ---- parts ----

  private Retention retention(RetentionRules rules) {
    return new Retention(test.config(), rules, record::write);
  }

  private Erasure erasure(RetentionRules rules) {
    return new Erasure(test.config(), rules, record::write);
  }

  private static Erasure.Request all(String person) {
    return new Erasure.Request(
        Jid.of(person + "@example.org"),
        Instant.EPOCH,
        Instant.parse("2040-01-01T00:00:00Z"),
        "asked");
  }

  private static Holds.Scope person(String address) {
    return new Holds.Scope(
        "case 7",
        Optional.of(address),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private void knows(String person, String group) {
    record.write(
        AuditEntry.of(AuditKind.PERSON, JANUARY)
            .from(Jid.of(person + "@example.org"))
            .companion(
                new AuditEntry.Companion(
                    "INSERT INTO audit.person_state (position, person, groups) VALUES (?, ?,"
                        + " ARRAY[?])",
                    List.of(person + "@example.org", group)))
            .build());
  }

  private void say(String from, String to, String text) {
    say(from, to, text, "");
  }

  private void say(String from, String to, String text, String audience) {
    Jid sender = Jid.of(from + "@example.org/desk");
    Jid recipient = Jid.of(to.contains("@") ? to : to + "@example.org");
    record.write(
        AuditEntry.of(AuditKind.MESSAGE, JANUARY)
            .from(sender)
            .to(recipient)
            .conversation(AuditEntry.conversationOf(sender, recipient))
            .audience(audience.isEmpty() ? List.of() : List.of(audience))
            .stanza("<message/>", "chat", "", "", text)
            .build());
  }

  private void inRoom(String from, String text) {
    record.write(
        AuditEntry.of(AuditKind.MESSAGE, JANUARY)
            .from(Jid.of(from + "@example.org/desk"))
            .to(Jid.of(ROOM))
            .conversation(ROOM)
            .stanza("<message/>", "groupchat", "", "", text)
            .build());
  }

  private List<String> bodies() {
    return test.texts("SELECT body FROM audit.record WHERE body IS NOT NULL ORDER BY position");
  }

  private void asSuperuser(String sql) throws SQLException {
    try (Connection connection = test.superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> query(String role, String... statements) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = test.as(role);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        boolean rows = statement.execute(sql);
        while (rows && statement.getResultSet().next()) {
          values.add(statement.getResultSet().getString(1));
        }
      }
    }
    return values;
  }
}
