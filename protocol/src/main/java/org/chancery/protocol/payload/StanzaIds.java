package org.chancery.protocol.payload;

import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.Message;

/** Unique and Stable Stanza IDs, XEP-0359. */
public final class StanzaIds {
  /** The namespace. */
  public static final String NAMESPACE = "urn:xmpp:sid:0";

  private StanzaIds() {}

  /** A copy of the message with the id that {@code by} has given it, in place of any forged one. */
  public static Message add(Message message, Jid by, String id) {
    Element stanzaId =
        Element.builder("stanza-id", NAMESPACE)
            .attribute("id", id)
            .attribute("by", by.toString())
            .build();
    return message.withElement(strip(message, by).element().withChild(stanzaId));
  }

  /**
   * A copy without the ids that claim to be given by {@code by}, section 3 rule 3: whoever gives
   * ids must delete those, even when giving none. Ids given by others stay.
   */
  public static Message strip(Message message, Jid by) {
    Element stripped =
        message
            .element()
            .withoutChildren(child -> child.is("stanza-id", NAMESPACE) && isGivenBy(child, by));
    return stripped == message.element() ? message : message.withElement(stripped);
  }

  private static boolean isGivenBy(Element stanzaId, Jid by) {
    String claimed = stanzaId.attribute("by").orElse("");
    return claimed.equals(by.toString()) || isSameAddress(claimed, by);
  }

  /** A forger might write the address another way, which a client would normalise. */
  private static boolean isSameAddress(String claimed, Jid by) {
    try {
      return Jid.of(claimed).equals(by);
    } catch (JidException e) {
      return false;
    }
  }
}
