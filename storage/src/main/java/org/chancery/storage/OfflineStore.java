package org.chancery.storage;

import java.util.List;
import org.chancery.protocol.Jid;

/**
 * Messages that wait for an account to come online (XEP-0160): positions over the audit rows, no
 * second copy. Thread-safe; blocks.
 */
public interface OfflineStore {

  /**
   * A recorded message as it was accepted.
   *
   * @param position its place in the record
   * @param xml the stanza
   */
  record Stored(AuditPosition position, String xml) {}

  /** The row to be written together with a message, so that it waits from the same commit on. */
  AuditEntry.Companion waitingFor(Jid account);

  /** Lets a message that is already on record wait; doing it twice changes nothing. */
  void add(Jid account, AuditPosition position);

  /** The oldest waiting messages, in order. */
  List<Stored> waiting(Jid account, int most);

  /** How many wait. */
  int count(Jid account);

  /** Ends the waiting of these; the record keeps them. */
  void remove(Jid account, List<AuditPosition> positions);
}
