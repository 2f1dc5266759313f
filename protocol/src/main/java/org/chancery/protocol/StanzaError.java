package org.chancery.protocol;

import java.util.Locale;
import java.util.Optional;

/**
 * The error child of a stanza, RFC 6120 section 8.3. Immutable.
 *
 * @param type what the sender may do about it
 * @param condition the defined condition
 * @param text a sentence for the person, empty for none; never holds internals
 * @param application an application-specific condition
 */
public record StanzaError(
    Type type, Condition condition, String text, Optional<Element> application) {

  /** What the sender may do, RFC 6120 section 8.3.2. */
  public enum Type {
    /** Retry after providing credentials. */
    AUTH,
    /** Do not retry. */
    CANCEL,
    /** Only a warning. */
    CONTINUE,
    /** Retry after changing the data. */
    MODIFY,
    /** Retry after waiting. */
    WAIT;

    /** The value on the wire. */
    public String xmlName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The defined conditions with their usual type, RFC 6120 section 8.3.3. */
  public enum Condition {
    BAD_REQUEST(Type.MODIFY),
    CONFLICT(Type.CANCEL),
    FEATURE_NOT_IMPLEMENTED(Type.CANCEL),
    FORBIDDEN(Type.AUTH),
    GONE(Type.CANCEL),
    INTERNAL_SERVER_ERROR(Type.CANCEL),
    ITEM_NOT_FOUND(Type.CANCEL),
    JID_MALFORMED(Type.MODIFY),
    NOT_ACCEPTABLE(Type.MODIFY),
    NOT_ALLOWED(Type.CANCEL),
    NOT_AUTHORIZED(Type.AUTH),
    POLICY_VIOLATION(Type.MODIFY),
    RECIPIENT_UNAVAILABLE(Type.WAIT),
    REDIRECT(Type.MODIFY),
    REGISTRATION_REQUIRED(Type.AUTH),
    REMOTE_SERVER_NOT_FOUND(Type.CANCEL),
    REMOTE_SERVER_TIMEOUT(Type.WAIT),
    RESOURCE_CONSTRAINT(Type.WAIT),
    SERVICE_UNAVAILABLE(Type.CANCEL),
    SUBSCRIPTION_REQUIRED(Type.AUTH),
    UNDEFINED_CONDITION(Type.CANCEL),
    UNEXPECTED_REQUEST(Type.WAIT);

    private final Type usualType;

    Condition(Type usualType) {
      this.usualType = usualType;
    }

    /** The type that the RFC recommends for this condition. */
    public Type usualType() {
      return usualType;
    }

    /** The element's name on the wire. */
    public String xmlName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** An error of the condition's usual type without text. */
  public static StanzaError of(Condition condition) {
    return of(condition, "");
  }

  /** An error of the condition's usual type with a sentence for the person. */
  public static StanzaError of(Condition condition, String text) {
    return new StanzaError(condition.usualType(), condition, text, Optional.empty());
  }

  /**
   * A copy with another type, for instance {@code wait} where the RFC's usual one is {@code
   * cancel}.
   */
  public StanzaError withType(Type otherType) {
    return new StanzaError(otherType, condition, text, application);
  }

  /** A copy with an application-specific condition. */
  public StanzaError withApplication(Element condition) {
    return new StanzaError(type, this.condition, text, Optional.of(condition));
  }

  /** The {@code <error/>} element in the given stanza namespace. */
  public Element toElement(String stanzaNamespace) {
    Element.Builder error =
        Element.builder("error", stanzaNamespace)
            .attribute("type", type.xmlName())
            .add(Element.of(condition.xmlName(), Namespaces.STANZA_ERRORS));
    if (!text.isEmpty()) {
      error.add(
          Element.builder("text", Namespaces.STANZA_ERRORS)
              .attribute(Namespaces.XML, "lang", "en")
              .text(text)
              .build());
    }
    application.ifPresent(error::add);
    return error.build();
  }
}
