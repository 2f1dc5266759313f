package org.chancery.storage.record;

import static org.chancery.storage.AuditStoreContract.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.NotRecordedException;
import org.chancery.storage.OutcomeUnknownException;
import org.chancery.storage.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the record does when the way to the database breaks, at each of the moments that matter. */
class AuditFaultsTest {
  private final TestDatabase test = TestDatabase.create();
  private FaultyNetwork network;
  private PostgresAuditStore store;

  @BeforeEach
  void open() throws IOException {
    network = new FaultyNetwork(test.port());
    store = open(Duration.ofMinutes(1));
    store.append(List.of(message("before")));
  }

  private PostgresAuditStore open(Duration stallTimeout) {
    // Statements are sent as text each time, so that the network sees a COMMIT when it comes by,
    // which is never one of a checkpoint.
    DatabaseConfig through = test.config("127.0.0.1:" + network.port(), "?prepareThreshold=0");
    return PostgresAuditStore.open(
        through, new AuditStoreConfig(1, stallTimeout, Duration.ofDays(1)));
  }

  /** It waits no longer than this for what the test keeps from answering. */
  private void isImpatient() {
    store.close();
    store = open(Duration.ofSeconds(2));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    network.close();
    test.close();
  }

  @Test
  void aCommitThatTheDatabaseNeverSawIsUnknownThenCertainlyNot() {
    network.mode(FaultyNetwork.Mode.CUT_BEFORE_COMMIT);
    assertThrows(OutcomeUnknownException.class, () -> store.append(List.of(message("lost"))));
    network.mode(FaultyNetwork.Mode.PASS);
    assertEquals(List.of(), store.resolve());
    goesOnAfter("before");
  }

  @Test
  void aCommitWhoseAnswerWasLostIsUnknownThenFound() {
    network.mode(FaultyNetwork.Mode.CUT_AFTER_COMMIT);
    assertThrows(
        OutcomeUnknownException.class, () -> store.append(List.of(message("a"), message("b"))));
    network.mode(FaultyNetwork.Mode.PASS);
    assertEquals(
        test.texts("SELECT position FROM audit.record WHERE sequence > 1 ORDER BY sequence"),
        store.resolve().stream().map(position -> Long.toString(position.value())).toList());
    goesOnAfter("before", "a", "b");
  }

  @Test
  void whileTheDatabaseIsAwayTheOutcomeStaysUnknownAndNothingIsAppended() {
    network.mode(FaultyNetwork.Mode.CUT_AFTER_COMMIT);
    assertThrows(OutcomeUnknownException.class, () -> store.append(List.of(message("a"))));
    network.mode(FaultyNetwork.Mode.REFUSE);
    assertThrows(OutcomeUnknownException.class, store::resolve);
    assertThrows(IllegalStateException.class, () -> store.append(List.of(message("too early"))));
    network.mode(FaultyNetwork.Mode.PASS);
    assertEquals(1, store.resolve().size());
    goesOnAfter("before", "a");
  }

  @Test
  void aCommitThatTheDatabaseAnsweredWithAnErrorIsCertainlyNotAndTheSessionGoesOn() {
    test.execute(
        """
        CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN RAISE 'No space left on device' USING ERRCODE = '53100'; END$$;
        CREATE CONSTRAINT TRIGGER disk_full AFTER INSERT ON audit.record
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION disk_full()\
        """);
    List<String> session = backends();
    NotRecordedException refused =
        assertThrows(NotRecordedException.class, () -> store.append(List.of(message("lost"))));
    assertFalse(refused.causedByEntry());
    assertTrue(refused.getMessage().contains("No space left on device"), refused.getMessage());
    test.execute("DROP TRIGGER disk_full ON audit.record");
    goesOnAfter("before");
    assertEquals(session, backends());
  }

  @Test
  void aConnectionThatBrokeWhileIdleIsReplacedWithoutARefusal() {
    network.cut();
    goesOnAfter("before");
  }

  @Test
  void aBackendThatTheDatabaseEndedIsReplacedWithoutARefusal() {
    test.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chancery"
            + " audit 1'");
    goesOnAfter("before");
  }

  @Test
  void whileTheDatabaseIsAwayBatchesAreCertainlyNotRecorded() {
    network.mode(FaultyNetwork.Mode.REFUSE);
    network.cut();
    for (int attempt = 0; attempt < 2; attempt++) {
      NotRecordedException refused =
          assertThrows(NotRecordedException.class, () -> store.append(List.of(message("lost"))));
      assertFalse(refused.causedByEntry());
    }
    network.mode(FaultyNetwork.Mode.PASS);
    goesOnAfter("before");
  }

  @Test
  void aSilentDatabaseIsGivenUpAfterTheTimeout() {
    isImpatient();
    network.mode(FaultyNetwork.Mode.SILENCE);
    assertThrows(NotRecordedException.class, () -> store.append(List.of(message("lost"))));
    network.mode(FaultyNetwork.Mode.PASS);
    goesOnAfter("before");
  }

  @Test
  void aBatchBehindAStallingLockIsGivenUpAndTheStalledSessionEnded() throws Exception {
    isImpatient();
    try (var blocker = test.superuser();
        var statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE audit.record IN SHARE MODE");
      assertThrows(NotRecordedException.class, () -> store.append(List.of(message("lost"))));
      blocker.rollback();
    }
    goesOnAfter("before");
  }

  @Test
  void whenTheDatabaseLostCommittedRowsNothingIsAddedToTheWrongEnd() {
    store.append(List.of(message("restored away")));
    test.execute(
        "SET session_replication_role = replica; ALTER TABLE audit.record DISABLE TRIGGER USER;"
            + " DELETE FROM audit.record WHERE sequence = 2");
    network.cut();
    NotRecordedException refused =
        assertThrows(NotRecordedException.class, () -> store.append(List.of(message("lost"))));
    assertFalse(refused.causedByEntry());
    assertEquals(List.of("before"), bodies());
  }

  private void goesOnAfter(String... earlier) {
    store.append(List.of(message("after")));
    List<String> expected = new java.util.ArrayList<>(List.of(earlier));
    expected.add("after");
    assertEquals(expected, bodies());
    assertEquals(
        List.of(Integer.toString(expected.size())),
        test.texts("SELECT max(sequence) FROM audit.record"));
  }

  private List<String> backends() {
    return test.texts(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'chancery audit 1' AND datname ="
            + " current_database()");
  }

  private List<String> bodies() {
    return test.texts("SELECT body FROM audit.record ORDER BY position");
  }
}
