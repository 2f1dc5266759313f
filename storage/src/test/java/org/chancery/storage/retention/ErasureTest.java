package org.chancery.storage.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.chancery.storage.record.VerificationReport;
import org.chancery.storage.retention.RetentionRules.Kind;
import org.chancery.storage.retention.RetentionRules.Rule;
import org.chancery.storage.search.SearchIndexer;
import org.junit.jupiter.api.Test;

class ErasureTest extends RetentionFixture {
  @Test
  void whatThePersonWroteIsEmptiedTheChainHoldsAndThereIsAReceipt() throws SQLException {
    say("alice", "bob", "private");
    say("bob", "alice", "an answer");
    record.at(FEBRUARY);
    say("alice", "bob", "more");
    SearchIndexer.catchUp(test.database(), SearchIndexer.Config.of(0));

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
}
