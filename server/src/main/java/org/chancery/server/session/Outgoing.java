package org.chancery.server.session;

import java.util.Optional;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Presence;
import org.chancery.protocol.Stanza;
import org.chancery.server.audit.Audited;

/** A stanza on its way to a session: an IQ, a presence, or a message that is on record. */
public sealed interface Outgoing {

  /** A request or an answer. */
  record OfIq(Iq stanza) implements Outgoing {}

  /** Somebody's presence, or a subscription. */
  record OfPresence(Presence stanza) implements Outgoing {}

  /**
   * A message, which nobody can send without its {@link Audited}.
   *
   * @param audited the permission, with the copy to send in it
   */
  record OfMessage(Audited audited) implements Outgoing {
    @Override
    public Stanza stanza() {
      return audited.message();
    }
  }

  /** What goes on the wire. */
  Stanza stanza();

  /** The message, if it is one. */
  default Optional<Audited> message() {
    return this instanceof OfMessage(Audited audited) ? Optional.of(audited) : Optional.empty();
  }
}
