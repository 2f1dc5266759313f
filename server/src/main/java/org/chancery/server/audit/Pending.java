package org.chancery.server.audit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;

/**
 * An entry on its way to the writer and its sender's patience. The sender gives up, or the writer
 * answers: exactly one of them wins. Thread-safe.
 */
final class Pending {
  private enum State {
    WAITING,
    TAKEN,
    RECORDED,
    REFUSED,
    ABANDONED
  }

  private final AuditEntry entry;
  private final boolean mayBeRefused;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final CountDownLatch answered = new CountDownLatch(1);
  private volatile AuditPosition position;

  Pending(AuditEntry entry, boolean mayBeRefused) {
    this.entry = entry;
    this.mayBeRefused = mayBeRefused;
  }

  AuditEntry entry() {
    return entry;
  }

  boolean mayBeRefused() {
    return mayBeRefused;
  }

  Pending again() {
    return new Pending(entry, mayBeRefused);
  }

  /** The writer takes it; false when the sender gave up before. */
  boolean take() {
    return state.compareAndSet(State.WAITING, State.TAKEN);
  }

  /** The row is durable; false when the sender gave up while it was being written. */
  boolean recorded(AuditPosition where) {
    position = where;
    boolean wanted = state.compareAndSet(State.TAKEN, State.RECORDED);
    answered.countDown();
    return wanted;
  }

  void refused() {
    state.compareAndSet(State.TAKEN, State.REFUSED);
    answered.countDown();
  }

  /** Waits for the answer; empty means that the sender has to be told "not recorded". */
  Optional<AuditPosition> await(Duration patience) throws InterruptedException {
    try {
      answered.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      // From here on the writer can no longer succeed for this sender.
      if (!state.compareAndSet(State.WAITING, State.ABANDONED)) {
        state.compareAndSet(State.TAKEN, State.ABANDONED);
      }
    }
    return state.get() == State.RECORDED ? Optional.of(position) : Optional.empty();
  }
}
