package org.chancery.protocol;

import java.util.Optional;
import org.chancery.protocol.StanzaError.Condition;

/**
 * An info/query stanza, RFC 6120 section 8.2.3. Immutable; constructing one checks id, type and
 * payload.
 *
 * @param element the whole stanza
 * @param from the sender
 * @param to the recipient; empty means the sender's own account
 */
public record Iq(Element element, Optional<Jid> from, Optional<Jid> to) implements Stanza {

  /** Request or response. */
  public enum Type {
    GET,
    SET,
    RESULT,
    ERROR
  }

  /**
   * Checks the stanza.
   *
   * @throws StanzaException {@code bad-request} when the id, the type or the one payload of a
   *     request is missing
   */
  public Iq {
    if (element.attribute("id").isEmpty()) {
      throw new StanzaException(Condition.BAD_REQUEST, "An iq needs an id.");
    }
    Type type = type(element);
    if ((type == Type.GET || type == Type.SET) && element.children().size() != 1) {
      throw new StanzaException(
          Condition.BAD_REQUEST, "A request holds exactly one payload element.");
    }
  }

  /** A request from the server's side. */
  public static Iq request(Type type, String id, Jid from, Jid to, Element payload) {
    Element element =
        Element.builder("iq", Namespaces.CLIENT)
            .attribute("type", type == Type.GET ? "get" : "set")
            .attribute("id", id)
            .attribute("from", from.toString())
            .attribute("to", to.toString())
            .add(payload)
            .build();
    return new Iq(element, Optional.of(from), Optional.of(to));
  }

  /** The type. */
  public Type type() {
    return type(element);
  }

  /** Whether an answer is owed. */
  public boolean isRequest() {
    return type() == Type.GET || type() == Type.SET;
  }

  /**
   * The payload of a request.
   *
   * @throws StanzaException {@code bad-request} when there is none
   */
  public Element payload() {
    return element.firstChild().orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST));
  }

  /** The empty result that answers this request. */
  public Iq result() {
    return resultWith(Optional.empty());
  }

  /** The result with a payload that answers this request. */
  public Iq result(Element payload) {
    return resultWith(Optional.of(payload));
  }

  private Iq resultWith(Optional<Element> payload) {
    Element.Builder reply =
        Element.builder("iq", element.namespace())
            .attribute("type", "result")
            .attribute("id", id())
            .attribute("from", to.map(Jid::toString))
            .attribute("to", from.map(Jid::toString));
    payload.ifPresent(reply::add);
    return new Iq(reply.build(), to, from);
  }

  @Override
  public Iq withFrom(Jid sender) {
    return (Iq) Stanza.super.withFrom(sender);
  }

  @Override
  public Iq withTo(Jid recipient) {
    return (Iq) Stanza.super.withTo(recipient);
  }

  @Override
  public Iq withElement(Element changed) {
    return new Iq(changed, from, to);
  }

  private static Type type(Element element) {
    return switch (element.attribute("type").orElse("")) {
      case "get" -> Type.GET;
      case "set" -> Type.SET;
      case "result" -> Type.RESULT;
      case "error" -> Type.ERROR;
      default ->
          throw new StanzaException(Condition.BAD_REQUEST, "The iq's type is missing or unknown.");
    };
  }
}
