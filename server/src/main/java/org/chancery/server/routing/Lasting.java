package org.chancery.server.routing;

import java.util.Set;
import org.chancery.protocol.Element;

/**
 * Tells what is worth having later from what matters only now. Nothing of this is about the record.
 */
public final class Lasting {
  private static final String HINTS = "urn:xmpp:hints";

  /** Payloads without content of their own. */
  private static final Set<String> PASSING =
      Set.of(
          "http://jabber.org/protocol/chatstates",
          HINTS,
          "urn:xmpp:sid:0",
          "http://jabber.org/protocol/pubsub#event");

  private Lasting() {}

  /**
   * Whether a message has content, or its sender says that it is worth keeping (XEP-0334, {@code
   * store}), and not that it isn't ({@code no-store}).
   */
  public static boolean isLasting(Element message) {
    return !hints(message, "no-store")
        && (hints(message, "store")
            || message.children().stream().anyMatch(child -> isContent(message, child)));
  }

  /** Whether people who look later are to find it, by the same and {@code no-permanent-store}. */
  public static boolean isForHistory(Element message) {
    return isLasting(message) && !hints(message, "no-permanent-store");
  }

  /** Whether a message has this processing hint (XEP-0334). */
  public static boolean hints(Element message, String hint) {
    return message.child(hint, HINTS).isPresent();
  }

  private static boolean isContent(Element message, Element child) {
    return !PASSING.contains(child.namespace()) && !child.is("thread", message.namespace());
  }
}
