package org.chancery.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.chancery.storage.Outage;
import org.chancery.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that is done again and again, on a thread of its own, until it is closed. */
public final class Repeating implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Repeating.class);

  private final Supplier<Duration> work;
  private final Outage outage;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Starts to wait for the first time.
   *
   * @param name of the thread
   * @param work does it once, and says how long to wait until the next time; what it throws is
   *     logged (that the database is away: once), and it is done again after the same time
   */
  public Repeating(String name, Duration first, Supplier<Duration> work) {
    this.work = work;
    this.outage = new Outage(log, "do the work of " + name);
    this.thread = Thread.ofVirtual().name(name).start(() -> run(first));
  }

  /** Does something once in a period, for the first time when one is over. */
  public static Repeating every(String name, Duration period, Runnable work) {
    return new Repeating(
        name,
        period,
        () -> {
          work.run();
          return period;
        });
  }

  private void run(Duration first) {
    try {
      Duration pause = first;
      while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = attempt(pause);
      }
    } catch (InterruptedException e) {
      log.debug("{} interrupted", Thread.currentThread().getName());
    }
  }

  private Duration attempt(Duration pause) {
    try {
      Duration next = work.get();
      outage.over();
      return next;
    } catch (StorageException e) {
      outage.failed(e.getMessage());
      return pause;
    } catch (RuntimeException e) {
      log.error("{} failed", Thread.currentThread().getName(), e);
      return pause;
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    thread.interrupt();
  }
}
