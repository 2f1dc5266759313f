package org.chancery.server.capture;

import java.time.Duration;
import java.util.Optional;
import org.chancery.server.Repeating;
import org.chancery.server.config.Section;
import org.chancery.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the canary and checks the counts, again and again, on a thread of its own. */
public final class CaptureWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CaptureWatch.class);

  private final CaptureCheck check;
  private final Canary canary;
  private final Repeating looks;

  /** Starts to watch. */
  public CaptureWatch(CaptureCheck check, Canary canary, Duration period) {
    this.check = check;
    this.canary = canary;
    this.looks = Repeating.every("capture-watch", period, this::look);
  }

  /** How often it is checked. */
  public static Duration period(Section audit) {
    return audit.duration("check-capture-every", Duration.ofMillis(100), Duration.ofHours(1));
  }

  private void look() {
    try {
      check.endPeriod(canary());
    } catch (StorageException e) {
      // Nothing is delivered while the database is away; the periods are judged when it is back.
      log.warn("could not check that everything is on record: {}", e.getMessage());
    }
  }

  private Optional<Boolean> canary() {
    try {
      return Optional.of(canary.fly());
    } catch (StorageException e) {
      log.warn("could not look for the canary: {}", e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    looks.close();
  }
}
