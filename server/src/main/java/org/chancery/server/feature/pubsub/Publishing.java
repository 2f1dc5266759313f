package org.chancery.server.feature.pubsub;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.storage.PubSubStore.Item;

/** Publishing and retracting items, XEP-0060 sections 7.1 and 7.2. */
final class Publishing {
  private static final String PUBSUB = PubSubNamespaces.PUBSUB;
  private static final int LONGEST_ID = 1_023;

  private final Nodes nodes;
  private final Creation creation;

  Publishing(Nodes nodes, Creation creation) {
    this.nodes = nodes;
    this.creation = creation;
  }

  Iq publish(Ask ask) {
    Optional<DataForm> options = options(ask);
    nodes.screen(ask.service(), ask.node(), ask.action(), ask.asker());
    Item item = nodes.exclusively(ask.service(), () -> publish(ask, options));
    Element.Builder publish = ask.element("publish", ask.node());
    if (!item.id().isEmpty()) {
      publish.add(Element.builder("item", PUBSUB).attribute("id", item.id()).build());
    }
    return ask.answer(publish.build());
  }

  private static Optional<DataForm> options(Ask ask) {
    Optional<DataForm> options =
        ask.pubsub().child("publish-options", PUBSUB).flatMap(DataForm::in);
    options
        .map(DataForm::formType)
        .filter(type -> !type.equals(PubSubNamespaces.PUBLISH_OPTIONS))
        .ifPresent(
            type -> {
              throw new StanzaException(
                  Condition.BAD_REQUEST, "The form is not one of publish options.");
            });
    options.ifPresent(NodeConfig::requireKnown);
    return options;
  }

  private Item publish(Ask ask, Optional<DataForm> options) {
    Optional<NodeAccess> existing = nodes.find(ask.service(), ask.node());
    existing.ifPresent(access -> requireMet(access, ask, options));
    NodeConfig config =
        existing.map(NodeAccess::config).orElseGet(() -> creation.configured(ask, options));
    Optional<Item> item = item(ask, config);
    Jid creator = existing.map(it -> it.node().creator()).orElse(ask.asker().bare());
    item.filter(it -> keeps(config) > 0).ifPresent(it -> requireBytes(ask, creator, it));
    NodeAccess access =
        existing.orElseGet(() -> nodes.make(ask.service(), ask.node(), config, ask.asker()));
    requireRoom(access, item);
    Item told = item.orElseGet(() -> new Item("", "", ask.asker().bare(), nodes.now()));
    nodes.put(access, told, access.ofAccount() ? Optional.of(ask.asker()) : Optional.empty());
    nodes.tellListeners(listener -> listener.published(ask.service(), ask.node(), told));
    return told;
  }

  private void requireMet(NodeAccess access, Ask ask, Optional<DataForm> options) {
    access.requirePublish(ask.asker());
    options
        .flatMap(form -> access.config().unmet(form, nodes.config().items()))
        .ifPresent(
            field -> {
              throw Refusals.preconditionNotMet(field);
            });
  }

  /** The item to publish, if the node is one that has items; checked as section 7.1.3 says. */
  private Optional<Item> item(Ask ask, NodeConfig config) {
    List<Element> items = ask.action().children("item", PUBSUB);
    boolean keeps = config.is(Setting.PERSIST_ITEMS);
    boolean payloads = config.is(Setting.DELIVER_PAYLOADS);
    if (items.isEmpty()) {
      if (keeps || payloads) {
        throw Refusals.of(Condition.BAD_REQUEST, "item-required");
      }
      return Optional.empty();
    }
    if (!keeps && !payloads) {
      throw Refusals.of(Condition.BAD_REQUEST, "item-forbidden");
    }
    if (items.size() > 1) {
      throw Refusals.of(
          Condition.BAD_REQUEST, "max-items-exceeded", "Only one item can be published at once.");
    }
    return Optional.of(item(ask, items.getFirst(), config));
  }

  private Item item(Ask ask, Element item, NodeConfig config) {
    List<Element> payload = item.children();
    if (payload.size() > 1) {
      throw Refusals.of(Condition.BAD_REQUEST, "invalid-payload");
    }
    String xml = payload.isEmpty() ? "" : payload.getFirst().toXml();
    int most = nodes.config().itemSize();
    int allowed = Math.min(most, config.number(Setting.MAX_PAYLOAD_SIZE, most));
    if (bytes(xml) > allowed) {
      throw Refusals.of(Condition.NOT_ACCEPTABLE, "payload-too-big");
    }
    String id = item.attribute("id").filter(it -> !it.isEmpty()).orElseGet(nodes::freshId);
    if (id.length() > LONGEST_ID) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "The item's id is too long.");
    }
    return new Item(id, xml, ask.asker().bare(), nodes.now());
  }

  private int keeps(NodeConfig config) {
    return config.keeps(nodes.config().items());
  }

  private void requireBytes(Ask ask, Jid creator, Item item) {
    long most = nodes.config().bytesPerPerson();
    long over = nodes.store().bytesOf(creator) + bytes(item) - most;
    if (over > 0
        && nodes.store().item(ask.service(), ask.node(), item.id()).stream()
            .noneMatch(replaced -> bytes(replaced) >= over)) {
      throw new StanzaException(
          Condition.RESOURCE_CONSTRAINT,
          "What is kept for whoever made the node would be more than " + most + " bytes.");
    }
  }

  private static int bytes(Item item) {
    return bytes(item.id()) + bytes(item.payload());
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private void requireRoom(NodeAccess access, Optional<Item> item) {
    NodeConfig config = access.config();
    int keep = keeps(config);
    if (keep == 0 || item.isEmpty() || !config.value(Setting.PUBLISH_NODE_FULL).equals("reject")) {
      return;
    }
    Jid service = access.node().service();
    String name = access.node().name();
    boolean fresh = nodes.store().item(service, name, item.get().id()).isEmpty();
    if (fresh && nodes.store().count(service, name) >= keep) {
      throw Refusals.of(Condition.CONFLICT, "node-full");
    }
  }

  Iq retract(Ask ask) {
    String node = ask.node();
    List<String> ids =
        ask.action().children("item", PUBSUB).stream()
            .map(item -> item.attribute("id").orElse(""))
            .toList();
    if (ids.size() != 1 || ids.getFirst().isEmpty()) {
      throw Refusals.of(Condition.BAD_REQUEST, "item-required");
    }
    Optional<Boolean> notify =
        ask.action().attribute("notify").map(value -> FormField.truth("notify", value));
    nodes.exclusively(
        ask.service(),
        () -> {
          retract(ask, node, ids.getFirst(), notify);
          return node;
        });
    return ask.iq().result();
  }

  private void retract(Ask ask, String node, String id, Optional<Boolean> notify) {
    NodeAccess access = nodes.require(ask.service(), node);
    if (!access.config().is(Setting.PERSIST_ITEMS)) {
      throw Refusals.unsupported("persistent-items");
    }
    Optional<Item> item = nodes.store().item(ask.service(), node, id);
    if (item.isEmpty()) {
      access.requirePublish(ask.asker()); // nobody else may find out which items there are
      throw Refusals.noSuchNode();
    }
    access.requireRetract(ask.asker(), item.get());
    nodes.store().retract(ask.service(), node, id);
    if (notify.orElse(access.config().is(Setting.NOTIFY_RETRACT))) {
      nodes.notifier().tell(access, PubSubEvents.retracted(node, List.of(id)), Optional.empty());
    }
    nodes.tellListeners(listener -> listener.retracted(ask.service(), node, List.of(id)));
  }
}
