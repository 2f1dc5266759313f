package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PostgresNoticeStoreTest extends NoticeStoreContract {
  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Override
  NoticeStore store() {
    return new PostgresNoticeStore(test.database());
  }

  @Override
  AuditStore record() {
    return test.record();
  }

  @Test
  void anOfficerSeesWhoHasAcknowledgedWhichVersion() throws SQLException {
    test.record()
        .append(
            List.of(
                AuditEntry.of(AuditKind.ACKNOWLEDGEMENT, Instant.parse("2026-03-04T09:00:00Z"))
                    .from(Jid.of("alice@example.org/desk"))
                    .session("s1")
                    .detail("version", "2026-1")
                    .detail("by", "command")
                    .build()));
    assertEquals(
        List.of("alice@example.org desk 2026-1 command s1 2026-03-04 09:00:00"),
        test.texts(
            Roles.DEFAULT.compliance(),
            "SELECT concat_ws(' ', person, device, version, acknowledged_by, session_id,"
                + " acknowledged_at AT TIME ZONE 'UTC') FROM compliance.acknowledgements"));
  }
}
