package org.chancery.server.feature.carbons;

import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Message;

/**
 * Which messages are copied, XEP-0280 section 6.1, the rules that {@code carbons:rules:0} stands
 * for.
 */
final class CarbonRules {
  private static final String MUC_USER = "http://jabber.org/protocol/muc#user";

  /** Payloads that make a message of type normal worth copying although it has no body. */
  private static final Set<String> CONVERSATIONAL =
      Set.of(
          "urn:xmpp:receipts",
          "http://jabber.org/protocol/chatstates",
          "urn:xmpp:chat-markers:0",
          "urn:xmpp:reactions:0",
          "urn:xmpp:message-retract:1",
          "urn:xmpp:jingle-message:0",
          "urn:xmpp:message-correct:0",
          "jabber:x:conference",
          "urn:xmpp:omemo:2",
          "eu.siacs.conversations.axolotl",
          "urn:xmpp:openpgp:0");

  private CarbonRules() {}

  static boolean eligible(Message message) {
    if (Carbons.isPrivate(message)) {
      return false;
    }
    return switch (message.type()) {
      case CHAT, ERROR -> true;
      case NORMAL -> message.body().isPresent() || hasConversationalPayload(message.element());
      case GROUPCHAT, HEADLINE -> false;
    };
  }

  private static boolean hasConversationalPayload(Element message) {
    return message.children().stream()
        .anyMatch(child -> CONVERSATIONAL.contains(child.namespace()) || isInvitation(child));
  }

  private static boolean isInvitation(Element child) {
    return child.is("x", MUC_USER) && child.child("invite", MUC_USER).isPresent();
  }
}
