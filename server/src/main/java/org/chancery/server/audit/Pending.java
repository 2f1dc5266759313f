package org.chancery.server.audit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;

/**
 * An entry on its way to the writer and its sender's patience. The sender may give up as long as
 * nobody has begun to write the entry; from then on it waits for what became of it, since any
 * answer before would be a guess. Thread-safe.
 */
final class Pending {

  /** What became of an entry. */
  sealed interface Outcome {}

  /** It is durable. */
  record Recorded(AuditPosition position) implements Outcome {}

  /** It is not on record and never will be. */
  record Refused() implements Outcome {}

  /** The server stops, or fails, before it knows. */
  record Unknown() implements Outcome {}

  private final AuditEntry entry;
  private final boolean mayBeRefused;

  /** Whether the writer has begun or the sender has given up: exactly one of them wins. */
  private final AtomicBoolean claimed = new AtomicBoolean();

  private final CountDownLatch answered = new CountDownLatch(1);
  private volatile Outcome outcome = new Refused();

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
    return claimed.compareAndSet(false, true);
  }

  /** The writer says what became of it; only the first answer counts. */
  void answer(Outcome answer) {
    if (answered.getCount() > 0) {
      outcome = answer;
      answered.countDown();
    }
  }

  /**
   * Waits for the outcome.
   *
   * @param patience how long to wait for the writer to begin
   */
  Outcome await(Duration patience) throws InterruptedException {
    if (!answered.await(patience.toNanos(), TimeUnit.NANOSECONDS)
        && claimed.compareAndSet(false, true)) {
      return new Refused();
    }
    answered.await();
    return outcome;
  }
}
