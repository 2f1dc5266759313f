package org.chancery.server.feature.displayed;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.Spec;
import org.chancery.server.feature.pubsub.Nodes;
import org.chancery.server.routing.Origin;

/**
 * Takes the note of what has been read out of a message to somebody else, and puts it among the
 * sender's own nodes (section 4.2). The node itself is an ordinary private one.
 */
public final class DisplayedAssist implements Feature {
  private static final String NODE = "urn:xmpp:mds:displayed:0";

  private final Nodes nodes;

  /** Over the nodes. */
  public DisplayedAssist(Nodes nodes) {
    this.nodes = nodes;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(490, "Message Displayed Synchronization", "1.0.1"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.stamp("what the sender has read goes among its own nodes", this::stamp);
    hooks.accountFeature("urn:xmpp:mds:server-assist:0");
  }

  private Message stamp(Origin origin, Message message) {
    Optional<Element> displayed = message.element().child("displayed", NODE);
    if (displayed.isEmpty()) {
      return message;
    }
    Optional<Jid> chat = message.to();
    if (origin.session().isPresent() && chat.isPresent()) {
      nodes.publish(origin.address().bare(), NODE, chat.get().toString(), displayed.get());
    }
    return message.withElement(
        message.element().withoutChildren(child -> child.is("displayed", NODE)));
  }
}
