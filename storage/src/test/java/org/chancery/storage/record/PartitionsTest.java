package org.chancery.storage.record;

import static org.chancery.storage.AuditStoreContract.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.chancery.storage.ProtectionCheck;
import org.chancery.storage.TestDatabase;
import org.chancery.storage.anchor.Anchors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The months of the record: made ahead of time, and never missed by a row. */
class PartitionsTest {
  private static final AuditStoreConfig NODE = new AuditStoreConfig(0, Duration.ofMinutes(1));

  @AutoClose private final TestDatabase test = TestDatabase.create();
  private Instant now = Instant.parse("2031-11-30T23:59:59.999999Z");

  private PostgresAuditStore open() {
    return PostgresAuditStore.open(test.config(), NODE, () -> now);
  }

  private List<String> partitions() {
    return test.texts(
        "SELECT relname FROM pg_class WHERE relname LIKE 'record_203%' AND relkind = 'r' ORDER BY"
            + " 1");
  }

  private List<String> rows() {
    return test.texts(
        "SELECT tableoid::regclass || ' ' || body FROM audit.record ORDER BY position");
  }

  @Test
  void theMonthOfNowAndThreeMoreAreThereFromTheStart() {
    try (PostgresAuditStore store = open()) {
      assertEquals(
          List.of("record_2031_11", "record_2031_12", "record_2032_01", "record_2032_02"),
          partitions());
      store.append(List.of(message("last of November"), message("first of December")));
      assertEquals(
          List.of(
              "audit.record_2031_11 last of November", "audit.record_2031_12 first of December"),
          rows());
    }
  }

  @Test
  void whileTheServerRunsTheNextMonthsAreMadeInTime() {
    try (PostgresAuditStore store = open()) {
      now = now.plus(Duration.ofDays(32));
      store.append(List.of(message("January")));
      assertTrue(partitions().contains("record_2032_04"), partitions().toString());
      assertEquals(List.of("audit.record_2032_01 January"), rows());
    }
  }

  @Test
  void aRowWithoutAPartitionIsKeptAndGetsOneLaterWithoutBeingMoved() {
    try (PostgresAuditStore store = open()) {
      test.execute("DROP TABLE audit.record_2031_11, audit.record_2031_12");
      store.append(List.of(message("November"), message("December")));
      assertEquals(
          List.of("audit.record_default November", "audit.record_default December"), rows());
    }
    try (PostgresAuditStore store = open()) {
      assertEquals(
          List.of("audit.record_2031_11_late November", "audit.record_2031_11_late December"),
          rows());
      store.append(List.of(message("more")));
      assertEquals(List.of("0"), test.texts("SELECT count(*) FROM ONLY audit.record_default"));
    }
    Set<SigningKey.PublicKey> own =
        Set.of(SigningKey.readOrCreate(test.config().secrets()).publicKey());
    assertTrue(new RecordVerifier(test.database(), own, Anchors.NONE).run(count -> {}).isSound());
    ProtectionCheck.verify(test.database());
  }

  @Test
  void whoReadsForALongTimeKeepsNobodyFromWriting() throws SQLException {
    try (PostgresAuditStore store = open();
        Connection reader = test.superuser();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM audit.record");
      now = now.plus(Duration.ofDays(200));
      store.append(List.of(message("much later")));
      assertEquals(List.of("audit.record_default much later"), rows());
      reader.rollback();
      now = now.plus(Duration.ofMinutes(11));
      store.append(List.of(message("at last")));
      assertEquals(
          List.of("audit.record_2032_06_late much later", "audit.record_2032_06_late at last"),
          rows());
    }
  }
}
