package org.chancery.server.routing;

import org.chancery.protocol.Element;
import org.chancery.protocol.Message;

/** Tells "is typing" from what has content (XEP-0085 section 5.1 with XEP-0334 hints). */
public final class ChatStates {
  private static final String CHAT_STATES = "http://jabber.org/protocol/chatstates";
  private static final String HINTS = "urn:xmpp:hints";

  private ChatStates() {}

  /** Whether there is a chat state and nothing besides it but its thread and hints. */
  public static boolean isBareChatState(Message message) {
    boolean state = false;
    for (Element child : message.element().children()) {
      if (child.namespace().equals(CHAT_STATES)) {
        state = true;
      } else if (!child.is("thread", message.element().namespace())
          && !child.namespace().equals(HINTS)) {
        return false;
      }
    }
    return state && message.type() != Message.Type.ERROR;
  }
}
