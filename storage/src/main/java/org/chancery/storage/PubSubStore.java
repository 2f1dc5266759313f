package org.chancery.storage;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;

/**
 * Publish-subscribe nodes (XEP-0060): those of accounts under their bare addresses, those of the
 * service under its domain. Within a node items stand in the order in which they were last
 * published. Thread-safe; blocks.
 */
public interface PubSubStore {

  /**
   * A node.
   *
   * @param service the bare address or domain that it belongs to
   * @param name its name
   * @param settings what was configured, by the field's name; a field that is missing has its
   *     default
   * @param creator the bare address of who made it
   * @param createdAt when it was made
   */
  record Node(
      Jid service,
      String name,
      Map<String, List<String>> settings,
      Jid creator,
      Instant createdAt) {}

  /**
   * An item.
   *
   * @param id unique within its node
   * @param payload its XML; empty when it has none
   * @param publisher the bare address of who published it last
   * @param publishedAt when that was
   */
  record Item(String id, String payload, Jid publisher, Instant publishedAt) {}

  /**
   * The newest item of a node, with what its reader is to the node.
   *
   * @param affiliation what the reader is; empty for nothing
   * @param subscribed whether the reader's account has a subscription that is not pending
   */
  record Last(Node node, Item item, Optional<Affiliation> affiliation, boolean subscribed) {}

  /**
   * A page of items.
   *
   * @param items oldest first
   * @param index how many items precede the first
   * @param count how many items the node has
   */
  record Page(List<Item> items, long index, long count) {}

  /**
   * Which page is wanted.
   *
   * @param after only items that follow this one
   * @param before only items that precede this one, the last of them
   * @param backwards the last items rather than the first
   * @param skip how many to leave out at the beginning
   * @param limit how many at most
   */
  record PageOf(
      Optional<String> after, Optional<String> before, boolean backwards, int skip, int limit) {}

  /** What somebody is to a node, XEP-0060 section 4.1; nobody has the affiliation "none". */
  enum Affiliation {
    OWNER,
    PUBLISHER,
    PUBLISH_ONLY,
    MEMBER,
    OUTCAST;

    /** The affiliation of this name, if there is one. */
    public static Optional<Affiliation> named(String xmlName) {
      return Arrays.stream(values()).filter(each -> each.xmlName().equals(xmlName)).findFirst();
    }

    /** The value on the wire and in the database. */
    public String xmlName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A subscription.
   *
   * @param node the node's name
   * @param subscriber the address that was subscribed, full or bare
   * @param id unique within its node
   * @param pending whether an owner must still approve it
   * @param options what the subscriber has configured, by the field's name
   */
  record Subscription(
      String node, Jid subscriber, String id, boolean pending, Map<String, List<String>> options) {}

  /** The node of that name. */
  Optional<Node> find(Jid service, String name);

  /** All nodes of a service by name. */
  List<Node> nodes(Jid service);

  /**
   * Adds a node.
   *
   * @return false when there is one already, and then changes nothing
   */
  boolean create(Node node);

  /**
   * Replaces a node's settings.
   *
   * @return false when there is no such node
   */
  boolean configure(Jid service, String name, Map<String, List<String>> settings);

  /**
   * Removes a node with all that belongs to it.
   *
   * @return false when there is no such node
   */
  boolean delete(Jid service, String name);

  /** Removes all nodes of a service with all that belongs to them. */
  void deleteAll(Jid service);

  /**
   * Adds an item, or replaces the one with that id and makes it the newest; then removes the oldest
   * beyond {@code keep}.
   *
   * @return the ids that were removed, oldest first; empty when there is no such node
   */
  List<String> put(Jid service, String name, Item item, int keep);

  /**
   * Removes an item.
   *
   * @return false when there was none
   */
  boolean retract(Jid service, String name, String id);

  /** Removes all items of a node. */
  void purge(Jid service, String name);

  /**
   * Removes what was published before this moment.
   *
   * @return the ids that were removed, oldest first
   */
  List<String> expire(Jid service, String name, Instant before);

  /** One item. */
  Optional<Item> item(Jid service, String name, String id);

  /** The item of that id in every service's node of that name, by service. */
  Map<Jid, Item> itemsOfAll(String name, String id);

  /** The newest items, oldest of them first. */
  List<Item> newest(Jid service, String name, int most);

  /** A page of the items; empty when {@code after} or {@code before} names no item. */
  Optional<Page> page(Jid service, String name, PageOf wanted);

  /** How many items a node has. */
  int count(Jid service, String name);

  /** How many bytes of items, with their ids, there are in the nodes that somebody made. */
  long bytesOf(Jid creator);

  /**
   * The newest item of each node with one of these names at one of these services, for a reader:
   * all that is needed when somebody comes online, at once.
   */
  List<Last> lastItems(Collection<Jid> services, Collection<String> names, Jid reader);

  /** Everybody who is something to a node, by bare address. */
  Map<Jid, Affiliation> affiliations(Jid service, String name);

  /** What somebody is to the nodes of a service, by the nodes' names. */
  Map<String, Affiliation> affiliationsOf(Jid service, Jid who);

  /** Makes somebody something to a node; empty makes it nobody. */
  void affiliate(Jid service, String name, Jid who, Optional<Affiliation> affiliation);

  /** All subscriptions to a node. */
  List<Subscription> subscriptions(Jid service, String name);

  /**
   * The subscriptions of an account, by its full addresses or its bare one, to a service's nodes.
   */
  List<Subscription> subscriptionsOf(Jid service, Jid account);

  /** Adds a subscription, or replaces the one of the same address. */
  void subscribe(Jid service, Subscription subscription);

  /**
   * Removes the subscription of exactly this address.
   *
   * @return false when there was none
   */
  boolean unsubscribe(Jid service, String name, Jid subscriber);
}
