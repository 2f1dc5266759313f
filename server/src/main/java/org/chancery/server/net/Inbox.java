package org.chancery.server.net;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The events that wait for a stream's thread, in order. Any thread may add; one at a time takes.
 * While nothing happens there need not even be one, see {@link #rest}.
 */
public final class Inbox {
  private final LinkedBlockingQueue<StreamEvent> events = new LinkedBlockingQueue<>();
  private final AtomicReference<Optional<Runnable>> resting =
      new AtomicReference<>(Optional.empty());

  /** Adds an event, and wakes a stream that rests. Never waits. */
  public void add(StreamEvent event) {
    events.add(event);
    if (resting.get().isPresent()) {
      resting.getAndSet(Optional.empty()).ifPresent(Runnable::run);
    }
  }

  /** The next event; waits for it. */
  public StreamEvent take() throws InterruptedException {
    return events.take();
  }

  /** Whether no event waits. */
  public boolean isEmpty() {
    return events.isEmpty();
  }

  /** How many events wait. */
  public int size() {
    return events.size();
  }

  /**
   * For a stream's thread that is about to end: {@code resume} will be called once, by any thread,
   * when there is an event to take.
   *
   * @return false when there is one already; then {@code resume} is not called
   */
  public boolean rest(Runnable resume) {
    resting.set(Optional.of(resume));
    // An event that came in between is either seen here, or saw the stream rest and has resumed it.
    return events.isEmpty() || resting.getAndSet(Optional.empty()).isEmpty();
  }
}
