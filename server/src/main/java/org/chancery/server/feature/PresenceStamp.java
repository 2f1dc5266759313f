package org.chancery.server.feature;

import org.chancery.protocol.Presence;
import org.chancery.server.routing.Origin;

/** Changes an available presence before anybody sees it, for instance adds a picture's hash. */
@FunctionalInterface
public interface PresenceStamp {

  /**
   * The presence as others shall see it.
   *
   * @throws org.chancery.protocol.StanzaException to refuse it
   */
  Presence stamp(Origin origin, Presence presence);
}
