package org.chancery.server.retention;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.chancery.storage.StorageException;
import org.chancery.storage.retention.BusyException;
import org.chancery.storage.retention.Retention;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is due, again and again, on a thread of its own; soon after the start for the first
 * time.
 */
public final class RetentionWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RetentionWatch.class);
  private static final Duration AFTER_START = Duration.ofMinutes(2);
  private static final Duration WHEN_BUSY = Duration.ofMinutes(10);

  private final Retention retention;
  private final Clock clock;
  private final Duration every;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  /** Starts to watch. */
  public RetentionWatch(Retention retention, Clock clock, Duration every) {
    this.retention = retention;
    this.clock = clock;
    this.every = every;
    this.thread = Thread.ofVirtual().name("retention-watch").start(this::run);
  }

  private void run() {
    try {
      Duration pause = AFTER_START;
      while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = take();
      }
    } catch (InterruptedException e) {
      log.debug("retention watch interrupted");
    }
  }

  private Duration take() {
    try {
      retention.run(clock.instant(), "the server");
    } catch (BusyException e) {
      log.info("what is due does not expire yet: {}", e.getMessage());
      return WHEN_BUSY;
    } catch (StorageException e) {
      log.warn("what is due does not expire: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("what is due does not expire", e);
    }
    return every;
  }

  @Override
  public void close() {
    stopped.countDown();
    thread.interrupt();
  }
}
