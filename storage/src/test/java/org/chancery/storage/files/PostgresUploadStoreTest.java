package org.chancery.storage.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditStore;
import org.chancery.storage.Roles;
import org.chancery.storage.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PostgresUploadStoreTest extends UploadStoreContract {
  private static final Instant NINE = Instant.parse("2026-03-04T09:00:00Z");

  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Override
  UploadStore store() {
    return new PostgresUploadStore(test.database());
  }

  @Override
  AuditStore record() {
    return test.record();
  }

  @Test
  void anOfficerSeesFilesAndTheirDownloads() throws SQLException {
    test.record()
        .append(
            List.of(
                AuditEntry.of(AuditKind.FILE, NINE)
                    .from(Jid.of("alice@example.org/desk"))
                    .detail("event", "uploaded")
                    .detail("file", "one")
                    .detail("name", "plan.pdf")
                    .detail("type", "application/pdf")
                    .detail("size", "5")
                    .detail("sha256", "ab12")
                    .build(),
                AuditEntry.of(AuditKind.FILE, NINE)
                    .detail("event", "downloaded")
                    .detail("file", "one")
                    .detail("address", "192.0.2.7")
                    .detail("first", "2")
                    .detail("last", "4")
                    .detail("whole", "false")
                    .build()));
    assertEquals(
        List.of("one alice@example.org desk plan.pdf application/pdf 5 ab12"),
        officer(
            "SELECT concat_ws(' ', file_id, uploader, device, name, media_type, size, sha256)"
                + " FROM compliance.files"));
    assertEquals(
        List.of("one 192.0.2.7 2 4 f"),
        officer(
            "SELECT concat_ws(' ', file_id, address, first_byte, last_byte, whole)"
                + " FROM compliance.file_downloads"));
  }

  private List<String> officer(String query) throws SQLException {
    return test.texts(Roles.DEFAULT.compliance(), query);
  }
}
