package org.chancery.server.capture;

import java.time.Duration;
import org.chancery.protocol.StanzaException;
import org.chancery.server.Repeating;
import org.chancery.server.audit.AuditLog;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.Readings;
import org.chancery.storage.StorageException;

/**
 * Takes over into the record who read it: by compliance functions, which note it in the database,
 * and who was shown history by the server. On a thread of its own.
 */
public final class ReadingWatch implements AutoCloseable {
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
    } catch (StanzaException e) {
      // It is noted in the database; it is taken over when the record can be written to.
      throw new StorageException("the record can't be written to", e);
    }
  }

  @Override
  public void close() {
    looks.close();
  }
}
