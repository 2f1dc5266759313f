package org.chancery.server.audit;

import java.util.Optional;
import org.chancery.protocol.Message;
import org.chancery.storage.AuditPosition;

/**
 * A message that may be delivered, because it is durably on record, or because it belongs to a
 * named {@link Exclusion}. Only {@link AuditLog} can make one: that nothing else is delivered is
 * held by the compiler. Immutable.
 */
public final class Audited {
  private final Message message;
  private final Optional<AuditPosition> position;

  Audited(Message message, Optional<AuditPosition> position) {
    this.message = message;
    this.position = position;
  }

  /** The message as it was accepted and recorded. */
  public Message message() {
    return message;
  }

  /** Where it stands in the record; empty for an exclusion. */
  public Optional<AuditPosition> position() {
    return position;
  }

  /** The same message, changed for its recipient, for instance with the archive's id added. */
  public Audited with(Message changed) {
    return new Audited(changed, position);
  }

  /**
   * A copy for somebody besides the recipient, such as a carbon: nothing is lost when it can't be
   * sent.
   */
  public Audited copy(Message wrapped) {
    return new Audited(wrapped, Optional.empty());
  }
}
