package org.chancery.server.retention;

import java.time.Clock;
import java.time.Duration;
import org.chancery.server.Repeating;
import org.chancery.storage.files.FileRemoval;
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
  private final FileRemoval files;
  private final Clock clock;
  private final Duration every;
  private final Repeating looks;

  /** Starts to watch. */
  public RetentionWatch(Retention retention, FileRemoval files, Clock clock, Duration every) {
    this.retention = retention;
    this.files = files;
    this.clock = clock;
    this.every = every;
    this.looks = new Repeating("retention-watch", AFTER_START, this::take);
  }

  private Duration take() {
    try {
      retention.run(clock.instant(), "the server");
      files.run();
    } catch (BusyException e) {
      log.info("what is due does not expire yet: {}", e.getMessage());
      return WHEN_BUSY;
    }
    return every;
  }

  @Override
  public void close() {
    looks.close();
  }
}
