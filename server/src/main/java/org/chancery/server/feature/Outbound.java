package org.chancery.server.feature;

import java.util.List;
import org.chancery.server.session.Outgoing;
import org.chancery.server.session.Session;

/**
 * Looks at what is about to be sent to one session; may hold it back and release it later, in
 * order.
 */
@FunctionalInterface
public interface Outbound {

  /**
   * What to send now, in order: the stanza alone, nothing (it is held), or what was held and then
   * the stanza. Called under the session's lock: it must not block, nor send.
   */
  List<Outgoing> outbound(Session session, Outgoing stanza);
}
