package org.chancery.protocol.payload;

import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;

/** Unique and Stable Stanza IDs, XEP-0359. */
public final class StanzaIds {
  /** The namespace. */
  public static final String NAMESPACE = "urn:xmpp:sid:0";

  private StanzaIds() {}

  /** A copy of the message with the id that {@code by} has given it. */
  public static Message add(Message message, Jid by, String id) {
    Element stanzaId =
        Element.builder("stanza-id", NAMESPACE)
            .attribute("id", id)
            .attribute("by", by.toString())
            .build();
    return message.withElement(message.element().withChild(stanzaId));
  }
}
