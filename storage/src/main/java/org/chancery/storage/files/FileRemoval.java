package org.chancery.storage.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.Database;
import org.chancery.storage.retention.Voucher;

/**
 * Removes the bytes of files that nothing on record needs any more, after expiry or erasure. That a
 * file is removed is on record before; what a crash leaves is removed by the next run. Thread-safe;
 * blocks.
 */
public final class FileRemoval {
  private static final int PORTION = 1_000;

  private final Database database;
  private final FileStore files;
  private final Voucher voucher;
  private final Clock clock;

  /** From this place, with this way onto the record. */
  public FileRemoval(Database database, FileStore files, Voucher voucher, Clock clock) {
    this.database = database;
    this.files = files;
    this.voucher = voucher;
    this.clock = clock;
  }

  private record Going(String id, Jid uploader, long size, String sha256, String why) {}

  /** Removes all that are going; says how many. */
  public int run() {
    int removed = 0;
    List<Going> portion = going();
    while (!portion.isEmpty()) {
      portion.forEach(this::remove);
      removed += portion.size();
      portion = going();
    }
    return removed;
  }

  private List<Going> going() {
    return database.list(
        "SELECT id, uploader, size, sha256, going FROM chancery.upload"
            + " WHERE going IS NOT NULL ORDER BY id LIMIT ?",
        row ->
            new Going(
                row.getString(1),
                Jid.of(row.getString(2)),
                row.getLong(3),
                row.getString(4),
                row.getString(5)),
        PORTION);
  }

  private void remove(Going file) {
    voucher.commit(
        AuditEntry.of(AuditKind.FILE, clock.instant())
            .to(file.uploader())
            .detail("event", "removed")
            .detail("file", file.id())
            .detail("size", Long.toString(file.size()))
            .detail("sha256", file.sha256())
            .detail("why", file.why())
            .build());
    try {
      files.remove(file.id());
    } catch (IOException e) {
      throw new UncheckedIOException("can't remove a file: " + e.getMessage(), e);
    }
    database.update("DELETE FROM chancery.upload WHERE id = ?", file.id());
  }
}
