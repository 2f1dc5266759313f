package org.chancery.protocol;

import java.util.Optional;
import org.chancery.protocol.StanzaError.Condition;

/**
 * A message, presence or IQ, RFC 6120 section 8, with its addresses parsed once. Immutable; every
 * change makes a new stanza over a new {@link Element}.
 */
public sealed interface Stanza permits Message, Presence, Iq {

  /** The whole stanza as XML data. */
  Element element();

  /** The sender, stamped by the server; empty only before stamping. */
  Optional<Jid> from();

  /** The recipient as the sender addressed it; empty means the sender's own account. */
  Optional<Jid> to();

  /** The id chosen by the sender. */
  default Optional<String> id() {
    return element().attribute("id");
  }

  /** Whether this reports an error; such a stanza is never answered, RFC 6120 section 8.3.1. */
  default boolean isError() {
    return element().attribute("type").filter("error"::equals).isPresent();
  }

  /** A copy with the sender set. */
  default Stanza withFrom(Jid from) {
    return over(element().withAttribute("from", from.toString()), Optional.of(from), to());
  }

  /** A copy with the recipient set. */
  default Stanza withTo(Jid to) {
    return over(element().withAttribute("to", to.toString()), from(), Optional.of(to));
  }

  /** A copy over a changed element whose addresses are the same as before. */
  default Stanza withElement(Element changed) {
    return over(changed, from(), to());
  }

  /**
   * The error reply: addresses swapped, same id, the error appended to the original payload's
   * absence. The payload is not sent back, so that nothing is echoed to somebody who did not write
   * it.
   */
  default Stanza error(StanzaError error) {
    Element.Builder reply =
        Element.builder(element().name(), element().namespace()).attribute("type", "error");
    reply.attribute("id", id());
    reply.attribute("from", to().map(Jid::toString));
    reply.attribute("to", from().map(Jid::toString));
    reply.add(error.toElement(element().namespace()));
    return over(reply.build(), to(), from());
  }

  /**
   * Reads a stanza.
   *
   * @throws StanzaException {@code jid-malformed} when an address is not one, {@code bad-request}
   *     when an IQ lacks what RFC 6120 section 8.2.3 demands
   * @throws StreamException {@code unsupported-stanza-type} when it is no stanza at all
   */
  static Stanza of(Element element) {
    return over(element, address(element, "from"), address(element, "to"));
  }

  private static Optional<Jid> address(Element element, String attribute) {
    try {
      return element.attribute(attribute).map(Jid::of);
    } catch (JidException e) {
      throw new StanzaException(
          Condition.JID_MALFORMED, "The address in '" + attribute + "' is not valid.");
    }
  }

  private static Stanza over(Element element, Optional<Jid> from, Optional<Jid> to) {
    if (!element.namespace().equals(Namespaces.CLIENT)) {
      throw new StreamException(StreamError.Condition.UNSUPPORTED_STANZA_TYPE, "");
    }
    return switch (element.name()) {
      case "message" -> new Message(element, from, to);
      case "presence" -> new Presence(element, from, to);
      case "iq" -> new Iq(element, from, to);
      default -> throw new StreamException(StreamError.Condition.UNSUPPORTED_STANZA_TYPE, "");
    };
  }
}
