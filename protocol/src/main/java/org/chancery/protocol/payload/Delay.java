package org.chancery.protocol.payload;

import java.time.Instant;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;

/** Delayed Delivery, XEP-0203. */
public final class Delay {
  /** The namespace. */
  public static final String NAMESPACE = "urn:xmpp:delay";

  private Delay() {}

  /** Says that a stanza was held back by {@code from}, which got it at {@code stamp}. */
  public static Element element(Jid from, Instant stamp) {
    return Element.builder("delay", NAMESPACE)
        .attribute("from", from.toString())
        .attribute("stamp", Timestamps.format(stamp))
        .build();
  }

  /** Says when a stanza was sent first, without saying who knows. */
  public static Element element(Instant stamp) {
    return Element.builder("delay", NAMESPACE).attribute("stamp", Timestamps.format(stamp)).build();
  }
}
