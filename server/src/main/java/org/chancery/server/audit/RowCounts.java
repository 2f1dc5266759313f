package org.chancery.server.audit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;

/** Rows that were committed since the start, by what they record. Thread-safe. */
public final class RowCounts {
  private final Map<AuditKind, LongAdder> accepted = adders();
  private final Map<AuditKind, LongAdder> other = adders();

  RowCounts() {}

  private static Map<AuditKind, LongAdder> adders() {
    Map<AuditKind, LongAdder> adders = new EnumMap<>(AuditKind.class);
    for (AuditKind kind : AuditKind.values()) {
      adders.put(kind, new LongAdder());
    }
    return adders;
  }

  void count(AuditEntry entry) {
    boolean well = entry.outcome().equals(AuditEntry.ACCEPTED);
    (well ? accepted : other).get(entry.kind()).increment();
  }

  /**
   * How many.
   *
   * @param well whether those whose outcome is {@link AuditEntry#ACCEPTED}, or all others
   */
  public long of(AuditKind kind, boolean well) {
    return (well ? accepted : other).get(kind).sum();
  }
}
