package org.chancery.server.feature;

import java.util.function.UnaryOperator;
import org.chancery.protocol.Presence;
import org.chancery.server.session.Session;

/** Follows a session's life. A failure is logged and the rest goes on. */
public interface SessionListener {

  /** A resource was bound. */
  default void opened(Session session) {}

  /**
   * Presence without address was sent; {@code initial} when the session was not available before.
   */
  default void available(Session session, Presence presence, boolean initial) {}

  /**
   * The server itself changes what the session shows. Told under a lock of the account's: not to
   * wait.
   */
  default void changed(Session session, UnaryOperator<Presence> change) {}

  /** The session is no longer available: it said so, or it ended. */
  default void unavailable(Session session, Presence presence) {}

  /** The stream was resumed on another connection (XEP-0198). */
  default void resumed(Session session) {}

  /** The session has ended for good. */
  default void closed(Session session) {}
}
