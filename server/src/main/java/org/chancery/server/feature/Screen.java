package org.chancery.server.feature;

import org.chancery.protocol.Stanza;
import org.chancery.server.routing.Origin;

/**
 * Looks at a stanza before it is recorded and may refuse it. Messages, presence to others, and IQs
 * that are passed on.
 */
@FunctionalInterface
public interface Screen {

  /**
   * Does nothing to let the stanza pass.
   *
   * @throws org.chancery.protocol.StanzaException to refuse it with this error
   */
  void screen(Origin origin, Stanza stanza);
}
