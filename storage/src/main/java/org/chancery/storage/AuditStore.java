package org.chancery.storage;

import java.util.List;

/**
 * The append-only record. One writer for each node: {@link #append} must be called by one thread at
 * a time. Two implementations: PostgreSQL, and the fake of the tests that passes the same contract.
 */
public interface AuditStore extends AutoCloseable {

  /**
   * Writes the entries and their companions in one transaction and returns once it is durably
   * committed. Blocks.
   *
   * @return the positions, in the order of the entries
   * @throws NotRecordedException when nothing of the batch is, or ever will be, in the store
   * @throws OutcomeUnknownException when the connection went before the answer to COMMIT came: call
   *     {@link #resolve}
   */
  List<AuditPosition> append(List<AuditEntry> batch);

  /**
   * Finds out what became of the batch whose {@link #append} ended with {@link
   * OutcomeUnknownException}. Blocks.
   *
   * @return the positions if it was committed after all; empty if it was not, and then never will
   *     be
   * @throws OutcomeUnknownException when the database still can't say; call again later, and append
   *     nothing meanwhile
   */
  List<AuditPosition> resolve();

  /** Where the record ends: all that is written from now on stands after it. */
  AuditPosition end();

  @Override
  void close();
}
