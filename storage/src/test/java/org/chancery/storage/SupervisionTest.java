package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.chancery.protocol.Jid;
import org.chancery.storage.record.TimedRecord;
import org.chancery.storage.search.SearchIndexer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The review queue, as those see it who work with it. */
class SupervisionTest {
  private static final Instant JANUARY = Instant.parse("2025-01-10T12:00:00Z");
  private static final String PERIOD = "'2025-01-01Z', '2025-02-01Z'";
  private static final String QUEUE =
      "SELECT concat_ws(': ', reason, body) FROM compliance.review_queue ORDER BY message_id";
  private static final String OPEN = "SELECT item FROM audit.open_item ORDER BY item";

  private final TestDatabase test = TestDatabase.create();
  private final TimedRecord record = new TimedRecord(test, JANUARY);

  @AfterEach
  void close() {
    record.close();
    test.close();
  }

  // ---- choosing ----

  @Test
  void aSampleCanBeDrawnAgainFromItsSeed() throws SQLException {
    for (int i = 0; i < 30; i++) {
      say("alice", "bob", "message " + i);
    }
    say("alice", "bob", "");
    record.at(Instant.parse("2025-02-01T00:00:00Z"));
    say("alice", "bob", "after the period");

    assertEquals(List.of("1"), select("select_sample(0.25, " + PERIOD + ")"));

    assertEquals(
        List.of("sample 0.25 30 8 8"),
        officer(
            "SELECT concat_ws(' ', way, rate, population, chosen, open)"
                + " FROM compliance.selections"));
    assertEquals(
        officer("SELECT message_id FROM compliance.review_queue ORDER BY 1"),
        test.texts(
            """
            SELECT position FROM (
              SELECT r.position FROM audit.record r, audit.selection s
              WHERE r.kind = 'message' AND r.body <> '' AND r.recorded_at < '2025-02-01Z'
              ORDER BY encode(sha256(convert_to(s.seed || ' ' || r.position, 'UTF8')), 'hex') LIMIT 8) drawn
            ORDER BY 1
            """));
  }

  @Test
  void everySampleHasASeedOfItsOwn() throws SQLException {
    select("select_sample(1, " + PERIOD + ")");
    select("select_sample(1, " + PERIOD + ")");
    assertEquals(List.of("2"), test.texts("SELECT count(DISTINCT seed) FROM audit.selection"));
  }

  @Test
  void aSampleOfAGroupIsOfThoseWhoWereInItThen() throws SQLException {
    knows("alice", JANUARY, "traders");
    knows("carol", JANUARY, "sales");
    say("alice", "bob", "as a trader");
    say("carol", "bob", "of another group");
    Instant moved = Instant.parse("2025-01-20T12:00:00Z");
    record.at(moved);
    knows("alice", moved, "sales");
    say("alice", "bob", "no trader any more");

    select("select_sample(1, " + PERIOD + ", 'traders')");

    assertEquals(List.of("sample: as a trader"), officer(QUEUE));
    assertEquals(List.of("1"), officer("SELECT population FROM compliance.selections"));
  }

  @Test
  void aLexiconFindsFormsOfItsWordsAndSaysByWhichVersion() throws SQLException {
    say("alice", "bob", "we guaranteed it, off the record");
    say("alice", "bob", "please delete the spam");
    say("alice", "bob", "lunch?");
    SearchIndexer.catchUp(test.database(), SearchIndexer.Config.of(0));
    officer("SELECT compliance.add_lexicon('promises', ARRAY['lunch'])");
    assertEquals(
        List.of("2"),
        officer(
            "SELECT compliance.add_lexicon('promises',"
                + " ARRAY['guarantee', '\"off the record\"', 'delete -spam'])"));

    select("select_by_lexicon('promises', " + PERIOD + ")");

    assertEquals(
        List.of("\"off the record\", guarantee: we guaranteed it, off the record"), officer(QUEUE));
    assertEquals(
        List.of("promises 2 english 3 1"),
        officer(
            "SELECT concat_ws(' ', lexicon, lexicon_version, language, population, chosen)"
                + " FROM compliance.selections"));
    assertEquals(
        List.of("{lunch}", "{guarantee,\"\\\"off the record\\\"\",\"delete -spam\"}"),
        officer("SELECT terms FROM compliance.lexicons ORDER BY version"));
  }

