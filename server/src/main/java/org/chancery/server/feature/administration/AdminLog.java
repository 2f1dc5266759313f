package org.chancery.server.feature.administration;

import java.time.Clock;
import org.chancery.protocol.Jid;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;

/** Puts on record what administrators do, before it is done. */
final class AdminLog {
  private final AuditLog auditLog;
  private final Clock clock;

  AdminLog(AuditLog auditLog, Clock clock) {
    this.auditLog = auditLog;
    this.clock = clock;
  }

  /**
   * Waits until it is on record.
   *
   * @throws org.chancery.protocol.StanzaException when it can't be recorded, so must not be done
   */
  void note(Origin admin, String action, Jid about) {
    auditLog.commit(
        AuditEntry.of(AuditKind.ADMINISTRATION, clock.instant())
            .from(admin.address())
            .to(about)
            .session(admin.stream())
            .detail("action", action)
            .detail("by", admin.address().bare().toString())
            .build());
  }
}
