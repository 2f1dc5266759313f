package org.chancery.protocol.payload;

import java.time.Instant;
import org.chancery.protocol.Element;

/** Stanza Forwarding, XEP-0297. */
public final class Forwarded {
  /** The namespace. */
  public static final String NAMESPACE = "urn:xmpp:forward:0";

  private Forwarded() {}

  /** Wraps a stanza as it is. */
  public static Element element(Element stanza) {
    return Element.builder("forwarded", NAMESPACE).add(stanza).build();
  }

  /** Wraps a stanza and says when it was sent first. */
  public static Element element(Element stanza, Instant stamp) {
    return Element.builder("forwarded", NAMESPACE).add(Delay.element(stamp)).add(stanza).build();
  }
}
