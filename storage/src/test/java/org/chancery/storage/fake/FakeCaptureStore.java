package org.chancery.storage.fake;

import java.time.Instant;
import org.chancery.protocol.Jid;
import org.chancery.storage.CaptureStore;

/** Counts in the fake record. Thread-safe. */
public final class FakeCaptureStore implements CaptureStore {
  private final FakeAuditStore record;

  /** Counts in this record. */
  public FakeCaptureStore(FakeAuditStore record) {
    this.record = record;
  }

  @Override
  public long rows(Instant from, Instant until) {
    return record.rows().stream()
        .map(row -> row.position().recordedAt())
        .filter(at -> !at.isBefore(from) && at.isBefore(until))
        .count();
  }

  @Override
  public boolean holds(Jid sender, String stanzaId, Instant since) {
    return record.rows().stream()
        .filter(row -> !row.position().recordedAt().isBefore(since))
        .map(FakeAuditStore.Row::entry)
        .anyMatch(
            entry ->
                entry.stanzaId().equals(stanzaId)
                    && entry.from().filter(from -> from.bare().equals(sender.bare())).isPresent());
  }
}
