package org.chancery.storage.files;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.Database;

/** What is known of shared files, in PostgreSQL. */
public final class PostgresUploadStore implements UploadStore {
  private final Database database;

  /** Over this database. */
  public PostgresUploadStore(Database database) {
    this.database = database;
  }

  @Override
  public AuditEntry.Companion row(Upload upload) {
    return new AuditEntry.Companion(
        "INSERT INTO chancery.upload (position, id, uploader, name, type, size, sha256, at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        List.of(
            upload.id(),
            upload.uploader().bare().toString(),
            upload.name(),
            upload.type(),
            upload.size(),
            upload.sha256(),
            upload.at()));
  }

  @Override
  public List<Upload> find(List<String> ids) {
    return database.list(
        "SELECT id, uploader, name, type, size, sha256, at FROM chancery.upload"
            + " WHERE id = ANY (?) AND going IS NULL",
        row ->
            new Upload(
                row.getString(1),
                Jid.of(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                row.getObject(7, OffsetDateTime.class).toInstant()),
        ids);
  }

  @Override
  public long bytesSince(Jid uploader, Instant since) {
    return database
        .first(
            "SELECT coalesce(sum(size), 0)::bigint FROM chancery.upload"
                + " WHERE uploader = ? AND at >= ?",
            row -> row.getLong(1),
            uploader.bare(),
            since)
        .orElseThrow();
  }
}
