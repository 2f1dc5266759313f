package org.chancery.server.feature.pubsub;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.Discovery;
import org.chancery.server.feature.ServiceHost;
import org.chancery.server.routing.Admission;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;

/** The service with a domain of its own. */
final class PubSubHost extends ServiceHost {
  private final Jid address;
  private final PubSubIqs iqs;
  private final PubSubDisco disco;
  private final Subscribing subscribing;

  PubSubHost(Jid address, PubSubIqs iqs, PubSubDisco disco, Subscribing subscribing) {
    super(
        address,
        Discovery.identity("pubsub", "service", "Publish-Subscribe"),
        Stream.concat(
                Stream.of(PubSubNamespaces.PUBSUB),
                PubSubDisco.FEATURES.stream().map(name -> PubSubNamespaces.PUBSUB + "#" + name))
            .map(Discovery::feature)
            .toList());
    this.address = address;
    this.iqs = iqs;
    this.disco = disco;
    this.subscribing = subscribing;
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
  protected Optional<List<Element>> nodeInfo(String node, Jid asker) {
    return disco.info(address, node, asker);
  }

  @Override
  protected Optional<List<Element>> items(String node, Jid asker) {
    return disco.items(address, node, asker);
  }

  @Override
  protected Iq answer(Origin origin, Iq iq) {
    if (!PubSubIqs.isOne(iq)) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
    return iqs.answer(iq, address, origin.address());
  }
}
