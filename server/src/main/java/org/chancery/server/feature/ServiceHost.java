package org.chancery.server.feature;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.Discovery;
import org.chancery.server.routing.Admission;
import org.chancery.server.routing.Host;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;

/**
 * A service at one address that answers requests: what every service is asked is answered here (who
 * it is, whether it is there), the rest by the service itself.
 */
public abstract class ServiceHost implements Host {
  private static final String PING = "urn:xmpp:ping";
  private static final List<Element> COMMON =
      List.of(
          Discovery.feature(Discovery.INFO),
          Discovery.feature(Discovery.ITEMS),
          Discovery.feature(PING));

  private final Jid address;
  private final Element identity;
  private final List<Element> described;

  /**
   * With how it is found.
   *
   * @param identity what it is; its name is what people are shown
   * @param described its own features, then forms, for service discovery
   */
  protected ServiceHost(Jid address, Element identity, List<Element> described) {
    this.address = address;
    this.identity = identity;
    this.described = described;
  }

  @Override
  public final String domain() {
    return address.domain();
  }

  @Override
  public final String displayName() {
    return identity.attribute("name").orElseThrow();
  }

  @Override
  public Admission admit(Origin origin, Message message, AuditEntry.Builder entry) {
    throw new StanzaException(Condition.SERVICE_UNAVAILABLE, "Nobody reads messages here.");
  }

  @Override
  public final void presence(Origin origin, Presence presence) {
    // The service is the same for everybody who asks.
  }

  @Override
  public final Optional<Iq> iq(Origin origin, Iq iq) {
    if (!iq.isRequest()) {
      return Optional.empty();
    }
    if (!iq.to().filter(address::equals).isPresent()) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
    Element payload = iq.payload();
    if (iq.type() == Iq.Type.GET && payload.is("ping", PING)) {
      return Optional.of(iq.result());
    }
    if (iq.type() == Iq.Type.GET && payload.is("query", Discovery.INFO)) {
      return Optional.of(found(iq, info(node(payload), origin.address())));
    }
    if (iq.type() == Iq.Type.GET && payload.is("query", Discovery.ITEMS)) {
      return Optional.of(found(iq, items(node(payload), origin.address())));
    }
    return Optional.of(answer(origin, iq));
  }

  private static String node(Element query) {
    return query.attribute("node").orElse("");
  }

  private static Iq found(Iq asked, Optional<List<Element>> parts) {
    Element query = asked.payload();
    List<Element> answer = parts.orElseThrow(() -> new StanzaException(Condition.ITEM_NOT_FOUND));
    return asked.result(
        Element.builder("query", query.namespace())
            .attribute("node", query.attribute("node"))
            .addAll(answer)
            .build());
  }

  private Optional<List<Element>> info(String node, Jid asker) {
    return node.isEmpty()
        ? Optional.of(
            Stream.of(List.of(identity), COMMON, described).flatMap(List::stream).toList())
        : nodeInfo(node, asker);
  }

  /** Identities, features and forms of a node; empty when there is none, or not for the asker. */
  protected Optional<List<Element>> nodeInfo(String node, Jid asker) {
    return Optional.empty();
  }

  /**
   * The items of a node, or with an empty name those of the service; empty when there is no such
   * node, or not for the asker.
   */
  protected Optional<List<Element>> items(String node, Jid asker) {
    return node.isEmpty() ? Optional.of(List.of()) : Optional.empty();
  }

  /**
   * Answers any other request that is addressed to the service.
   *
   * @throws StanzaException to reply with an error
   */
  protected abstract Iq answer(Origin origin, Iq iq);
}
