package org.chancery.server.feature;

import org.chancery.protocol.Element;
import org.chancery.server.session.Session;

/** Handles a first-level element that is no stanza, such as a client's state. */
@FunctionalInterface
public interface NonzaHandler {

  /**
   * Handles it; answers with {@link Session#sendNonza}.
   *
   * @throws org.chancery.protocol.StreamException to end the stream
   */
  void handle(Session session, Element element);
}
