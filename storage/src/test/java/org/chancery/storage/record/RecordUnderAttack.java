package org.chancery.storage.record;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.TestDatabase;
import org.chancery.storage.Transaction;
import org.chancery.storage.anchor.Anchors;
import org.chancery.storage.record.VerificationReport.Finding;

/**
 * A record of two chains, with whose rows the superuser can do what they like: in a transaction
 * that is verified and rolled back.
 */
final class RecordUnderAttack implements AutoCloseable {
  /** Rows of node 0. */
  static final int ROWS = 120;

  /** Those of them that checkpoints cover, ten each. */
  static final int SIGNED = 110;

  private final TestDatabase test = TestDatabase.create();
  private final SigningKey.PublicKey key =
      SigningKey.readOrCreate(test.config().secrets()).publicKey();

  RecordUnderAttack() {
    Random random = new Random(1);
    // Four months, a row every day: node 0 with checkpoints now and then, and a second chain beside
    // it.
    Instant[] now = {Instant.parse("2026-01-10T00:00:00Z")};
    AuditStoreConfig never = new AuditStoreConfig(0, Duration.ofMinutes(1), Duration.ofDays(1));
    try (PostgresAuditStore store = PostgresAuditStore.open(test.config(), never, () -> now[0])) {
      for (int i = 0; i < SIGNED; i++) {
        store.append(List.of(Forgery.entry(random, i)));
        now[0] = now[0].plus(Duration.ofDays(1));
        if (i % 10 == 9) {
          store.checkpoint();
        }
      }
    }
    append(3, Forgery.entry(random, 1), Forgery.entry(random, 2));
    leaveUnsigned(random, now[0]);
  }

  /** As after a crash: rows that no checkpoint covers. */
  private void leaveUnsigned(Random random, Instant now) {
    test.execute("CREATE TABLE public.kept AS SELECT * FROM audit.checkpoint");
    AuditStoreConfig node = new AuditStoreConfig(0, Duration.ofMinutes(1), Duration.ofDays(1));
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

  /** Adds signed rows to the chain of another node, for good; says where the last one is. */
  AuditPosition append(int node, AuditEntry... entries) {
    try (PostgresAuditStore store =
        PostgresAuditStore.open(test.config(), new AuditStoreConfig(node, Duration.ofMinutes(1)))) {
      return store.append(List.of(entries)).getLast();
    }
  }

  TestDatabase test() {
    return test;
  }

  Set<SigningKey.PublicKey> trusted() {
    return Set.of(key);
  }

  VerificationReport verify() {
    return new RecordVerifier(test.database(), trusted(), Anchors.NONE).run(count -> {});
  }

  /** What somebody does to the record. */
  interface Tampering {
    void on(Connection connection) throws SQLException;
  }

  /** What is found about node 0 afterwards. */
  Finding finding(String sql) {
    return finding(connection -> Forgery.execute(connection, sql));
  }

  /** What is found about node 0 afterwards. */
  Finding finding(Tampering tampering) {
    return after(tampering)
        .nodes()
        .getFirst()
        .finding()
        .orElseThrow(() -> new AssertionError("was not seen"));
  }

  /** What verification says afterwards. */
  VerificationReport after(Tampering tampering) {
    return after(Anchors.NONE, tampering);
  }

  /** What verification by these anchors says afterwards. */
  VerificationReport after(Anchors anchors, Tampering tampering) {
    try (Connection connection = test.superuser()) {
      connection.setAutoCommit(false);
      for (String table : List.of("record", "checkpoint", "seal")) {
        Forgery.execute(connection, "ALTER TABLE audit." + table + " DISABLE TRIGGER USER");
      }
      tampering.on(connection);
      VerificationReport report =
          new RecordVerifier(test.database(), trusted(), anchors)
              .run(new Transaction(connection), count -> {});
      connection.rollback();
      return report;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    test.close();
  }
}
