package org.chancery.server.feature.pubsub;

import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;

/** May refuse what is published, and hide nodes. */
public interface PublishScreen {

  /**
   * Does nothing to let it pass.
   *
   * @throws org.chancery.protocol.StanzaException to refuse it with this error
   */
  void screen(Jid service, String node, Element publish, Jid publisher);

  /** Whether a node is to look as if it did not exist. */
  boolean hides(Jid service, String node);
}
