package org.chancery.server.policy;

import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Message;

/** Recognises what is encrypted from client to client. */
final class Encryption {
  private static final Map<String, String> BY_NAMESPACE =
      Map.of(
          "eu.siacs.conversations.axolotl", "omemo",
          "urn:xmpp:omemo:1", "omemo",
          "urn:xmpp:omemo:2", "omemo",
          "urn:xmpp:openpgp:0", "openpgp",
          "jabber:x:encrypted", "openpgp (old)",
          "urn:ietf:params:xml:ns:xmpp-e2e", "s/mime",
          "urn:xmpp:otr:0", "otr",
          "urn:xmpp:mls:0", "mls");
  private static final String HINT = "urn:xmpp:eme:0";
  private static final String NODE_OLD = "eu.siacs.conversations.axolotl.";

  private Encryption() {}

  /** What a message is encrypted with; empty when it is readable. */
  static Optional<String> of(Message message) {
    for (Element child : message.element().children()) {
      String known = BY_NAMESPACE.get(child.namespace());
      if (known != null) {
        return Optional.of(known);
      }
      if (child.is("encryption", HINT)) {
        // A scheme that nobody here knows says at least that it is one.
        return Optional.of(
            BY_NAMESPACE.getOrDefault(child.attribute("namespace").orElse(""), "unknown"));
      }
    }
    return message.body().filter(body -> body.startsWith("?OTR")).map(body -> "otr");
  }

  /** Whether a node holds keys for it. */
  static boolean isKeyNode(String node) {
    return node.startsWith(NODE_OLD)
        || node.startsWith("urn:xmpp:omemo:")
        || node.startsWith("urn:xmpp:openpgp:0:");
  }
}
