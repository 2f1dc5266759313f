package org.chancery.server.feature.rooms.state;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/**
 * The order of a room. Whoever wants to say or change something takes a {@link Turn}; turns are
 * taken in the order of arrival.
 *
 * <p>A message holds the lane only until its row is queued for the record. Its thread then waits
 * for the commit, beside those of other messages, and delivers when the turn before it is over. So
 * rows are in the record in the order in which the room delivers them, and many are committed at
 * once. A change holds the lane from when all messages before it have been delivered until it has
 * been announced: between two changes a room is constant. Thread-safe.
 */
public final class Lane {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ReentrantLock entry = new ReentrantLock(true);
  private CompletableFuture<Void> lastOver = CompletableFuture.completedFuture(null);

  /** A place in the order of a room. Used by one thread. */
  public final class Turn implements AutoCloseable {
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private CompletableFuture<Void> previousOver = CompletableFuture.completedFuture(null);
    private boolean holding = true;
    private boolean queued;

    private Turn() {}

    /** Keeps the place and lets the next enter the lane. */
    public void passOn() {
      previousOver = lastOver;
      lastOver = over;
      queued = true;
      leaveLane();
    }

    /** Waits until everything before it has been done. */
    public void await() {
      previousOver.join();
    }

    /** Makes what will end the turn; when that fails, the turn ends at once. */
    public <T> T keptBy(Supplier<T> making) {
      boolean made = false;
      try {
        T result = making.get();
        made = true;
        return result;
      } finally {
        if (!made) {
          close();
        }
      }
    }

    /** Ends the turn; harmless when it has ended. */
    @Override
    public void close() {
      if (queued) {
        previousOver.join(); // a turn that failed must not let the next overtake the ones before
        over.complete(null);
      }
      leaveLane();
    }

    private void leaveLane() {
      if (holding) {
        holding = false;
        entry.unlock();
      }
    }
  }

  /**
   * A turn for a message. Blocks.
   *
   * @throws StanzaException {@code resource-constraint} when the lane does not get free
   */
  public Turn enter() {
    try {
      if (!entry.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
    return new Turn();
  }

  /**
   * A turn for a change: everything before it is over, and nothing else happens until it is closed.
   * Blocks.
   *
   * @throws StanzaException {@code resource-constraint} when the lane does not get free
   */
  public Turn enterAlone() {
    Turn turn = enter();
    lastOver.join();
    return turn;
  }

  /**
   * A turn for a change that can't be refused, such as somebody's leaving: waits for as long as it
   * takes.
   */
  public Turn enterAloneAtLast() {
    entry.lock();
    lastOver.join();
    return new Turn();
  }

  private static StanzaException busy() {
    return new StanzaException(
        StanzaError.of(Condition.RESOURCE_CONSTRAINT, "The room is busy. Please try again."));
  }
}
