package org.chancery.server.feature;

import org.chancery.protocol.Message;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;

/** Adds to the audit row of a message, or adds rows of other tables to its transaction. */
@FunctionalInterface
public interface Recorder {

  /**
   * Adds what belongs to the same commit.
   *
   * @throws org.chancery.protocol.StanzaException to refuse the message
   */
  void record(Origin origin, Message message, AuditEntry.Builder entry);
}
