package org.chancery.storage.fake;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.AuditStore;
import org.chancery.storage.NotRecordedException;
import org.chancery.storage.OutcomeUnknownException;

/** The record in memory, with faults on demand. Thread-safe. */
public final class FakeAuditStore implements AuditStore {

  /** A row with its place. */
  public record Row(AuditPosition position, AuditEntry entry) {}

  /** What goes wrong with the next batch. */
  public enum Fault {
    /** The database is away; nothing is written. */
    AWAY,
    /** The connection breaks, and the batch was committed all the same. */
    UNKNOWN_THEN_COMMITTED,
    /** The connection breaks, and the batch is lost. */
    UNKNOWN_THEN_LOST,
    /** The first entry of the batch is refused. */
    BAD_ENTRY
  }

  private final Clock clock;
  private final List<Row> rows = new ArrayList<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final List<BiConsumer<AuditPosition, AuditEntry.Companion>> companions =
      new ArrayList<>();
  private final List<Predicate<AuditEntry.Companion>> refusals = new ArrayList<>();
  private AuditPosition last = new AuditPosition(0);
  private Optional<AuditKind> bad = Optional.empty();
  private boolean away;
  private boolean awayAfterFault;
  private Optional<List<AuditPosition>> unresolved = Optional.empty();
  private CountDownLatch attempted = new CountDownLatch(1);
  private CountDownLatch stall = new CountDownLatch(0);

  /** Empty. */
  public FakeAuditStore(Clock clock) {
    this.clock = clock;
  }

  /** What is on record, in order. */
  public synchronized List<Row> rows() {
    return List.copyOf(rows);
  }

  /** The entries on record, in order. */
  public synchronized List<AuditEntry> entries() {
    return rows.stream().map(Row::entry).toList();
  }

  /** The row at a position. */
  public synchronized Optional<Row> at(AuditPosition position) {
    return rows.stream().filter(row -> row.position().equals(position)).findFirst();
  }

  /** The next batch meets this fault; several are met one after the other. */
  public synchronized void failNext(Fault fault) {
    faults.add(fault);
  }

  /** The next entry of this kind is refused, whatever else is written before it or with it. */
  public synchronized void refuseNext(AuditKind kind) {
    bad = Optional.of(kind);
  }

  /** Every batch is refused until {@link #comeBack}. */
  public synchronized void goAway() {
    away = true;
  }

  /**
   * The connection breaks after the next batch was committed, and stays so until {@link #comeBack}.
   */
  public synchronized void breakInCommit() {
    faults.add(Fault.UNKNOWN_THEN_COMMITTED);
    awayAfterFault = true;
  }

  /** Batches are written again. */
  public synchronized void comeBack() {
    away = false;
  }

  /** Batches wait from now on until the latch is counted down. */
  public synchronized CountDownLatch stall() {
    stall = new CountDownLatch(1);
    attempted = new CountDownLatch(1);
    return stall;
  }

  /** Another fake store takes part in the transactions. */
  public synchronized void onCompanion(BiConsumer<AuditPosition, AuditEntry.Companion> consumer) {
    companions.add(consumer);
  }

  /** Another fake store refuses entries with companions that its database would refuse. */
  public synchronized void refuseIf(Predicate<AuditEntry.Companion> refusal) {
    refusals.add(refusal);
  }

  private boolean refused(AuditEntry entry) {
    return bad.filter(kind -> kind == entry.kind()).isPresent()
        || entry.companions().stream()
            .anyMatch(companion -> refusals.stream().anyMatch(refusal -> refusal.test(companion)));
  }

  private synchronized CountDownLatch attempt() {
    attempted.countDown();
    return stall;
  }

  private synchronized CountDownLatch attempted() {
    return attempted;
  }

  /**
   * Waits until somebody has tried to write, since the last stall if there is one; it may not have
   * come to its end.
   */
  public void awaitAttempt() {
    try {
      if (!attempted().await(1, TimeUnit.MINUTES)) {
        throw new AssertionError("nobody writes");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public List<AuditPosition> append(List<AuditEntry> batch) {
    try {
      attempt().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotRecordedException("interrupted", false, e);
    }
    synchronized (this) {
      if (unresolved.isPresent()) {
        throw new IllegalStateException("the outcome of the last batch is not known yet");
      }
      Fault fault = away ? Fault.AWAY : faults.poll();
      if (fault == null) {
        if (batch.stream().anyMatch(this::refused)) {
          if (batch.size() == 1) { // until then its writer tries one by one
            bad = bad.filter(kind -> kind != batch.getFirst().kind());
          }
          throw new NotRecordedException("a companion is refused", true, null);
        }
        return write(batch);
      }
      away |= awayAfterFault;
      awayAfterFault = false;
      switch (fault) {
        case AWAY -> throw new NotRecordedException("the database is away", false, null);
        case BAD_ENTRY -> throw new NotRecordedException("the entry is refused", true, null);
        case UNKNOWN_THEN_COMMITTED -> unresolved = Optional.of(write(batch));
        case UNKNOWN_THEN_LOST -> unresolved = Optional.of(List.of());
      }
      throw new OutcomeUnknownException("the connection broke", null);
    }
  }

  private List<AuditPosition> write(List<AuditEntry> batch) {
    List<AuditPosition> positions = new ArrayList<>(batch.size());
    for (AuditEntry entry : batch) {
      last = AuditPosition.next(last, clock.instant(), 1);
      positions.add(last);
      rows.add(new Row(last, entry));
      for (AuditEntry.Companion companion : entry.companions()) {
        companions.forEach(consumer -> consumer.accept(last, companion));
      }
    }
    return positions;
  }

  @Override
  public synchronized List<AuditPosition> resolve() {
    if (away) {
      throw new OutcomeUnknownException("the database is away", null);
    }
    List<AuditPosition> positions =
        unresolved.orElseThrow(() -> new IllegalStateException("nothing to resolve"));
    unresolved = Optional.empty();
    return positions;
  }

  @Override
  public synchronized AuditPosition end() {
    return last;
  }

  @Override
  public void close() {}
}
