package org.chancery.storage.fake;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.files.UploadStore;

/** What is known of files in memory, over a fake record. Thread-safe. */
public final class FakeUploadStore implements UploadStore {
  private static final String SQL = "fake: upload";

  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

  /** Takes part in the transactions of the record. */
  public FakeUploadStore(FakeAuditStore record) {
    record.onCompanion(
        (position, companion) -> {
          if (companion.sql().equals(SQL)) {
            Upload upload = (Upload) companion.arguments().getFirst();
            uploads.put(upload.id(), upload);
          }
        });
  }

  @Override
  public AuditEntry.Companion row(Upload upload) {
    return new AuditEntry.Companion(SQL, List.of(upload));
  }

  @Override
  public List<Upload> find(List<String> ids) {
    return uploads.values().stream().filter(upload -> ids.contains(upload.id())).toList();
  }

  @Override
  public long bytesSince(Jid uploader, Instant since) {
    return uploads.values().stream()
        .filter(upload -> upload.uploader().equals(uploader.bare()))
        .filter(upload -> !upload.at().isBefore(since))
        .mapToLong(Upload::size)
        .sum();
  }
}
