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
    // Nothing is delivered while the database is away; the periods are judged when it is back.
    check.endPeriod(canary());
  }

  private Optional<Boolean> canary() {
    try {
      return canary.fly();
    } catch (StorageException e) {
      log.debug("could not look for the canary", e);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    looks.close();
  }
}
