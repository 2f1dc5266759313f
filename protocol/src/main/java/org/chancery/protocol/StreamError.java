package org.chancery.protocol;

import java.util.Locale;

/**
 * An error that ends a stream, RFC 6120 section 4.9. Immutable.
 *
 * @param condition the defined condition
 * @param text a sentence for the person, empty for none; never holds internals or what the peer
 *     sent
 */
public record StreamError(Condition condition, String text) {

  /** The defined conditions, RFC 6120 section 4.9.3. */
  public enum Condition {
    BAD_FORMAT,
    BAD_NAMESPACE_PREFIX,
    CONFLICT,
    CONNECTION_TIMEOUT,
    HOST_GONE,
    HOST_UNKNOWN,
    IMPROPER_ADDRESSING,
    INTERNAL_SERVER_ERROR,
    INVALID_FROM,
    INVALID_NAMESPACE,
    INVALID_XML,
    NOT_AUTHORIZED,
    NOT_WELL_FORMED,
    POLICY_VIOLATION,
    REMOTE_CONNECTION_FAILED,
    RESET,
    RESOURCE_CONSTRAINT,
    RESTRICTED_XML,
    SEE_OTHER_HOST,
    SYSTEM_SHUTDOWN,
    UNDEFINED_CONDITION,
    UNSUPPORTED_ENCODING,
    UNSUPPORTED_FEATURE,
    UNSUPPORTED_STANZA_TYPE,
    UNSUPPORTED_VERSION;

    /** The element's name on the wire. */
    public String xmlName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** An error without text. */
  public static StreamError of(Condition condition) {
    return new StreamError(condition, "");
  }

  /** The {@code <stream:error/>} element. */
  public Element toElement() {
    Element.Builder error =
        Element.builder("error", Namespaces.STREAM)
            .add(Element.of(condition.xmlName(), Namespaces.STREAM_ERRORS));
    if (!text.isEmpty()) {
      error.add(
          Element.builder("text", Namespaces.STREAM_ERRORS)
              .attribute(Namespaces.XML, "lang", "en")
              .text(text)
              .build());
    }
    return error.build();
  }
}
