package org.chancery.server.routing;

import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.server.session.Session;

/**
 * Who brought a stanza in. Immutable.
 *
 * @param address the stamped sender: the full address of a client
 * @param stream the id of the stream it came by; empty for the server itself
 * @param session the client's session; empty for what the server or a remote domain sends
 */
public record Origin(Jid address, String stream, Optional<Session> session) {

  /** A client. */
  public static Origin of(Session session) {
    return new Origin(session.address(), session.id(), Optional.of(session));
  }

  /** The server itself, or one of its services. */
  public static Origin ofServer(Jid address) {
    return new Origin(address, "", Optional.empty());
  }
}
