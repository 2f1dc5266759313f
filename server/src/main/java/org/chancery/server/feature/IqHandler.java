package org.chancery.server.feature;

import org.chancery.protocol.Iq;

/** Answers one kind of request. Runs on the asker's thread and may block. */
@FunctionalInterface
public interface IqHandler {

  /**
   * The one reply.
   *
   * @throws org.chancery.protocol.StanzaException to reply with an error
   */
  Iq handle(IqRequest request);
}
