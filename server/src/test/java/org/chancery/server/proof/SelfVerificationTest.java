package org.chancery.server.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.config.Settings;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.Database;
import org.chancery.storage.TestDatabase;
import org.chancery.storage.record.Anchoring;
import org.chancery.storage.record.AuditStoreConfig;
import org.chancery.storage.record.PostgresAuditStore;
import org.chancery.storage.record.SigningKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfVerificationTest {
  @TempDir private Path directory;

  private final TestServer server = new TestServer();
  private final AuditLog auditLog = server.core().auditLog();
  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.database();
  private final Clock clock = Clock.systemUTC();

  @AfterEach
  void close() {
    test.close();
    server.close();
  }

  @Test
  void theRecordIsVerifiedAndTheReportIsOnRecord() throws IOException {
    record("one");
    ProofConfig config = config();
    new Anchoring(database, config.anchors(), config.stamping(), clock).run();
    SelfVerification verification = verification(config);
    assertEquals(Duration.ZERO, verification.untilDue());

    verification.run();

    AuditEntry sound = rows().getLast();
    assertEquals(AuditEntry.ACCEPTED, sound.outcome());
    assertEquals("1", sound.detail().get("rows"));
    assertEquals(sound.detail().get("report") + "\n", Files.readString(config.report()));
    assertTrue(sound.detail().get("report").contains("\"anchors\":1"));
    assertTrue(verification.untilDue().compareTo(Duration.ofHours(23)) > 0);

    test.execute(
        "ALTER TABLE audit.record DISABLE TRIGGER USER; UPDATE audit.record SET body = ''");
    verification.run();

    assertEquals(
        "server machine 0, row 1: its columns hold what the server does not write",
        rows().getLast().outcome());
    assertTrue(Files.readString(config.report()).contains("\"sound\":false"));
  }

  private void record(String text) {
    try (PostgresAuditStore store =
        PostgresAuditStore.open(test.config(), AuditStoreConfig.defaults())) {
      store.append(
          List.of(
              AuditEntry.of(AuditKind.MESSAGE, Instant.now())
                  .stanza("<message/>", "chat", "1", "", text)
                  .build()));
    }
  }

  private ProofConfig config() {
    Settings settings =
        Settings.load(Optional.empty(), Map.of("chancery.data-dir", directory.toString()));
    return ProofConfig.from(settings);
  }

  private SelfVerification verification(ProofConfig config) {
    return new SelfVerification(
        database, SigningKey.publicKeys(test.config().secrets()), config, auditLog, clock);
  }

  private List<AuditEntry> rows() {
    auditLog.commit(AuditEntry.of(AuditKind.CONFIGURATION, clock.instant()).build());
    return server.record().entries().stream()
        .filter(entry -> entry.detail().entrySet().contains(Map.entry("event", "verification")))
        .toList();
  }
}
