package org.chancery.server.feature;

import org.chancery.protocol.Presence;
import org.chancery.server.routing.Origin;

/** Handles presence: broadcasts, subscriptions, directed presence. */
@FunctionalInterface
public interface PresenceHandler {

  /**
   * Handles it if it is of the handler's kind.
   *
   * @return whether it did; the next handler is asked otherwise
   * @throws org.chancery.protocol.StanzaException to answer with an error
   */
  boolean handle(Origin origin, Presence presence);
}
