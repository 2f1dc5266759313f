package org.chancery.storage.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditStoreContract;
import org.chancery.storage.Database;
import org.chancery.storage.Secrets;
import org.chancery.storage.StorageException;
import org.chancery.storage.TestDatabase;
import org.chancery.storage.Transaction;
import org.chancery.storage.record.VerificationReport.Finding;
import org.chancery.storage.record.VerificationReport.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
  private static final int ROWS = 120;
  private static final int SIGNED = 110;

  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.open();
  private Set<SigningKey.PublicKey> trusted;

  @TempDir private Path elsewhere;

  @BeforeAll
  void record() {
    trusted = Set.of(SigningKey.readOrCreate(test.config().secrets()).publicKey());
    Random random = new Random(1);
    // Four months, a row every day: node 0 with checkpoints now and then, and a second chain beside
    // it.
    Instant[] now = {Instant.parse("2026-01-10T00:00:00Z")};
    AuditStoreConfig never = new AuditStoreConfig(0, Duration.ofSeconds(5), Duration.ofDays(1));
    try (PostgresAuditStore store = PostgresAuditStore.open(test.config(), never, () -> now[0])) {
      for (int i = 0; i < SIGNED; i++) {
        store.append(List.of(Forgery.entry(random, i)));
        now[0] = now[0].plus(Duration.ofDays(1));
        if (i % 10 == 9) {
          store.checkpoint();
        }
      }
    }
    try (PostgresAuditStore other =
        PostgresAuditStore.open(test.config(), new AuditStoreConfig(3, Duration.ofSeconds(5)))) {
      other.append(List.of(Forgery.entry(random, 1), Forgery.entry(random, 2)));
    }
    leaveUnsigned(random, now[0]);
  }

  /** As after a crash: rows that no checkpoint covers. */
  private void leaveUnsigned(Random random, Instant now) {
    test.execute("CREATE TABLE public.kept AS SELECT * FROM audit.checkpoint");
    AuditStoreConfig node = new AuditStoreConfig(0, Duration.ofSeconds(5), Duration.ofDays(1));
    try (PostgresAuditStore store = PostgresAuditStore.open(test.config(), node, () -> now)) {
      for (int i = SIGNED; i < ROWS; i++) {
        store.append(List.of(Forgery.entry(random, i)));
      }
    }
    test.execute(
        "SET session_replication_role = replica; ALTER TABLE audit.checkpoint DISABLE TRIGGER USER;"
            + " DELETE FROM audit.checkpoint c WHERE NOT EXISTS (SELECT FROM public.kept k WHERE"
            + " k.node = c.node AND k.number = c.number); ALTER TABLE audit.checkpoint ENABLE"
            + " ALWAYS TRIGGER is_append_only; DROP TABLE public.kept");
  }

  @AfterAll
  void close() {
    database.close();
    test.close();
  }

  @Test
  void anUntouchedRecordIsSound() {
    VerificationReport report = new RecordVerifier(database, trusted).run(count -> {});
    assertEquals(
        List.of(
            new VerificationReport.Node(0, ROWS, 0, 0, 11, 10, Optional.empty()),
            new VerificationReport.Node(3, 2, 0, 0, 1, 0, Optional.empty())),
        report.nodes().subList(0, 2));
    assertTrue(report.isSound());
    assertTrue(
        report.toJson().contains("\"sound\":true,\"nodes\":[{\"node\":0,\"rows\":120,"),
        report.toJson());
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
          tamper("UPDATE audit.record SET " + change + " WHERE node = 0 AND sequence = " + row);
      assertEquals(Problem.CHANGED, finding.problem(), change);
      assertEquals(row, finding.sequence(), change);
    }
  }

  @Test
  void aRowChangedTogetherWithItsHashesIsFoundThereOrAtTheNext() throws SQLException {
    for (int i = 0; i < CASES; i++) {
      long row = 1 + new Random(i).nextInt(ROWS - 1);
      Finding finding = tamper(connection -> Forgery.forge(connection, row, row));
      assertEquals(Problem.CHANGED, finding.problem());
      assertTrue(finding.sequence() == row + 1 || covers(finding, row), finding.toString());
    }
  }

  @Test
  void aRowChangedTogetherWithAllThatFollowsIsFoundByItsCheckpoint() throws SQLException {
    for (int i = 0; i < 5; i++) {
      long row = 1 + new Random(i).nextInt(SIGNED);
      Finding finding = tamper(connection -> Forgery.forge(connection, row, ROWS));
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
      Finding finding = tamper("DELETE FROM audit.record WHERE node = 0 AND sequence = " + row);
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
          tamper(
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
            tamper(
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
      Finding finding = tamper("DELETE FROM audit.record WHERE node = 0 AND sequence > " + last);
      assertEquals(Problem.TRUNCATED, finding.problem());
      assertEquals(last + 1, finding.sequence());
    }
    assertEquals(Problem.TRUNCATED, tamper("DELETE FROM audit.record WHERE node = 0").problem());
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
            tamper(
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
        tamper("DELETE FROM audit.checkpoint WHERE node = 0 AND number = 4").problem());
    assertEquals(
        Problem.CHECKPOINT, tamper("DELETE FROM audit.checkpoint WHERE node = 0").problem());
    assertEquals(
        Problem.CHECKPOINT,
        tamper("DELETE FROM audit.checkpoint WHERE node = 0 AND number > 9").problem());
  }

  @Test
  void aCheckpointOfAnotherKeyIsNotBelieved() {
    SigningKey foreign = SigningKey.readOrCreate(new Secrets(elsewhere));
    VerificationReport report =
        new RecordVerifier(database, Set.of(foreign.publicKey())).run(count -> {});
    assertEquals(Problem.CHECKPOINT, report.nodes().getFirst().finding().orElseThrow().problem());
    assertTrue(
        report.toJson().contains("\"problem\":\"checkpoint\",\"sequence\":1,"), report.toJson());
  }

  @Test
  void aDroppedPartitionIsMissedUnlessTheRecordTellsOfIt() throws SQLException {
    Finding finding = tamper("DROP TABLE audit.record_2026_02");
    assertEquals(Problem.REMOVED, finding.problem());
    assertEquals(23, finding.sequence());
    List<String> end =
        test.texts(
            "SELECT encode(chain, 'hex') FROM audit.record WHERE node = 0 AND sequence = 50");
    AuditEntry seal =
        AuditEntry.of(AuditKind.RETENTION, Instant.now())
            .detail("event", "partition dropped")
            .detail("node", "0")
            .detail("first-sequence", "23")
            .detail("last-sequence", "50")
            .detail("chain", end.getFirst())
            .build();
    try (PostgresAuditStore store =
        PostgresAuditStore.open(test.config(), new AuditStoreConfig(4, Duration.ofSeconds(5)))) {
      store.append(List.of(seal));
    }
    VerificationReport.Node node =
        tampered(connection -> Forgery.execute(connection, "DROP TABLE audit.record_2026_02"));
    assertEquals(new VerificationReport.Node(0, ROWS - 28, 0, 28, 11, 10, Optional.empty()), node);
    Finding more =
        tampered(
                connection -> {
                  Forgery.execute(connection, "DROP TABLE audit.record_2026_02");
                  Forgery.execute(
                      connection, "DELETE FROM audit.record WHERE node = 0 AND sequence = 51");
                })
            .finding()
            .orElseThrow();
    assertEquals(Problem.REMOVED, more.problem());
  }

  @Test
  void erasedContentLeavesTheChainSound() {
    VerificationReport.Node node =
        tampered(
            connection ->
                Forgery.execute(
                    connection,
                    "UPDATE audit.record SET xml = NULL, body = NULL, detail = NULL, salt = NULL"
                        + " WHERE node = 0 AND sequence IN (3, 60)"));
    assertEquals(new VerificationReport.Node(0, ROWS, 2, 0, 11, 10, Optional.empty()), node);
  }

  @Test
  void aServerDoesNotGoOnAfterATailThatWasCutOff() {
    try (TestDatabase cut = TestDatabase.create()) {
      AuditStoreConfig node = new AuditStoreConfig(1, Duration.ofSeconds(1));
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

  /** What somebody does to the record. */
  private interface Tampering {
    void on(Connection connection) throws SQLException;
  }

  private Finding tamper(String sql) {
    return tamper(connection -> Forgery.execute(connection, sql));
  }

  private Finding tamper(Tampering tampering) {
    return tampered(tampering).finding().orElseThrow(() -> new AssertionError("was not seen"));
  }

  private VerificationReport.Node tampered(Tampering tampering) {
    try (Connection connection = test.superuser()) {
      connection.setAutoCommit(false);
      Forgery.execute(connection, "ALTER TABLE audit.record DISABLE TRIGGER USER");
      Forgery.execute(connection, "ALTER TABLE audit.checkpoint DISABLE TRIGGER USER");
      tampering.on(connection);
      VerificationReport report =
          new RecordVerifier(database, trusted).run(new Transaction(connection), count -> {});
      connection.rollback();
      return report.nodes().getFirst();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
