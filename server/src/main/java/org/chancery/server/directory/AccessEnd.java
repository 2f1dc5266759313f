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
    end(account, why.words());
  }

  /** Ends all sessions of an account, or the one of a full address. */
  void end(Jid who, String reason) {
    log.info("access of {} has ended: {}", who, reason);
    core.auditLog()
        .submit(
            AuditEntry.of(AuditKind.ADMINISTRATION, clock.instant())
                .from(who)
                .outcome("access ended")
                .detail("reason", reason)
                .build());
    core.endSessions(who, "access ended: " + reason);
  }
}
