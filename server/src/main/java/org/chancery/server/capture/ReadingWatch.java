package org.chancery.server.capture;

import java.time.Duration;
import org.chancery.protocol.StanzaException;
import org.chancery.server.Repeating;
import org.chancery.server.audit.AuditLog;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.Readings;
import org.chancery.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over into the record who read it: by compliance functions, which note it in the database,
 * and who was shown history by the server. On a thread of its own.
 */
public final class ReadingWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReadingWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final int AT_ONCE = 100;

  private final Readings readings;
  private final AuditLog auditLog;
  private final Repeating looks;

  /** Starts to watch. */
  public ReadingWatch(Readings readings, AuditLog auditLog) {
    this.readings = readings;
    this.auditLog = auditLog;
    this.looks = Repeating.every("reading-watch", PERIOD, this::look);
  }

  /** Takes over what has been noted. */
  void look() {
    auditLog.recordReadings();
    try {
      for (AuditEntry reading : readings.unrecorded(AT_ONCE)) {
        auditLog.commit(reading);
      }
    } catch (StorageException | StanzaException e) {
      // It is noted in the database; it is taken over when the record can be written to.
      log.warn("could not take over who read the record: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    looks.close();
  }
}
