package org.chancery.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A message stanza, RFC 6121 section 5. Immutable.
 *
 * @param element the whole stanza
 * @param from the sender
 * @param to the recipient
 */
public record Message(Element element, Optional<Jid> from, Optional<Jid> to) implements Stanza {

  /** What kind of message, RFC 6121 section 5.2.2. */
  public enum Type {
    NORMAL,
    CHAT,
    GROUPCHAT,
    HEADLINE,
    ERROR;

    /** The value on the wire. */
    public String xmlName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A message of one's own to nobody yet; an empty id is left out. */
  public static Message of(Type type, String id, Jid from, Element... children) {
    Element.Builder message = Element.builder("message", Namespaces.CLIENT);
    if (type != Type.NORMAL) {
      message.attribute("type", type.xmlName());
    }
    if (!id.isEmpty()) {
      message.attribute("id", id);
    }
    message.attribute("from", from.toString()).addAll(List.of(children));
    return new Message(message.build(), Optional.of(from), Optional.empty());
  }

  /** The type; a missing or unknown one is {@code normal}, as the RFC asks. */
  public Type type() {
    return switch (element.attribute("type").orElse("normal")) {
      case "chat" -> Type.CHAT;
      case "groupchat" -> Type.GROUPCHAT;
      case "headline" -> Type.HEADLINE;
      case "error" -> Type.ERROR;
      default -> Type.NORMAL;
    };
  }

  /** The first body, if there is one. */
  public Optional<String> body() {
    return element.childText("body");
  }

  /** The conversation thread. */
  public Optional<String> thread() {
    return element.childText("thread");
  }

  @Override
  public Message withFrom(Jid sender) {
    return (Message) Stanza.super.withFrom(sender);
  }

  @Override
  public Message withTo(Jid recipient) {
    return (Message) Stanza.super.withTo(recipient);
  }

  @Override
  public Message withElement(Element changed) {
    return new Message(changed, from, to);
  }
}
