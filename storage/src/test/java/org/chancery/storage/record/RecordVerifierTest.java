package org.chancery.storage.record;

import static org.chancery.storage.record.RecordUnderAttack.ROWS;
import static org.chancery.storage.record.RecordUnderAttack.SIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.chancery.storage.AuditStoreContract;
import org.chancery.storage.Secrets;
import org.chancery.storage.StorageException;
import org.chancery.storage.TestDatabase;
import org.chancery.storage.anchor.Anchors;
import org.chancery.storage.record.VerificationReport.Finding;
import org.chancery.storage.record.VerificationReport.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tampers with a record as the superuser, in a transaction that is rolled back, and looks whether
 * and where that is seen.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RecordVerifierTest {
  private static final int CASES = 40;

  private final RecordUnderAttack attacked = new RecordUnderAttack();

  @TempDir private Path elsewhere;

  @AfterAll
  void close() {
    attacked.close();
  }

  @Test
  void anUntouchedRecordIsSound() {
    VerificationReport report = attacked.verify();
    assertEquals(
        List.of(
            node(0, new VerificationReport.Rows(ROWS, 0, 0, 10), 11),
            node(3, new VerificationReport.Rows(2, 0, 0, 0), 1)),
        report.nodes().subList(0, 2));
    assertTrue(report.isSound());
    assertTrue(
        report.toJson().contains("\"sound\":true,\"nodes\":[{\"node\":0,\"rows\":120,"),
        report.toJson());
  }

  private static VerificationReport.Node node(
      int number, VerificationReport.Rows rows, long checkpoints) {
    return new VerificationReport.Node(number, rows, checkpoints, 0, 0, Optional.empty());
  }

  @Test
  void aChangedColumnIsFoundAtItsRow() {
    List<String> changes =
        List.of(
            "body = body || '.'",
            "body = NULL",
            "xml = NULL",
            "xml = replace(xml, 'message', 'presence')",
            "sender = 'mallory@example.org'",
            "sender_resource = NULL",
            "recipient = 'mallory@example.org'",
            "recipient_resource = 'x'",
            "conversation = 'x'",
            "session = 's2'",
            "type = 'normal'",
            "stanza_id = 'x'",
            "thread = 'x'",
            "relation = 'retracts'",
            "related_to = 'idx'",
            "audience = '{a@b}'",
            "audience = '{}'",
            "outcome = 'refused'",
            "kind = 'capture-check'",
            "received_at = received_at + interval '1 microsecond'",
            "detail = '{\"label\": \"public\"}'",
            "detail = '[]'",
            "detail = '{\"label\": 1}'",
            "salt = NULL",
            "content_hash = chain",
            "chain = content_hash",
            "format = 2",
            "thread = ''",
            "sender_archive = NOT sender_archive",
            "recipient_archive = NOT recipient_archive",
            "recorded_at = recorded_at + interval '1 microsecond'");
    for (String change : changes) {
      long row = 1 + change.length() * 7L % SIGNED;
      Finding finding =
          attacked.finding(
              "UPDATE audit.record SET " + change + " WHERE node = 0 AND sequence = " + row);
      assertEquals(Problem.CHANGED, finding.problem(), change);
      assertEquals(row, finding.sequence(), change);
    }
  }

  @Test
  void aRowChangedTogetherWithItsHashesIsFoundThereOrAtTheNext() throws SQLException {
    for (int i = 0; i < CASES; i++) {
      long row = 1 + new Random(i).nextInt(ROWS - 1);
      Finding finding = attacked.finding(connection -> Forgery.forge(connection, row, row));
      assertEquals(Problem.CHANGED, finding.problem());
      assertTrue(finding.sequence() == row + 1 || covers(finding, row), finding.toString());
    }
  }

  @Test
  void aRowChangedTogetherWithAllThatFollowsIsFoundByItsCheckpoint() throws SQLException {
    for (int i = 0; i < 5; i++) {
      long row = 1 + new Random(i).nextInt(SIGNED);
      Finding finding = attacked.finding(connection -> Forgery.forge(connection, row, ROWS));
      assertEquals(Problem.CHANGED, finding.problem());
      assertTrue(covers(finding, row), finding + " for row " + row);
    }
  }

  /** Whether the finding names the ten rows of the checkpoint that signed that row. */
  private static boolean covers(Finding finding, long row) {
    return finding.sequence() == (row - 1) / 10 * 10 + 1;
  }

  @Test
  void aRemovedRowIsFoundAtItsPlace() {
    for (int i = 0; i < CASES; i++) {
      long row = 1 + new Random(i).nextInt(SIGNED - 1);
      Finding finding =
          attacked.finding("DELETE FROM audit.record WHERE node = 0 AND sequence = " + row);
      assertEquals(Problem.REMOVED, finding.problem());
      assertEquals(row, finding.sequence());
    }
  }

  @Test
  void anInsertedRowIsFoundThereOrAtTheNext() {
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(i);
      long row = 1 + random.nextInt(ROWS - 1);
      long number = row + random.nextInt(3);
      Finding finding =
          attacked.finding(
              "CREATE TEMPORARY TABLE forged ON COMMIT DROP AS SELECT * FROM audit.record WHERE"
                  + " node = 0 AND sequence = "
                  + row
                  + "; UPDATE forged SET position = position + 25600, sequence = "
                  + number
                  + ", recorded_at = recorded_at + interval '100 microseconds', body = 'forged';"
                  + " INSERT INTO audit.record SELECT * FROM forged");
      assertTrue(
          finding.problem() == Problem.INSERTED
              || finding.problem() == Problem.CHANGED
              || finding.problem() == Problem.REMOVED,
          finding.toString());
      assertTrue(Math.abs(finding.sequence() - row) <= 2, finding + " for " + row);
    }
  }

  @Test
  void rowsThatChangedPlacesAreFoundAtTheFirst() {
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(i);
      long one = 1 + random.nextInt(ROWS / 2);
      long other = one + 1 + random.nextInt(ROWS / 2 - 1);
      for (String columns :
          List.of(
              "sequence",
              "body, xml",
              "body, xml, detail, salt, content_hash",
              "received_at, sender, stanza_id, body, xml, salt, detail, content_hash, relation,"
                  + " related_to, audience, chain")) {
        String target = columns.contains(",") ? "(" + columns + ")" : columns;
        Finding finding =
            attacked.finding(
                "UPDATE audit.record r SET "
                    + target
                    + " = (SELECT "
                    + columns
                    + " FROM (SELECT * FROM audit.record) o WHERE o.node = 0 AND o.sequence = "
                    + one
                    + " + "
                    + other
                    + " - r.sequence) WHERE node = 0 AND sequence IN ("
                    + one
                    + ", "
                    + other
                    + ")");
        assertTrue(
            Math.abs(finding.sequence() - one) <= 1,
            columns + " " + one + " " + other + " " + finding);
      }
    }
  }

  @Test
  void aTailThatWasCutOffIsFoundWhereItBegins() {
    for (int i = 0; i < CASES; i++) {
      long last = 1 + new Random(i).nextInt(SIGNED - 1);
      Finding finding =
          attacked.finding("DELETE FROM audit.record WHERE node = 0 AND sequence > " + last);
      assertEquals(Problem.TRUNCATED, finding.problem());
      assertEquals(last + 1, finding.sequence());
    }
    assertEquals(
        Problem.TRUNCATED, attacked.finding("DELETE FROM audit.record WHERE node = 0").problem());
  }

  @Test
  void anEditedCheckpointIsFound() {
    for (String change :
        List.of(
            "last_sequence = last_sequence + 1",
            "first_sequence = first_sequence - 1",
            "last_position = last_position + 256",
            "made_at = made_at + interval '1 day'",
            "chain = merkle_root",
            "merkle_root = chain",
            "previous = chain",
            "key_id = 'x'",
            "signature = signature || '\\x00'::bytea",
            "signature = set_byte(signature, 3, get_byte(signature, 3) # 1)",
            "number = 100",
            "node = 9")) {
      for (long number : List.of(1L, 6L, 11L)) {
        Finding finding =
            attacked.finding(
                "UPDATE audit.checkpoint SET " + change + " WHERE node = 0 AND number = " + number);
        assertEquals(Problem.CHECKPOINT, finding.problem(), change);
        assertTrue(Math.abs(finding.sequence() - (number - 1) * 10) <= 11, change + " " + finding);
      }
    }
  }

  @Test
  void checkpointsThatAreTakenAwayAreMissed() {
    assertEquals(
        Problem.CHECKPOINT,
        attacked.finding("DELETE FROM audit.checkpoint WHERE node = 0 AND number = 4").problem());
    assertEquals(
        Problem.CHECKPOINT,
        attacked.finding("DELETE FROM audit.checkpoint WHERE node = 0").problem());
    assertEquals(
        Problem.CHECKPOINT,
        attacked.finding("DELETE FROM audit.checkpoint WHERE node = 0 AND number > 9").problem());
  }

  @Test
  void aCheckpointOfAnotherKeyIsNotBelieved() {
    SigningKey foreign = SigningKey.readOrCreate(new Secrets(elsewhere));
    VerificationReport report =
        new RecordVerifier(attacked.test().database(), Set.of(foreign.publicKey()), Anchors.NONE)
            .run(count -> {});
    assertEquals(Problem.CHECKPOINT, report.nodes().getFirst().finding().orElseThrow().problem());
    assertTrue(
        report.toJson().contains("\"problem\":\"checkpoint\",\"sequence\":1,"), report.toJson());
  }

  @Test
  void aDroppedPartitionIsMissed() {
    Finding finding = attacked.finding("DROP TABLE audit.record_2026_02");
    assertEquals(Problem.REMOVED, finding.problem());
    assertEquals(23, finding.sequence());
  }

  @Test
  void aServerDoesNotGoOnAfterATailThatWasCutOff() {
    try (TestDatabase cut = TestDatabase.create()) {
      AuditStoreConfig node = new AuditStoreConfig(1, Duration.ofMinutes(1));
      try (PostgresAuditStore store = PostgresAuditStore.open(cut.config(), node)) {
        store.append(List.of(AuditStoreContract.message("1"), AuditStoreContract.message("2")));
      }
      cut.execute(
          "ALTER TABLE audit.record DISABLE TRIGGER USER; DELETE FROM audit.record WHERE sequence ="
              + " 2");
      StorageException refused =
          assertThrows(
              StorageException.class, () -> PostgresAuditStore.open(cut.config(), node).close());
      assertTrue(
          refused.getMessage().contains("ends with row 1, but rows up to 2 were signed"),
          refused.getMessage());
    }
  }
}
