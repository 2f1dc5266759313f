package org.chancery.protocol.payload;

import java.time.Instant;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Namespaces;

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

  /** The stanza that is wrapped inside {@code parent}, if there is one. */
  public static Optional<Element> stanza(Element parent) {
    return parent
        .child("forwarded", NAMESPACE)
        .flatMap(forwarded -> forwarded.childIn(Namespaces.CLIENT));
  }
}
