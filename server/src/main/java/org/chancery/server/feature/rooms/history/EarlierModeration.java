package org.chancery.server.feature.rooms.history;

import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/**
 * XEP-0425 as it was in version 0.2, fastened to the message by XEP-0422, which clients that
 * companies still run (Gajim 1.x) ask for and understand.
 */
public final class EarlierModeration {
  /** What such clients look for in a room. */
  public static final String MODERATE = "urn:xmpp:message-moderate:0";

  /** The namespace of their request's payload. */
  public static final String FASTEN = "urn:xmpp:fasten:0";

  private static final String RETRACT = "urn:xmpp:message-retract:0";

  private EarlierModeration() {}

  /**
   * The request in today's form.
   *
   * @throws StanzaException when it is not about taking a message back
   */
  static Element request(Iq iq) {
    Element moderate =
        iq.payload()
            .child("moderate", MODERATE)
            .filter(asked -> asked.child("retract", RETRACT).isPresent())
            .orElseThrow(() -> new StanzaException(Condition.FEATURE_NOT_IMPLEMENTED));
    Element.Builder request =
        Element.builder("moderate", Moderation.MODERATE)
            .attribute("id", iq.payload().attribute("id"))
            .add(Element.of("retract", Moderation.RETRACT));
    moderate.childText("reason").ifPresent(reason -> request.add("reason", reason));
    return request.build();
  }

  /** What such clients understand of the announcement, to go beside today's form. */
  static Element announcement(String id, Optional<String> by, String reason) {
    Element moderated =
        Element.builder("moderated", MODERATE)
            .attribute("by", by)
            .add(Element.of("retract", RETRACT))
            .addUnlessEmpty("reason", reason)
            .build();
    return Element.builder("apply-to", FASTEN).attribute("id", id).add(moderated).build();
  }
}
