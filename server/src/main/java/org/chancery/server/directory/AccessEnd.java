package org.chancery.server.directory;

import java.time.Clock;
import org.chancery.auth.Outcome;
import org.chancery.protocol.Jid;
import org.chancery.server.Core;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when somebody may no longer be logged in: the sessions end, and why is on record.
 * Thread-safe; blocks.
 */
final class AccessEnd {
  private static final Logger log = LoggerFactory.getLogger(AccessEnd.class);

  private final Core core;
  private final Clock clock;

  AccessEnd(Core core, Clock clock) {
    this.core = core;
    this.clock = clock;
  }

  void end(Jid account, Outcome why) {
    String reason = why.words();
    log.info("access of {} has ended: {}", account, reason);
    core.auditLog()
        .submit(
            AuditEntry.of(AuditKind.ADMINISTRATION, clock.instant())
                .from(account)
                .outcome("access ended")
                .detail("reason", reason)
                .build());
    core.endSessions(account, "access ended: " + reason);
  }
}
