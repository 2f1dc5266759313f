package org.chancery.storage.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.chancery.storage.ProtectionCheck;
import org.chancery.storage.record.VerificationReport;
import org.chancery.storage.retention.RetentionRules.Kind;
import org.chancery.storage.retention.RetentionRules.Rule;
import org.chancery.storage.search.SearchIndexer;
import org.junit.jupiter.api.Test;

class RetentionTest extends RetentionFixture {
  @Test
  void aMonthWhoseTimeIsOverGoesAndTheRestIsStillProved() {
    say("alice", "bob", "old");
    record.at(FEBRUARY);
    say("alice", "bob", "new");
    SearchIndexer.catchUp(test.database(), SearchIndexer.Config.of(0));

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
    SearchIndexer.catchUp(test.database(), SearchIndexer.Config.of(0));
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

    ProtectionCheck.verify(test.database());
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
}
