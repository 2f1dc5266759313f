package org.chancery.storage.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.Roles;
import org.chancery.storage.StorageException;
import org.chancery.storage.TestDatabase;
import org.chancery.storage.record.PostgresAuditStore;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SearchTest {
  private static final SearchIndexer.Config CONFIG =
      new SearchIndexer.Config(0, "english", 3, Duration.ofMillis(10));

  @AutoClose private final TestDatabase test = TestDatabase.create();
  private final PostgresAuditStore store = test.record();

  @Test
  void wordsAreFoundAsTheyAreAndByTheirStems() throws SQLException {
    say("alice", "bob", "The prices were rising");
    say("bob", "alice", "A contract for Zürich");
    say("carol", "bob", "Nothing of note");
    index();
    assertEquals(List.of("The prices were rising"), found("'price'"));
    assertEquals(List.of("A contract for Zürich"), found("'zürich'"));
    assertEquals(
        List.of("A contract for Zürich", "The prices were rising"), found("'rise or contracts'"));
    assertEquals(List.of(), found("'\"rising prices\"'"));
    assertEquals(List.of("The prices were rising"), found("'\"were rising\"'"));
    assertEquals(List.of("A contract for Zürich"), found("'contract -price'"));
  }

  @Test
  void exactWordsAreFoundAsTheyStandCommonOnesIncluded() throws SQLException {
    say("alice", "bob", "Keep this off the record");
    say("alice", "bob", "Keep this on record, and the recording too");
    say("alice", "bob", "prices");
    index();
    assertEquals(2, found("'\"off the record\"'").size());
    assertEquals(List.of("Keep this off the record"), found("'\"off the record\"', exact => true"));
    assertEquals(List.of("Keep this off the record"), found("'record -recording', exact => true"));
    assertEquals(List.of(), found("'price', exact => true"));
    SQLException refused = assertThrows(SQLException.class, () -> found("'the'"));
    assertTrue(refused.getMessage().contains("tells more"), refused.getMessage());
  }

  @Test
  void inAnotherLanguageTheWordsAreMadeAnew() throws SQLException {
    say("alice", "bob", "Die Verträge sind unterschrieben");
    index();
    assertEquals(List.of(), found("'Vertrag'"));
    SearchIndexer.catchUp(
        test.database(), new SearchIndexer.Config(0, "german", 3, Duration.ofMillis(10)));
    assertEquals(1, found("'Vertrag'").size());
  }

  @Test
  void aLanguageThatTheDatabaseDoesNotKnowIsRefusedWithThoseItKnows() {
    StorageException refused =
        assertThrows(
            StorageException.class,
            () -> SearchIndexer.start(test.database(), CONFIG.language("klingon")));
    assertTrue(refused.getMessage().contains("german"), refused.getMessage());
  }

  @Test
  void aSearchIsLimitedToAPersonATimeAndANumber() throws SQLException {
    say("alice", "bob", "report one");
    say("carol", "bob", "report two");
    say("alice", "carol", "report three");
    index();
    assertEquals(
        List.of("report three", "report one"), found("'report', person => 'alice@example.org'"));
    assertEquals(List.of("report three"), found("'report', most => 1"));
    assertEquals(List.of(), found("'report', since => now() + interval '1 hour'"));
    assertEquals(List.of(), found("'report', until => now() - interval '1 hour'"));
    assertEquals(
        3,
        found("'report', since => now() - interval '1 hour', until => now() + interval '1 hour'")
            .size());
  }

  @Test
  void whatIsRecordedWhileItRunsIsFoundSoon() throws Exception {
    try (SearchIndexer indexer = SearchIndexer.start(test.database(), CONFIG)) {
      for (int i = 0; i < 10; i++) {
        say("alice", "bob", "running " + i);
      }
      long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (found("'running'").size() < 10) {
        assertTrue(System.nanoTime() < deadline, "not found in time by " + indexer);
      }
    }
    assertEquals(List.of("10"), test.texts("SELECT count(*) FROM search.document"));
  }

  @Test
  void aTextOfManyLongWordsHindersNobody() throws SQLException {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      words.append("w\u00f6rd").append(i).append(' ');
    }
    say("alice", "bob", words.toString());
    say("alice", "bob", "x".repeat(10_000) + " afterwards");
    index();
    assertEquals(1, found("'afterwards'").size());
    assertEquals(1, found("'wörd17'").size());
  }

  @Test
  void eachMonthHasItsOwnWords() throws SQLException {
    say("alice", "bob", "this month");
    index();
    assertEquals(
        test.texts(
            "SELECT DISTINCT replace(tableoid::regclass::text, 'audit.record', 'search.document')"
                + " FROM audit.record"),
        test.texts("SELECT tableoid::regclass FROM search.document"));
  }

  @Test
  void aSearchLeavesATraceThatTheReaderCanNeitherSeeNorRemove() throws SQLException {
    say("alice", "bob", "secret plan");
    index();
    try (Connection connection = test.as(Roles.DEFAULT.compliance());
        Statement statement = connection.createStatement()) {
      statement.execute("SET compliance.matter = 'case 7'");
      statement.execute("SELECT * FROM compliance.search('plan', person => 'bob@example.org')");
      for (String sql :
          List.of(
              "SELECT * FROM audit.reading",
              "DELETE FROM audit.reading",
              "SELECT * FROM search.document")) {
        assertEquals(
            "42501", assertThrows(SQLException.class, () -> statement.execute(sql)).getSQLState());
      }
      connection.setAutoCommit(false);
      statement.execute("SELECT * FROM compliance.search('plan')");
      connection.rollback();
      statement.execute("SELECT * FROM compliance.search('plan')");
      connection.commit();
    }
    String trace =
        """
        SELECT concat_ws(' ', number, reader, matter, function, arguments ->> 'words', arguments ->> 'person', rows_shown)
        FROM audit.reading ORDER BY number
        """;
    // The second was rolled back: its number is missing.
    assertEquals(
        List.of(
            "1 chancery_compliance case 7 search plan bob@example.org 1",
            "3 chancery_compliance case 7 search plan 1"),
        test.texts(Roles.DEFAULT.logAuditor(), trace));
    assertThrows(
        SQLException.class,
        () -> test.texts(Roles.DEFAULT.logAuditor(), "SELECT * FROM compliance.search('plan')"));
    assertThrows(
        SQLException.class,
        () -> test.texts(Roles.DEFAULT.logAuditor(), "SELECT * FROM audit.record"));
  }

  private void say(String from, String to, String text) {
    store.append(
        List.of(
            AuditEntry.of(AuditKind.MESSAGE, Instant.now())
                .from(Jid.of(from + "@example.org/desk"))
                .to(Jid.of(to + "@example.org"))
                .stanza("<message/>", "chat", "", "", text)
                .build(),
            AuditEntry.of(AuditKind.LOGIN, Instant.now()).build()));
  }

  private void index() {
    SearchIndexer.catchUp(test.database(), CONFIG);
  }

  private List<String> found(String arguments) throws SQLException {
    return test.texts(
        Roles.DEFAULT.compliance(), "SELECT body FROM compliance.search(" + arguments + ")");
  }
}
