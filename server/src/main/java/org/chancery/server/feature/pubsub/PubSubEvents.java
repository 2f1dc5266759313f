package org.chancery.server.feature.pubsub;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.storage.PubSubStore.Item;

/** What notifications and answers say, XEP-0060 section 7 and 8. */
final class PubSubEvents {
  private static final String EVENT = PubSubNamespaces.EVENT;

  private PubSubEvents() {}

  /** An item was published; without its payload where the node is so configured. */
  static Element published(NodeAccess access, Item item) {
    NodeConfig config = access.config();
    Element.Builder items = items(access.node().name());
    // A transient node without payloads tells only that something happened.
    if (config.is(Setting.PERSIST_ITEMS) || config.is(Setting.DELIVER_PAYLOADS)) {
      items.add(item(EVENT, item, config));
    }
    return event(items.build());
  }

  static Element retracted(String node, List<String> ids) {
    Element.Builder items = items(node);
    for (String id : ids) {
      items.add(Element.builder("retract", EVENT).attribute("id", id).build());
    }
    return event(items.build());
  }

  static Element purged(String node) {
    return event(named("purge", node).build());
  }

  static Element deleted(String node, Optional<String> redirect) {
    Element.Builder delete = named("delete", node);
    redirect.ifPresent(
        uri -> delete.add(Element.builder("redirect", EVENT).attribute("uri", uri).build()));
    return event(delete.build());
  }

  static Element configured(NodeAccess access) {
    Element.Builder configuration = named("configuration", access.node().name());
    if (access.config().is(Setting.DELIVER_PAYLOADS)) {
      configuration.add(
          access.config().form(DataForm.Type.RESULT, PubSubNamespaces.NODE_CONFIG).toElement());
    }
    return event(configuration.build());
  }

  static Element subscription(String node, Jid subscriber, String id, String state) {
    Element.Builder subscription =
        named("subscription", node)
            .attribute("jid", subscriber.toString())
            .attribute("subscription", state);
    if (!id.isEmpty()) {
      subscription.attribute("subid", id);
    }
    return event(subscription.build());
  }

  private static Element.Builder items(String node) {
    return named("items", node);
  }

  private static Element.Builder named(String name, String node) {
    return Element.builder(name, EVENT).attribute("node", node);
  }

  private static Element event(Element child) {
    return Element.builder("event", EVENT).add(child).build();
  }

  /** An item in a notification or an answer. */
  static Element item(String namespace, Item item, NodeConfig config) {
    Element.Builder element = Element.builder("item", namespace).attribute("id", item.id());
    if (config.value(Setting.ITEMREPLY).equals("publisher")) {
      element.attribute("publisher", item.publisher().toString());
    }
    boolean withPayload = !namespace.equals(EVENT) || config.is(Setting.DELIVER_PAYLOADS);
    if (withPayload && !item.payload().isEmpty()) {
      element.add(XmlReader.parse(item.payload()));
    }
    return element.build();
  }
}