  @Test
  void aLexiconWaitsForTheWordsOfItsTime() throws SQLException {
    officer("SELECT compliance.add_lexicon('promises', ARRAY['guarantee'])");
    say("alice", "bob", "I guarantee it");
    assertRefused("55000", "SELECT compliance.select_by_lexicon('promises', " + PERIOD + ")");
  }

  @Test
  void allBetweenTwoGroupsIsReviewedInBothDirectionsAndInRooms() throws SQLException {
    knows("alice", JANUARY, "research");
    knows("bob", JANUARY, "traders");
    knows("carol", JANUARY, "sales");
    say("alice", "bob", "to the desk");
    say("bob", "alice", "from the desk");
    say("alice", "carol", "to sales");
    say("bob", "dave", "to somebody without a group");
    say("carol", "plans", "in a room, by neither", "alice@example.org", "bob@example.org");
    say("alice", "plans", "in a room", "alice@example.org", "bob@example.org");
    say("alice", "plans", "alone in a room", "alice@example.org");

    select("select_between_groups('research', 'traders', " + PERIOD + ")");

    assertEquals(
        List.of(
            "research, traders: to the desk",
            "research, traders: from the desk",
            "research, traders: in a room"),
        officer(QUEUE));
    assertEquals(List.of("7"), officer("SELECT population FROM compliance.selections"));
  }

  @Test
  void aSelectionThatMeansNothingIsRefused() {
    for (String nonsense :
        List.of(
            "select_sample(0, " + PERIOD + ")",
            "select_sample(1.1, " + PERIOD + ")",
            "select_sample(NULL, " + PERIOD + ")",
            "select_sample(1, '2025-02-01Z', '2025-01-01Z')",
            "select_sample(1, '2025-02-01Z', now())",
            "select_sample(1, " + PERIOD + ", 'nobody')",
            "select_between_groups('research', NULL, " + PERIOD + ")",
            "select_by_lexicon('unknown', " + PERIOD + ")",
            "add_lexicon('promises', ARRAY['the'])",
            "add_lexicon('promises', ARRAY['-spam'])",
            "add_lexicon('promises', ARRAY[]::text[])",
            "add_lexicon('', ARRAY['guarantee'])",
            "review(1, 'no finding')")) {
      assertRefused("22023", "SELECT compliance." + nonsense);
    }
    assertEquals(List.of("0"), test.texts("SELECT count(*) FROM audit.reading"));
  }

  // ---- reviewing ----

  @Test
  void readingIsNotReviewingAndADecisionIs() throws SQLException {
    chooseTwo();
    officer(QUEUE);
    officer(QUEUE);
    assertEquals(List.of("1", "2"), test.texts(OPEN));

    officer("SELECT compliance.review(1, 'no finding')");

    assertEquals(List.of("2"), test.texts(OPEN));
    assertEquals(
        List.of("1 no finding chancery_compliance chancery_compliance"),
        officer("SELECT concat_ws(' ', item, decision, reviewer, login) FROM compliance.reviews"));
  }

  @Test
  void whatWasEscalatedStaysOpenUntilItIsDecidedAndTheLedgerKeepsBoth() throws SQLException {
    chooseTwo();
    officer("SELECT compliance.review(1, 'escalated', 'ask legal', 'Carol')");
    assertEquals(
        List.of("escalated Carol"),
        officer(
            "SELECT concat_ws(' ', decision, reviewer) FROM compliance.review_queue"
                + " WHERE item = 1"));
    officer("SELECT compliance.review(1, 'finding', 'a promise', 'Dora')");
    assertEquals(List.of("2"), test.texts(OPEN));
    assertEquals(
        List.of("escalated ask legal Carol", "finding a promise Dora"),
        officer(
            "SELECT concat_ws(' ', decision, note, reviewer) FROM compliance.reviews"
                + " ORDER BY review"));
  }

  @Test
  void aDecisionIsOneOfFourAndAllButOneNeedANote() throws SQLException {
    chooseTwo();
    assertRefused("23514", "SELECT compliance.review(1, 'fine', 'a note')");
    assertRefused("23514", "SELECT compliance.review(1, 'finding')");
    assertRefused("23514", "SELECT compliance.review(1, 'not reviewable', '')");
    assertEquals(List.of("1", "2"), test.texts(OPEN));
  }

