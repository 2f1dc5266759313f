package org.chancery.server.routing;

/**
 * How a message that was admitted is delivered, once its row is committed. A host that must deliver
 * in the order of the record, as a room must, takes a turn when it admits, passes it on in {@link
 * #queued} and ends it in {@link #finished}.
 */
@FunctionalInterface
public interface Admission {

  /**
   * Collects the recipients' copies. Whatever fails here is not told to the sender: the message was
   * accepted.
   */
  void deliver(Copies copies);

  /**
   * The row has its place in the queue to the record: what is queued after this call stands later
   * in the record.
   */
  default void queued() {}

  /** Always the last call, whether the message was delivered or could not be recorded. */
  default void finished() {}
}
