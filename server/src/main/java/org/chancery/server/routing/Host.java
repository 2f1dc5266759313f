package org.chancery.server.routing;

import org.chancery.protocol.Iq;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.storage.AuditEntry;

/**
 * A service of ours with a domain of its own, such as the rooms: what is addressed there passes
 * through the same path.
 */
public interface Host {

  /** The domain. */
  String domain();

  /** The name that people are shown in service discovery. */
  String displayName();

  /**
   * Takes a message in before it is recorded: adds to its row what only the host knows (the
   * audience, the conversation).
   *
   * @return how it will be delivered once it is on record
   * @throws org.chancery.protocol.StanzaException to refuse it
   */
  Admission admit(Origin origin, Message message, AuditEntry.Builder entry);

  /** Takes a presence addressed to the domain or below it. */
  void presence(Origin origin, Presence presence);

  /**
   * Answers a request addressed to the domain or below it; a request that is passed on is answered
   * later, by {@link Delivery#send(Iq)}.
   *
   * @throws org.chancery.protocol.StanzaException to reply with an error
   */
  java.util.Optional<Iq> iq(Origin origin, Iq iq);
}
