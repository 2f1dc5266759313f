package org.chancery.server.policy;

import java.time.Clock;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;

/** Puts refusals on record and says them to people. Thread-safe. */
public final class Decisions {
  private final AuditLog auditLog;
  private final Clock clock;

  /** With the record to write to. */
  public Decisions(AuditLog auditLog, Clock clock) {
    this.auditLog = auditLog;
    this.clock = clock;
  }

  /** Records the refusal of a stanza and says it with {@code policy-violation}. */
  StanzaException refuse(Origin origin, Stanza stanza, String rule, String what, String text) {
    StanzaError error =
        StanzaError.of(Condition.POLICY_VIOLATION, text).withType(StanzaError.Type.CANCEL);
    return refuse(origin, stanza, rule, what, error);
  }

  /**
   * Records the refusal of a stanza. Nothing of the stanza is kept but who sent what kind to whom.
   *
   * @param rule the rule's name, in a few words
   * @param what what was found, such as {@code omemo}
   * @param error what its sender is told
   * @return the error to throw
   */
  public StanzaException refuse(
      Origin origin, Stanza stanza, String rule, String what, StanzaError error) {
    AuditEntry.Builder entry =
        AuditEntry.of(AuditKind.POLICY_DECISION, clock.instant())
            .from(origin.address())
            .session(origin.stream())
            .outcome("refused: " + rule)
            .detail("what", what);
    stanza
        .to()
        .ifPresent(
            to -> entry.to(to).conversation(AuditEntry.conversationOf(origin.address(), to)));
    auditLog.submit(entry.build());
    return new StanzaException(error);
  }
}
