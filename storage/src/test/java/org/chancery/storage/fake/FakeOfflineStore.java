package org.chancery.storage.fake;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.OfflineStore;
import org.chancery.storage.StorageException;

/** The offline queue in memory, over a fake record. Thread-safe. */
public final class FakeOfflineStore implements OfflineStore {
  private static final String SQL = "fake: waiting";

  private final FakeAuditStore record;
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile CountDownLatch stall = new CountDownLatch(0);
  private final Map<Jid, NavigableSet<AuditPosition>> queues = new ConcurrentHashMap<>();

  /** Takes part in the transactions of the record. */
  public FakeOfflineStore(FakeAuditStore record) {
    this.record = record;
    record.onCompanion(
        (position, companion) -> {
          if (companion.sql().equals(SQL)) {
            queue(Jid.of((String) companion.arguments().getFirst())).add(position);
          }
        });
  }

  private NavigableSet<AuditPosition> queue(Jid account) {
    return queues.computeIfAbsent(account.bare(), key -> new ConcurrentSkipListSet<>());
  }

  @Override
  public AuditEntry.Companion waitingFor(Jid account) {
    return new AuditEntry.Companion(SQL, List.of(account.bare().toString()));
  }

  /** Whoever lets a message wait has to wait itself from now on until the latch is counted down. */
  public CountDownLatch stall() {
    stall = new CountDownLatch(1);
    return stall;
  }

  /** The next so many questions and changes fail, those within the record's transactions not. */
  public void refuses(int next) {
    refusals.set(next);
  }

  private void answer() {
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StorageException("refused for a test");
    }
  }

  @Override
  public void add(Jid account, AuditPosition position) {
    answer();
    try {
      stall.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue(account).add(position);
  }

  @Override
  public List<Stored> waiting(Jid account, int most) {
    answer();
    return queue(account).stream()
        .limit(most)
        .flatMap(position -> record.at(position).stream())
        .map(row -> new Stored(row.position(), row.entry().xml()))
        .toList();
  }

  @Override
  public int count(Jid account) {
    return queue(account).size();
  }

  @Override
  public void remove(Jid account, List<AuditPosition> positions) {
    answer();
    positions.forEach(queue(account)::remove);
  }
}
