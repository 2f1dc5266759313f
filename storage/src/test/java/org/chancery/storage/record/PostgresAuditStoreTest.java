package org.chancery.storage.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.AuditStore;
import org.chancery.storage.AuditStoreContract;
import org.chancery.storage.NotRecordedException;
import org.chancery.storage.Roles;
import org.chancery.storage.StorageException;
import org.chancery.storage.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresAuditStoreTest extends AuditStoreContract {
  private static final AuditStoreConfig NODE_1 = new AuditStoreConfig(1, Duration.ofMinutes(1));

  private final TestDatabase test = TestDatabase.create();
  private final PostgresAuditStore store = PostgresAuditStore.open(test.config(), NODE_1);

  @AfterEach
  void close() {
    store.close();
    test.close();
  }

  @Override
  protected AuditStore store() {
    return store;
  }

  @Override
  protected List<String> recordedBodies() {
    return test.texts("SELECT body FROM audit.record ORDER BY recorded_at, position");
  }

  @Test
  void everyPartOfAnEntryCanBeReadInPlainSql() {
    Instant received = Instant.parse("2026-03-04T05:06:07.123456789Z");
    AuditEntry entry =
        AuditEntry.of(AuditKind.MESSAGE, received)
            .from(Jid.of("alice@example.org/desk"))
            .to(Jid.of("room@rooms.example.org/bob"))
            .conversation("room@rooms.example.org")
            .session("s1")
            .stanza("<message/>", "groupchat", "id1", "thread1", "Hello")
            .relation(new AuditEntry.Relation("replaces", "id0"))
            .audience(List.of("alice@example.org", "carol@example.org"))
            .outcome("flagged")
            .detail("rule", "lexicon 3")
            .visibility(new AuditEntry.Visibility(false, true))
            .build();
    AuditPosition position = store.append(List.of(entry)).getFirst();
    assertEquals(
        List.of(
            "message|2026-03-04"
                + " 05:06:07.123456+00|alice@example.org|desk|room@rooms.example.org|bob"
                + "|room@rooms.example.org|s1|groupchat|id1|thread1|replaces|id0|{alice@example.org,carol@example.org}|flagged|<message/>|Hello|{\"rule\":"
                + " \"lexicon 3\"}|f|t"),
        test.texts(
            """
            SELECT concat_ws('|', kind, received_at AT TIME ZONE 'UTC' || '+00', sender, sender_resource, recipient,
              recipient_resource, conversation, session, type, stanza_id, thread, relation, related_to, audience,
              outcome, xml, body, detail, sender_archive, recipient_archive)
            FROM audit.record WHERE node = 1 AND sequence = 1 AND position =\
            """
                + " "
                + position.value()
                + " AND recorded_at = '"
                + position.recordedAt()
                + "'"));
  }

  @Test
  void whatIsNotThereIsNull() {
    store.append(List.of(AuditEntry.of(AuditKind.CONFIGURATION, Instant.now()).build()));
    assertEquals(
        List.of("15"),
        test.texts(
            """
            SELECT num_nulls(sender, sender_resource, recipient, recipient_resource, conversation, session, type,
              stanza_id, thread, relation, related_to, audience, xml, body, detail)
            FROM audit.record
            """));
  }

  @Test
  void textThatPostgresCanNotHoldKeepsNothingOutOfTheRecord() {
    store.append(
        List.of(
            AuditEntry.of(AuditKind.LOGIN_FAILED, Instant.now())
                .stanza("", "\u0000", "\ud800x", "", "\udc00")
                .audience(List.of("a\u0000"))
                .detail("na\u0000me", "\"\\\n\u0001\ud83d\ude00\u0000")
                .build()));
    assertEquals(
        List.of("\u2400|\ufffdx|\ufffd|{a\u2400}|\"\\\n\u0001\ud83d\ude00\u2400"),
        test.texts(
            "SELECT concat_ws('|', type, stanza_id, body, audience, detail ->> E'na\u2400me') FROM"
                + " audit.record"));
  }

  @Test
  void idsOfAnyLengthAreRecorded() {
    String long_ = "x".repeat(200_000);
    store.append(
        List.of(
            AuditEntry.of(AuditKind.MESSAGE, Instant.now())
                .from(Jid.of("a@" + "d".repeat(60) + ".org/" + "r".repeat(1_023)))
                .stanza(long_, "chat", long_, long_, long_)
                .relation(new AuditEntry.Relation("replaces", long_))
                .build()));
    assertEquals(List.of("200000"), test.texts("SELECT length(related_to) FROM audit.record"));
  }

  @Test
  void companionsAreWrittenInTheSameTransaction() {
    AuditEntry entry =
        withCompanion(
            "1",
            new AuditEntry.Companion(
                "INSERT INTO chancery.offline (position, account) VALUES (?, ?)",
                List.of("bob@example.org")));
    List<AuditPosition> positions = store.append(List.of(entry, message("2"), entry));
    assertEquals(
        List.of(positions.getFirst().value() + "", positions.getLast().value() + ""),
        test.texts("SELECT position FROM chancery.offline ORDER BY position"));
  }

  @Test
  void aCompanionThatIsRefusedKeepsTheWholeBatchOutAndIsSaidToBeAtFault() {
    AuditEntry bad =
        withCompanion(
            "bad",
            new AuditEntry.Companion(
                "INSERT INTO chancery.offline (position, account) VALUES (?, NULLIF(?, ''))",
                List.of("")));
    NotRecordedException refused =
        assertThrows(NotRecordedException.class, () -> store.append(List.of(message("1"), bad)));
    assertTrue(refused.causedByEntry());
    assertEquals(List.of(), recordedBodies());
    store.append(List.of(message("2")));
    assertEquals(List.of("1 2"), test.texts("SELECT sequence || ' ' || body FROM audit.record"));
  }

  private static AuditEntry withCompanion(String body, AuditEntry.Companion companion) {
    return AuditEntry.of(AuditKind.MESSAGE, Instant.now())
        .stanza("<message/>", "chat", "", "", body)
        .companion(companion)
        .build();
  }

  @Test
  void theChainGoesOnWhereTheLastServerLeftIt() {
    store.append(List.of(message("1"), message("2")));
    store.close();
    try (PostgresAuditStore next = PostgresAuditStore.open(test.config(), NODE_1)) {
      next.append(List.of(message("3")));
    }
    assertEquals(
        List.of("1", "2", "3"), test.texts("SELECT sequence FROM audit.record ORDER BY position"));
    assertEquals(
        List.of("3"),
        test.texts(
            "SELECT count(DISTINCT chain) FROM audit.record WHERE length(chain) = 32 AND"
                + " length(salt) = 16"));
  }

  @Test
  void aSecondServerOfTheSameNodeIsKeptOut() {
    AuditStoreConfig impatient = new AuditStoreConfig(1, Duration.ofSeconds(1));
    StorageException refused =
        assertThrows(
            StorageException.class,
            () -> PostgresAuditStore.open(test.config(), impatient).close());
    assertTrue(refused.getMessage().contains("another server"), refused.getMessage());
    store.append(List.of(message("1")));
    assertEquals(List.of("1"), recordedBodies());
  }

  @Test
  void eachNodeHasItsOwnSequence() {
    try (PostgresAuditStore other =
        PostgresAuditStore.open(test.config(), new AuditStoreConfig(2, Duration.ofMinutes(1)))) {
      store.append(List.of(message("a")));
      other.append(List.of(message("b")));
      store.append(List.of(message("c")));
    }
    assertEquals(
        List.of("1 1 a", "1 2 c", "2 1 b"),
        test.texts(
            "SELECT node || ' ' || sequence || ' ' || body FROM audit.record ORDER BY node,"
                + " sequence"));
  }

  @Test
  void nobodyNotEvenTheSuperuserChangesARowInPassing() throws SQLException {
    store.append(List.of(message("1")));
    String partition =
        test.texts("SELECT DISTINCT tableoid::regclass::text FROM audit.record").getFirst();
    for (String change :
        List.of(
            "UPDATE audit.record SET body = ''",
            "DELETE FROM audit.record",
            "TRUNCATE audit.record",
            "UPDATE " + partition + " SET body = ''",
            "DELETE FROM " + partition,
            "TRUNCATE " + partition,
            "SET session_replication_role = replica; DELETE FROM audit.record")) {
      try (Connection connection = test.superuser();
          Statement statement = connection.createStatement()) {
        SQLException refused =
            assertThrows(SQLException.class, () -> statement.execute(change), change);
        assertTrue(refused.getMessage().contains("append-only"), change);
      }
    }
    assertEquals(List.of("1"), recordedBodies());
  }

  @Test
  void theServersRoleMayNotEvenTry() throws SQLException {
    for (String change :
        List.of(
            "UPDATE audit.record SET body = ''",
            "DELETE FROM audit.record",
            "TRUNCATE audit.record",
            "DROP TABLE audit.record",
            "ALTER TABLE audit.record DISABLE TRIGGER ALL",
            "CREATE TABLE audit.mine ()",
            "SELECT audit.add_partition('x', now(), now())")) {
      try (Connection connection = test.as(Roles.DEFAULT.server());
          Statement statement = connection.createStatement()) {
        SQLException refused =
            assertThrows(SQLException.class, () -> statement.execute(change), change);
        assertEquals("42501", refused.getSQLState(), change);
      }
    }
  }

  @Test
  void everyTableAndColumnIsExplained() throws SQLException {
    try (Connection connection = test.superuser();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT a.attrelid::regclass || '.' || a.attname FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname IN ('audit', 'chancery', 'compliance') AND c.relkind IN ('r', 'p', 'v', 'm')
                  AND a.attnum > 0 AND NOT a.attisdropped AND NOT c.relispartition
                  AND c.relname <> 'flyway_schema_history' AND col_description(c.oid, a.attnum) IS NULL
                UNION ALL
                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname IN ('audit', 'chancery', 'compliance') AND c.relkind IN ('r', 'p', 'v', 'm')
                  AND NOT c.relispartition AND c.relname <> 'flyway_schema_history'
                  AND obj_description(c.oid) IS NULL
                """)) {
      assertEquals(Map.of(), rows.next() ? Map.of(rows.getString(1), "has no comment") : Map.of());
    }
  }
}
