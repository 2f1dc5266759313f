package org.chancery.protocol.payload;

import java.util.Optional;
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

  /** The id that {@code by} has given; to be asked only of who checks for forged ones. */
  public static Optional<String> id(Message message, Jid by) {
    return message.element().children("stanza-id", NAMESPACE).stream()
        .filter(child -> isGivenBy(child, by))
        .findFirst()
        .flatMap(child -> child.attribute("id"));
  }

  /** The id that the sender's device has given, which anybody can write. */
  public static Optional<String> originId(Message message) {
    return message.element().child("origin-id", NAMESPACE).flatMap(child -> child.attribute("id"));
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
