package org.chancery.server.session;

import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError;

/**
 * The reply to what has the name of a stanza and can't be read as one, such as one with a bad
 * address.
 */
final class MalformedStanza {
  private MalformedStanza() {}

  /** An error stanza from the server; the address that was no address is not repeated. */
  static Element reply(Element malformed, Jid to, StanzaError error) {
    Element.Builder reply =
        Element.builder(malformed.name(), malformed.namespace())
            .attribute("type", "error")
            .attribute("to", to.toString())
            .attribute("from", to.domain());
    malformed.attribute("id").ifPresent(id -> reply.attribute("id", id));
    return reply.add(error.toElement(malformed.namespace())).build();
  }
}
