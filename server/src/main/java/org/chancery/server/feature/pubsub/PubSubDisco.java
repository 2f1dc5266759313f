package org.chancery.server.feature.pubsub;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.Discovery;
import org.chancery.protocol.payload.FormField;
import org.chancery.protocol.payload.Timestamps;
import org.chancery.server.feature.DiscoNodes;

/** What service discovery shows of nodes and items, XEP-0060 sections 5.2 to 5.5. */
final class PubSubDisco implements DiscoNodes {

  /** What the engine can do, for accounts and the service alike. */
  static final List<String> FEATURES =
      List.of(
          "access-authorize",
          "access-open",
          "access-presence",
          "access-roster",
          "access-whitelist",
          "auto-create",
          "config-node",
          "config-node-max",
          "create-and-configure",
          "create-nodes",
          "delete-items",
          "delete-nodes",
          "instant-nodes",
          "item-ids",
          "last-published",
          "manage-subscriptions",
          "member-affiliation",
          "meta-data",
          "modify-affiliations",
          "multi-items",
          "outcast-affiliation",
          "persistent-items",
          "publish",
          "publish-node-full",
          "publish-only-affiliation",
          "publish-options",
          "publisher-affiliation",
          "purge-nodes",
          "retract-items",
          "retrieve-affiliations",
          "retrieve-default",
          "retrieve-default-sub",
          "retrieve-items",
          "retrieve-subscriptions",
          "rsm",
          "subscribe",
          "subscription-notifications",
          "subscription-options");

  /** What only accounts' nodes have. */
  static final List<String> BY_PRESENCE =
      List.of(
          "auto-subscribe",
          "filtered-notifications",
          "presence-notifications",
          "presence-subscribe",
          "pubsub-on-a-jid");

  private final Nodes nodes;

  PubSubDisco(Nodes nodes) {
    this.nodes = nodes;
  }

  @Override
  public Optional<List<Element>> info(Jid service, String node, Jid asker) {
    return nodes.find(service, node).filter(access -> access.mayRead(asker)).map(this::describe);
  }

  private List<Element> describe(NodeAccess access) {
    return List.of(
        Discovery.identity("pubsub", "leaf", ""),
        Discovery.feature(PubSubNamespaces.PUBSUB),
        Discovery.feature(PubSubNamespaces.META_DATA),
        metaData(access));
  }

  private static Element metaData(NodeAccess access) {
    DataForm.Builder form =
        DataForm.builder(DataForm.Type.RESULT, PubSubNamespaces.META_DATA)
            .add(FormField.address("pubsub#creator", "Who made it", creator(access)))
            .add(
                FormField.text(
                    "pubsub#creation_date",
                    "When it was made",
                    Timestamps.format(access.node().createdAt())))
            .add(FormField.addresses("pubsub#owner", "Owners", texts(access.owners())))
            .add(
                FormField.text(
                    "pubsub#num_subscribers",
                    "Number of subscribers",
                    Integer.toString(access.subscriptions().size())));
    for (Setting setting :
        List.of(
            Setting.TYPE,
            Setting.TITLE,
            Setting.DESCRIPTION,
            Setting.LANGUAGE,
            Setting.CONTACT,
            Setting.ACCESS_MODEL,
            Setting.PUBLISH_MODEL,
            Setting.MAX_ITEMS)) {
      form.add(setting.toField(access.config().values(setting)));
    }
    return form.toElement();
  }

  private static String creator(NodeAccess access) {
    return access.node().creator().toString();
  }

  private static List<String> texts(List<Jid> addresses) {
    return addresses.stream().map(Jid::toString).toList();
  }

  @Override
  public Optional<List<Element>> items(Jid service, String node, Jid asker) {
    if (node.isEmpty()) {
      return Optional.of(
          nodes.all(service).stream()
              .filter(access -> access.mayRead(asker))
              .map(
                  access ->
                      Discovery.item(
                          service, access.node().name(), access.config().value(Setting.TITLE)))
              .toList());
    }
    return nodes
        .find(service, node)
        .filter(access -> access.mayRead(asker))
        .map(
            access ->
                nodes.items(service, node).stream()
                    .map(item -> Discovery.item(service, item.id()))
                    .toList());
  }
}
