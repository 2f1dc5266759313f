package org.chancery.server.feature.pubsub;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.routing.Admission;
import org.chancery.server.routing.Host;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;

/** The service with a domain of its own. */
final class PubSubHost implements Host {
  private static final String PING = "urn:xmpp:ping";

  private final Jid address;
  private final PubSubIqs iqs;
  private final PubSubDisco disco;
  private final Subscribing subscribing;

  PubSubHost(Jid address, PubSubIqs iqs, PubSubDisco disco, Subscribing subscribing) {
    this.address = address;
    this.iqs = iqs;
    this.disco = disco;
    this.subscribing = subscribing;
  }

  @Override
  public String domain() {
    return address.domain();
  }

  @Override
  public String displayName() {
    return "Publish-Subscribe";
  }

  /** Only owners' answers to subscription requests are of use here. */
  @Override
  public Admission admit(Origin origin, Message message, AuditEntry.Builder entry) {
    if (!message.to().filter(address::equals).isPresent()) {
      throw new StanzaException(Condition.ITEM_NOT_FOUND);
    }
    return copies -> subscribing.answered(address, origin.address().bare(), message);
  }

  @Override
  public void presence(Origin origin, Presence presence) {
    // Nothing here depends on presence that is sent to the service.
  }

  @Override
  public Optional<Iq> iq(Origin origin, Iq iq) {
    if (!iq.isRequest()) {
      return Optional.empty();
    }
    if (!iq.to().filter(address::equals).isPresent()) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
    Element payload = iq.payload();
    if (PubSubIqs.isOne(iq)) {
      return Optional.of(iqs.answer(iq, address, origin.address()));
    }
    if (iq.type() == Iq.Type.GET && payload.is("query", PubSubDisco.INFO)) {
      return Optional.of(iq.result(info(payload, origin.address())));
    }
    if (iq.type() == Iq.Type.GET && payload.is("query", PubSubDisco.ITEMS)) {
      return Optional.of(iq.result(items(payload, origin.address())));
    }
    if (iq.type() == Iq.Type.GET && payload.is("ping", PING)) {
      return Optional.of(iq.result());
    }
    throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
  }

  private Element info(Element query, Jid asker) {
    Optional<String> node = query.attribute("node").filter(name -> !name.isEmpty());
    List<Element> info =
        node.isEmpty()
            ? service()
            : disco.info(address, node.get(), asker).orElseThrow(Refusals::noSuchNode);
    return Element.builder("query", PubSubDisco.INFO).attribute("node", node).addAll(info).build();
  }

  private List<Element> service() {
    Element identity =
        Element.builder("identity", PubSubDisco.INFO)
            .attribute("category", "pubsub")
            .attribute("type", "service")
            .attribute("name", displayName())
            .build();
    Element.Builder all = Element.builder("query", PubSubDisco.INFO).add(identity);
    all.add(PubSubDisco.feature(PubSubDisco.INFO)).add(PubSubDisco.feature(PubSubDisco.ITEMS));
    all.add(PubSubDisco.feature(PING)).add(PubSubDisco.feature(PubSubNamespaces.PUBSUB));
    PubSubDisco.FEATURES.forEach(
        name -> all.add(PubSubDisco.feature(PubSubNamespaces.PUBSUB + "#" + name)));
    return all.build().children();
  }

  private Element items(Element query, Jid asker) {
    Optional<String> node = query.attribute("node");
    List<Element> items =
        disco.items(address, node.orElse(""), asker).orElseThrow(Refusals::noSuchNode);
    return Element.builder("query", PubSubDisco.ITEMS)
        .attribute("node", node)
        .addAll(items)
        .build();
  }
}
