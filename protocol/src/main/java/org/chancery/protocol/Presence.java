package org.chancery.protocol;

import java.util.Locale;
import java.util.Optional;

/**
 * A presence stanza, RFC 6121 sections 3 and 4. Immutable.
 *
 * @param element the whole stanza
 * @param from the sender
 * @param to the recipient; empty for a broadcast
 */
public record Presence(Element element, Optional<Jid> from, Optional<Jid> to) implements Stanza {

  /**
   * What the presence says, RFC 6121 section 4.7.1; {@code AVAILABLE} is the absence of the
   * attribute.
   */
  public enum Type {
    AVAILABLE,
    UNAVAILABLE,
    SUBSCRIBE,
    SUBSCRIBED,
    UNSUBSCRIBE,
    UNSUBSCRIBED,
    PROBE,
    ERROR;

    /** The value on the wire; {@code AVAILABLE} has none and must not be asked. */
    public String xmlName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A presence of this type without payload. */
  public static Presence of(Type type, Jid from, Jid to) {
    Element.Builder presence = Element.builder("presence", Namespaces.CLIENT);
    if (type != Type.AVAILABLE) {
      presence.attribute("type", type.xmlName());
    }
    presence.attribute("from", from.toString()).attribute("to", to.toString());
    return new Presence(presence.build(), Optional.of(from), Optional.of(to));
  }

  /**
   * The type.
   *
   * @throws StanzaException {@code bad-request} for a value that the RFC does not know
   */
  public Type type() {
    String value = element.attribute("type").orElse("");
    return switch (value) {
      case "" -> Type.AVAILABLE;
      case "unavailable" -> Type.UNAVAILABLE;
      case "subscribe" -> Type.SUBSCRIBE;
      case "subscribed" -> Type.SUBSCRIBED;
      case "unsubscribe" -> Type.UNSUBSCRIBE;
      case "unsubscribed" -> Type.UNSUBSCRIBED;
      case "probe" -> Type.PROBE;
      case "error" -> Type.ERROR;
      default ->
          throw new StanzaException(StanzaError.Condition.BAD_REQUEST, "Unknown presence type.");
    };
  }

  /**
   * The priority, RFC 6121 section 4.7.2.3; 0 when missing.
   *
   * @throws StanzaException {@code bad-request} when it is no integer from -128 to 127
   */
  public int priority() {
    String text = element.childText("priority").map(String::strip).orElse("0");
    try {
      return Byte.parseByte(text);
    } catch (NumberFormatException e) {
      throw new StanzaException(
          StanzaError.Condition.BAD_REQUEST, "The priority is not an integer from -128 to 127.");
    }
  }

  @Override
  public Presence withFrom(Jid sender) {
    return (Presence) Stanza.super.withFrom(sender);
  }

  @Override
  public Presence withTo(Jid recipient) {
    return (Presence) Stanza.super.withTo(recipient);
  }

  @Override
  public Presence withElement(Element changed) {
    return new Presence(changed, from, to);
  }
}
