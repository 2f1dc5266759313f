package org.chancery.server.feature.push;

import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Message;

/** Which messages are worth waking a device for: those that a person would want to be told of. */
final class Wakening {
  private static final String MUC_USER = "http://jabber.org/protocol/muc#user";

  /** Elements that matter without a body: encrypted content, calls and invitations. */
  private static final Set<String> WORTHY =
      Set.of(
          "payload eu.siacs.conversations.axolotl",
          "payload urn:xmpp:omemo:2",
          "openpgp urn:xmpp:openpgp:0",
          "propose urn:xmpp:jingle-message:0",
          "invite urn:xmpp:call-invites:0",
          "x jabber:x:conference",
          "invite " + MUC_USER);

  private Wakening() {}

  static boolean isWorthwhile(Message message) {
    return switch (message.type()) {
      case NORMAL, CHAT, GROUPCHAT -> message.body().isPresent() || matters(message.element());
      case HEADLINE, ERROR -> false;
    };
  }

  /** An encrypted element without a payload (XEP-0384 section 4.7) only exchanges keys. */
  private static boolean matters(Element message) {
    return message.children().stream()
        .anyMatch(
            child -> isWorthy(child) || child.children().stream().anyMatch(Wakening::isWorthy));
  }

  private static boolean isWorthy(Element element) {
    return WORTHY.contains(element.name() + " " + element.namespace());
  }
}
