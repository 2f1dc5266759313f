package org.chancery.server.feature;

import org.chancery.protocol.Message;
import org.chancery.server.routing.Origin;

/** Changes a message before it is recorded, for instance takes forged ids out. */
@FunctionalInterface
public interface Stamp {

  /**
   * The message as it shall be recorded and delivered.
   *
   * @throws org.chancery.protocol.StanzaException to refuse it
   */
  Message stamp(Origin origin, Message message);
}
