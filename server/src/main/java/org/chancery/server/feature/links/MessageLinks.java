package org.chancery.server.feature.links;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Message;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.Spec;
import org.chancery.storage.AuditEntry.Relation;

/** Notes in the audit row which earlier message a message is about. */
public final class MessageLinks implements Feature {

  /** How one kind of payload names the earlier message. */
  private record Link(String relation, String name, String namespace) {
    Optional<Relation> in(Element message) {
      return message
          .child(name, namespace)
          .flatMap(payload -> payload.attribute("id"))
          .filter(id -> !id.isEmpty())
          .map(id -> new Relation(relation, id));
    }
  }

  /**
   * The first that applies is noted: what changes a message counts more than what merely answers
   * it.
   */
  private static final List<Link> LINKS =
      List.of(
          new Link("retracts", "retract", "urn:xmpp:message-retract:1"),
          new Link("retracts", "retract", "urn:xmpp:message-retract:0"),
          new Link("replaces", "replace", "urn:xmpp:message-correct:0"),
          new Link("reacts-to", "reactions", "urn:xmpp:reactions:0"),
          new Link("marks", "displayed", "urn:xmpp:chat-markers:0"),
          new Link("marks", "received", "urn:xmpp:chat-markers:0"),
          new Link("marks", "acknowledged", "urn:xmpp:chat-markers:0"),
          new Link("receives", "received", "urn:xmpp:receipts"),
          new Link("replies-to", "reply", "urn:xmpp:reply:0"));

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(184, "Message Delivery Receipts (on record)", "1.4.0"),
        Spec.xep(308, "Last Message Correction (on record)", "1.2.1"),
        Spec.xep(333, "Displayed Markers (on record)", "1.0.0"),
        Spec.xep(424, "Message Retraction (on record)", "0.4.2"),
        Spec.xep(444, "Message Reactions (on record)", "0.2.1"),
        Spec.xep(461, "Message Replies (on record)", "0.2.1"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.record(
        "note which earlier message this one is about",
        (origin, message, entry) -> link(message).ifPresent(entry::relation));
  }

  private static Optional<Relation> link(Message message) {
    return LINKS.stream().flatMap(link -> link.in(message.element()).stream()).findFirst();
  }
}