  @Test
  void whatIsLateIsSeenUntilItIsDone() throws SQLException {
    chooseTwo();
    String overdue = "SELECT concat_ws(' ', open, escalated) FROM compliance.overdue_reviews";
    assertEquals(List.of(), test.texts(Roles.DEFAULT.logAuditor(), overdue));
    select("select_sample(1, " + PERIOD + ", due_in => '-1 second')");
    officer("SELECT compliance.review(3, 'escalated', 'ask legal')");
    assertEquals(List.of("2 1"), test.texts(Roles.DEFAULT.logAuditor(), overdue));
    officer("SELECT compliance.review(item, 'no finding') FROM generate_series(3, 4) AS item");
    assertEquals(List.of(), officer(overdue));
  }

  @Test
  void whatIsRestrictedIsHiddenInTheQueueAndNotInTheNextSample() throws SQLException {
    chooseTwo();
    test.texts(
        Roles.DEFAULT.legal(),
        "SELECT compliance.add_hold('request', 'bob@example.org', restricted => true)");
    assertEquals(List.of("sample", "sample: for carol"), officer(QUEUE));
    assertEquals(
        List.of("sample: for bob", "sample: for carol"), test.texts(Roles.DEFAULT.legal(), QUEUE));
    select("select_sample(1, " + PERIOD + ")");
    assertEquals(
        List.of("2", "1"),
        officer("SELECT population FROM compliance.selections ORDER BY selection"));
  }

  // ---- evidence ----

  @Test
  void whateverIsDoneLeavesATraceThatHasNoNotes() throws SQLException {
    chooseTwo();
    officer("SELECT compliance.add_lexicon('promises', ARRAY['guarantee'])");
    officer(QUEUE);
    officer("SELECT compliance.review(1, 'finding', 'she said: a secret')");
    assertEquals(
        List.of("select by sample", "add lexicon", "review_queue", "review"),
        test.texts(
            Roles.DEFAULT.logAuditor(),
            "SELECT action FROM compliance.record_access ORDER BY access_id"));
    String traces = String.join("\n", test.texts("SELECT arguments FROM audit.reading"));
    assertTrue(traces.contains(test.texts("SELECT seed FROM audit.selection").getFirst()), traces);
    assertTrue(
        traces.contains(
            test.texts("SELECT encode(sha256('she said: a secret'), 'hex')").getFirst()),
        traces);
    assertFalse(traces.contains("secret"), traces);
  }

  @Test
  void nobodyChangesOrRemovesAnyOfIt() throws SQLException {
    chooseTwo();
    for (String table : List.of("lexicon", "selection", "review_item", "review")) {
      for (String change : List.of("DELETE FROM audit.%s", "TRUNCATE audit.%s CASCADE")) {
        String sql = change.formatted(table);
        assertThrows(StorageException.class, () -> test.execute(sql), sql);
        assertRefused("42501", sql);
      }
    }
    assertThrows(
        StorageException.class, () -> test.execute("UPDATE audit.selection SET seed = '1'"));
    for (String role : List.of(Roles.DEFAULT.server(), Roles.DEFAULT.logAuditor())) {
      assertThrows(
          SQLException.class, () -> test.texts(role, "SELECT compliance.review(1, 'no finding')"));
      assertThrows(SQLException.class, () -> test.texts(role, QUEUE));
    }
  }

  private void chooseTwo() throws SQLException {
    say("alice", "bob", "for bob");
    say("alice", "carol", "for carol");
    select("select_sample(1, " + PERIOD + ")");
  }

  private void knows(String person, Instant since, String group) {
    record.write(
        AuditEntry.of(AuditKind.PERSON, since)
            .from(Jid.of(person + "@example.org"))
            .companion(
                new AuditEntry.Companion(
                    "INSERT INTO audit.person_state (position, person, groups) VALUES (?, ?,"
                        + " ARRAY[?])",
                    List.of(person + "@example.org", group)))
            .build());
  }

  private void say(String from, String to, String text, String... audience) {
    Jid sender = Jid.of(from + "@example.org/desk");
    Jid recipient = Jid.of(to + "@example.org");
    record.write(
        AuditEntry.of(AuditKind.MESSAGE, JANUARY)
            .from(sender)
            .to(recipient)
            .conversation(AuditEntry.conversationOf(sender, recipient))
            .audience(List.of(audience))
            .stanza("<message/>", "chat", "", "", text)
            .build());
  }

  private List<String> select(String call) throws SQLException {
    return officer("SELECT compliance." + call);
  }

  private List<String> officer(String sql) throws SQLException {
    return test.texts(Roles.DEFAULT.compliance(), sql);
  }

  private void assertRefused(String state, String sql) {
    assertEquals(
        state, assertThrows(SQLException.class, () -> officer(sql), sql).getSQLState(), sql);
  }
}
