package org.chancery.server.feature.pubsub;

import org.chancery.protocol.Element;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/** The errors of XEP-0060 with their application-specific conditions. */
final class Refusals {
  private Refusals() {}

  /** A condition with what XEP-0060 adds to it, such as {@code closed-node}. */
  static StanzaException of(Condition condition, String detail) {
    return of(condition, detail, "");
  }

  static StanzaException of(Condition condition, String detail, String text) {
    return new StanzaException(
        StanzaError.of(condition, text)
            .withApplication(Element.of(detail, PubSubNamespaces.ERRORS)));
  }

  static StanzaException unsupported(String feature) {
    Element detail =
        Element.builder("unsupported", PubSubNamespaces.ERRORS)
            .attribute("feature", feature)
            .build();
    return new StanzaException(
        StanzaError.of(Condition.FEATURE_NOT_IMPLEMENTED).withApplication(detail));
  }

  static StanzaException forbidden() {
    return new StanzaException(Condition.FORBIDDEN);
  }

  static StanzaException noSuchNode() {
    return new StanzaException(Condition.ITEM_NOT_FOUND);
  }

  static StanzaException preconditionNotMet(String field) {
    return of(
        Condition.CONFLICT,
        "precondition-not-met",
        "The node's setting " + field + " is another one; nothing was published.");
  }
}
