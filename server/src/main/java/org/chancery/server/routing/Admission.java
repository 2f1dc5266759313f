package org.chancery.server.routing;

/** How a message that was admitted is delivered, once its row is committed. */
@FunctionalInterface
public interface Admission {

  /**
   * Collects the recipients' copies. Whatever fails here is not told to the sender: the message was
   * accepted.
   */
  void deliver(Copies copies);
}
