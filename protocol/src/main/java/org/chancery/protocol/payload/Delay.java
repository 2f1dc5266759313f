package org.chancery.protocol.payload;

import java.time.Instant;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaException;

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

  /**
   * When {@code from} got the stanza, if it says so. Others may write what they like into a stanza,
   * so the sender must be one that is trusted; a stamp that can't be read counts as none.
   */
  public static Optional<Instant> stamp(Element stanza, Jid from) {
    return stanza.children("delay", NAMESPACE).stream()
        .filter(delay -> delay.attribute("from").filter(from.toString()::equals).isPresent())
        .findFirst()
        .flatMap(delay -> delay.attribute("stamp"))
        .flatMap(Delay::readable);
  }

  private static Optional<Instant> readable(String stamp) {
    try {
      return Optional.of(Timestamps.parse(stamp));
    } catch (StanzaException e) {
      return Optional.empty();
    }
  }
}
