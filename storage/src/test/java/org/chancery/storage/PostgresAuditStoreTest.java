package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.Test;

class PostgresAuditStoreTest {
  @Test
  void whatWasAppendedCanBeReadInPlainSqlAndCanNotBeChangedEvenByTheOwner() throws SQLException {
    try (TestDatabase database = TestDatabase.create();
        AuditStore store =
            PostgresAuditStore.open(database.config(), AuditStoreConfig.defaults())) {
      AuditEntry entry =
          AuditEntry.of(AuditKind.MESSAGE, Instant.now())
              .from(Jid.of("alice@example.org/desk"))
              .to(Jid.of("bob@example.org"))
              .stanza("<message/>", "chat", "id1", "", "Hello")
              .detail("odd", "a\u0000b\ud800\n\"\\")
              .build();
      List<AuditPosition> positions = store.append(List.of(entry, entry));
      assertEquals(2, positions.size());
      assertEquals(
          "alice@example.org desk bob@example.org Hello a\u2400b\ufffd\n\"\\",
          query(
              database,
              "SELECT concat_ws(' ', sender, sender_resource, recipient, body, detail ->> 'odd')"
                  + " FROM audit.record WHERE position = "
                  + positions.getFirst().value()));
      for (String change :
          List.of(
              "UPDATE audit.record SET body = ''",
              "DELETE FROM audit.record_default",
              "TRUNCATE audit.record")) {
        SQLException refused = assertThrows(SQLException.class, () -> query(database, change));
        assertEquals("42501", refused.getSQLState(), change);
      }
    }
  }

  private static String query(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.superuser();
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
