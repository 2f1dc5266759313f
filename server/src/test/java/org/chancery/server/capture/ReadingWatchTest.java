package org.chancery.server.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.chancery.server.audit.AuditConfig;
import org.chancery.server.audit.AuditLog;
import org.chancery.storage.Readings;
import org.chancery.storage.Roles;
import org.chancery.storage.TestDatabase;
import org.junit.jupiter.api.Test;

class ReadingWatchTest {
  private static final AuditConfig CONFIG =
      new AuditConfig(
          10, 100, Duration.ZERO, Duration.ofSeconds(10), Duration.ofMillis(100), false);

  @Test
  void whoReadAViewIsInTheChainedRecordOnce() throws SQLException {
    try (TestDatabase test = TestDatabase.create();
        AuditLog auditLog = new AuditLog(test.record(), CONFIG, Clock.systemUTC());
        ReadingWatch watch = new ReadingWatch(new Readings(test.database()), auditLog)) {
      read(test, "SELECT * FROM compliance.messages");
      watch.look();
      watch.look();
      assertEquals(
          List.of("chancery_compliance messages SELECT * FROM compliance.messages"),
          test.texts(
              "SELECT concat_ws(' ', detail ->> 'by', detail ->> 'action', detail ->> 'query')"
                  + " FROM audit.record WHERE kind = 'audit-access'"));
    }
  }

  private static void read(TestDatabase test, String sql) throws SQLException {
    try (Connection connection = test.as(Roles.DEFAULT.compliance());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
