package org.chancery.server.feature.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.PageRequest;
import org.chancery.protocol.payload.PageResult;
import org.chancery.storage.PubSubStore.Affiliation;
import org.chancery.storage.PubSubStore.Item;
import org.chancery.storage.PubSubStore.Page;
import org.chancery.storage.PubSubStore.PageOf;
import org.chancery.storage.PubSubStore.Subscription;

/** What anybody may ask: items, and one's own affiliations and subscriptions. */
final class Reading {
  private static final String PUBSUB = PubSubNamespaces.PUBSUB;

  private final Nodes nodes;

  Reading(Nodes nodes) {
    this.nodes = nodes;
  }

  /** XEP-0060 section 6.5. */
  Iq items(Ask ask) {
    Optional<NodeAccess> found = nodes.find(ask.service(), ask.node());
    if (found.isEmpty()) {
      return standIn(ask);
    }
    NodeAccess access = found.get();
    access.requireRead(ask.asker());
    nodes.expire(access);
    List<Element> wanted = ask.action().children("item", PUBSUB);
    Optional<PageRequest> page =
        PageRequest.in(ask.pubsub()).or(() -> PageRequest.in(ask.action()));
    if (!wanted.isEmpty()) {
      return answer(ask, access, byId(access, wanted), Optional.empty());
    }
    if (page.isPresent()) {
      return paged(ask, access, page.get());
    }
    int most = ask.action().attribute("max_items").map(Reading::number).orElse(Integer.MAX_VALUE);
    List<Item> newest =
        nodes.store().newest(ask.service(), ask.node(), Math.min(most, nodes.config().items()));
    return answer(ask, access, newest, Optional.empty());
  }

  /**
   * What stands in for a node that does not exist. A person's private nodes are empty for them
   * until they are made: Dino adds a bookmark only to those that it has read before.
   */
  private Iq standIn(Ask ask) {
    Optional<Item> item = nodes.standIn(ask.service(), ask.node());
    boolean own = ask.asker().bare().equals(ask.service());
    if (item.isEmpty() && !(own && NodeConfig.PRIVATE.contains(ask.node()))) {
      throw Refusals.noSuchNode();
    }
    NodeConfig config = NodeConfig.defaults(ask.service(), ask.node());
    Element.Builder items = ask.element("items", ask.node());
    item.ifPresent(it -> items.add(PubSubEvents.item(PUBSUB, it, config)));
    return ask.answer(items.build());
  }

  private static int number(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new StanzaException(Condition.BAD_REQUEST, "max_items is not a number.");
    }
  }

  private List<Item> byId(NodeAccess access, List<Element> wanted) {
    List<Item> found = new ArrayList<>();
    for (Element item : wanted.subList(0, Math.min(wanted.size(), nodes.config().items()))) {
      item.attribute("id")
          .flatMap(id -> nodes.store().item(access.node().service(), access.node().name(), id))
          .ifPresent(found::add);
    }
    return found;
  }

  private Iq paged(Ask ask, NodeAccess access, PageRequest wanted) {
    PageOf page =
        new PageOf(
            wanted.after(),
            wanted.before().filter(id -> !id.isEmpty()),
            wanted.backwards(),
            wanted.index().orElse(0),
            wanted.limit(nodes.config().items()));
    Page found =
        nodes
            .store()
            .page(ask.service(), ask.node(), page)
            .orElseThrow(() -> new StanzaException(Condition.ITEM_NOT_FOUND));
    boolean some = !found.items().isEmpty();
    PageResult result =
        new PageResult(
            some ? Optional.of(found.items().getFirst().id()) : Optional.empty(),
            some ? OptionalLong.of(found.index()) : OptionalLong.empty(),
            some ? Optional.of(found.items().getLast().id()) : Optional.empty(),
            OptionalLong.of(found.count()));
    return answer(ask, access, found.items(), Optional.of(result));
  }

  private static Iq answer(
      Ask ask, NodeAccess access, List<Item> items, Optional<PageResult> page) {
    Element.Builder element = ask.element("items", access.node().name());
    items.forEach(item -> element.add(PubSubEvents.item(PUBSUB, item, access.config())));
    Element.Builder pubsub = Element.builder("pubsub", PUBSUB).add(element.build());
    page.ifPresent(set -> pubsub.add(set.toElement()));
    return ask.iq().result(pubsub.build());
  }

  /** XEP-0060 section 5.6. */
  Iq subscriptions(Ask ask) {
    Optional<String> node = ask.optionalNode();
    node.ifPresent(name -> nodes.require(ask.service(), name));
    Element.Builder subscriptions =
        Element.builder("subscriptions", PUBSUB).attribute("node", node);
    for (Subscription each : nodes.store().subscriptionsOf(ask.service(), ask.asker())) {
      boolean wanted = node.isEmpty() || node.get().equals(each.node());
      if (wanted && !nodes.hidden(ask.service(), each.node())) {
        subscriptions.add(subscription(PUBSUB, each, node.isEmpty()));
      }
    }
    return ask.answer(subscriptions.build());
  }

  static Element subscription(String namespace, Subscription subscription, boolean named) {
    Element.Builder element = Element.builder("subscription", namespace);
    if (named) {
      element.attribute("node", subscription.node());
    }
    return element
        .attribute("jid", subscription.subscriber().toString())
        .attribute("subscription", subscription.pending() ? "pending" : "subscribed")
        .attribute("subid", subscription.id())
        .build();
  }

  /** XEP-0060 section 5.7. */
  Iq affiliations(Ask ask) {
    Optional<String> node = ask.optionalNode();
    Element.Builder affiliations = Element.builder("affiliations", PUBSUB).attribute("node", node);
    if (node.isPresent()) {
      nodes
          .require(ask.service(), node.get())
          .affiliation(ask.asker())
          .ifPresent(it -> affiliations.add(affiliation(node.get(), it)));
    } else if (ask.service().equals(ask.asker().bare())) {
      nodes
          .all(ask.service())
          .forEach(it -> affiliations.add(affiliation(it.node().name(), Affiliation.OWNER)));
    } else {
      nodes
          .store()
          .affiliationsOf(ask.service(), ask.asker())
          .forEach((name, it) -> affiliations.add(affiliation(name, it)));
    }
    return ask.answer(affiliations.build());
  }

  private static Element affiliation(String node, Affiliation affiliation) {
    return Element.builder("affiliation", PUBSUB)
        .attribute("node", node)
        .attribute("affiliation", affiliation.xmlName())
        .build();
  }
}
