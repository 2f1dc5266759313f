package org.chancery.server.feature.archive;

import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Message;
import org.chancery.storage.AuditEntry.Visibility;

/**
 * What shows in people's own history, XEP-0313 section 5.1.3. The record holds a message whatever
 * this says.
 */
final class ArchiveRules {
  private static final String HINTS = "urn:xmpp:hints";

  /** Payloads without content of their own: a message of only these is not worth finding again. */
  private static final Set<String> TRANSIENT =
      Set.of(
          "http://jabber.org/protocol/chatstates",
          HINTS,
          "urn:xmpp:sid:0",
          "http://jabber.org/protocol/pubsub#event");

  private ArchiveRules() {}

  static Visibility visibility(Message message) {
    return switch (message.type()) {
      case NORMAL, CHAT ->
          worthFinding(message.element()) ? Visibility.BOTH : Visibility.RECORD_ONLY;
      case GROUPCHAT, HEADLINE, ERROR -> Visibility.RECORD_ONLY;
    };
  }

  private static boolean worthFinding(Element message) {
    if (message.child("no-store", HINTS).isPresent()
        || message.child("no-permanent-store", HINTS).isPresent()) {
      return false;
    }
    return message.child("store", HINTS).isPresent()
        || message.children().stream()
            .anyMatch(
                child ->
                    !TRANSIENT.contains(child.namespace())
                        && !child.is("thread", message.namespace()));
  }
}
