package org.chancery.server.feature.pubsub;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.roster.Rosters;
import org.chancery.server.routing.StripedLocks;
import org.chancery.storage.PubSubStore;
import org.chancery.storage.PubSubStore.Affiliation;
import org.chancery.storage.PubSubStore.Item;
import org.chancery.storage.PubSubStore.Node;

/**
 * All nodes: every change goes through here, one at a time for each account, and is told in that
 * order. Thread-safe; blocks.
 */
public final class Nodes {

  private final PubSubStore store;
  private final Rosters rosters;
  private final Notifier notifier;
  private final Clock clock;
  private final Supplier<String> ids;
  private final PubSubConfig config;
  private final List<PubSubListener> listeners = new CopyOnWriteArrayList<>();
  private final List<PublishScreen> screens = new CopyOnWriteArrayList<>();
  private final Map<String, Function<Jid, Optional<Element>>> fallBacks = new ConcurrentHashMap<>();
  private final StripedLocks locks = new StripedLocks(256);

  Nodes(
      PubSubStore store,
      Rosters rosters,
      Notifier notifier,
      Clock clock,
      Supplier<String> ids,
      PubSubConfig config) {
    this.store = store;
    this.rosters = rosters;
    this.notifier = notifier;
    this.clock = clock;
    this.ids = ids;
    this.config = config;
  }

  /** Adds somebody who follows what clients do; at start. */
  public void listen(PubSubListener listener) {
    listeners.add(listener);
  }

  /** Adds a rule about what may be published; at start. */
  public void screen(PublishScreen screen) {
    screens.add(screen);
  }

  /** Does something while nobody else changes the nodes of this account. */
  public <T> T exclusively(Jid account, Supplier<T> work) {
    return locks.exclusively(account, work);
  }

  // ---- in the server's own name, for other features ----

  /** The items of an account's node, oldest first; empty when there is no such node. */
  public List<Item> items(Jid account, String node) {
    return store.newest(account, node, config.items());
  }

  /** The item of that id in everybody's node of that name, by bare address. */
  public Map<Jid, Item> itemsOfAll(String node, String id) {
    return store.itemsOfAll(node, id);
  }

  /** One item of an account's node. */
  public Optional<Item> item(Jid account, String node, String id) {
    return store.item(account, node, id);
  }

  /** The newest item of an account's node. */
  public Optional<Item> newest(Jid account, String node) {
    return store.newest(account, node, 1).stream().findFirst();
  }

  /** Whether anybody may read an account's node without being a contact. */
  public boolean isOpen(Jid account, String node) {
    return store
        .find(account, node)
        .filter(found -> NodeConfig.of(found).access() == AccessModel.OPEN)
        .isPresent();
  }

  /** Whether somebody may read an account's node. */
  public boolean mayRead(Jid account, String node, Jid reader) {
    return find(account, node).filter(access -> access.mayRead(reader)).isPresent();
  }

  /**
   * Publishes on behalf of an account and tells those who may know, but no {@link PubSubListener}.
   * A node that does not exist is made with the defaults of its name.
   */
  public void publish(Jid account, String node, String id, Element payload) {
    exclusively(
        account,
        () -> {
          NodeAccess access =
              find(account, node)
                  .orElseGet(
                      () -> make(account, node, NodeConfig.defaults(account, node), account));
          Item item = new Item(id, payload.toXml(), account, clock.instant());
          put(access, item, Optional.empty());
          return item;
        });
  }

  /** Removes an item on behalf of an account and tells those who may know, but no listener. */
  public void retract(Jid account, String node, String id) {
    exclusively(
        account,
        () -> {
          Optional<NodeAccess> access = find(account, node);
          if (access.isPresent() && store.retract(account, node, id)) {
            notifier.tell(
                access.get(), PubSubEvents.retracted(node, List.of(id)), Optional.empty());
          }
          return access;
        });
  }

  /** Makes an account's node that everybody may read, unless there is one of that name already. */
  public void makeOpen(Jid account, String node) {
    exclusively(
        account,
        () -> {
          DataForm open =
              DataForm.untyped(DataForm.Type.SUBMIT)
                  .add(FormField.plain(Setting.ACCESS_MODEL.field(), List.of("open")))
                  .build();
          NodeConfig configured = NodeConfig.defaults(account, node).with(open, account, node);
          return find(account, node).orElseGet(() -> make(account, node, configured, account));
        });
  }

  /** Sets what is read where accounts have no node of this name; at start. */
  public void fallBack(String node, Function<Jid, Optional<Element>> payload) {
    fallBacks.put(node, payload);
  }

  /** What stands in for the items of an account's missing node. */
  Optional<Item> standIn(Jid account, String node) {
    return Optional.ofNullable(fallBacks.get(node))
        .filter(source -> !account.isDomain() && !hidden(account, node))
        .flatMap(source -> source.apply(account))
        .map(payload -> new Item("current", payload.toXml(), account, clock.instant()));
  }

  // ---- for requests ----

  PubSubStore store() {
    return store;
  }

  Notifier notifier() {
    return notifier;
  }

  PubSubConfig config() {
    return config;
  }

  String freshId() {
    return ids.get();
  }

  /** The node, unless it is hidden. */
  Optional<NodeAccess> find(Jid service, String name) {
    return hidden(service, name)
        ? Optional.empty()
        : store.find(service, name).map(node -> NodeAccess.of(node, store, rosters));
  }

  /** All nodes of a service that are not hidden. */
  List<NodeAccess> all(Jid service) {
    return store.nodes(service).stream()
        .filter(node -> !hidden(service, node.name()))
        .map(node -> NodeAccess.of(node, store, rosters))
        .toList();
  }

  boolean hidden(Jid service, String name) {
    return screens.stream().anyMatch(screen -> screen.hides(service, name));
  }

  NodeAccess of(Node node) {
    return NodeAccess.of(node, store, rosters);
  }

  /**
   * The node.
   *
   * @throws StanzaException {@code item-not-found} when there is none
   */
  NodeAccess require(Jid service, String name) {
    return find(service, name).orElseThrow(Refusals::noSuchNode);
  }

  /** The node, for one of its owners. */
  NodeAccess requireOwned(Ask ask) {
    NodeAccess access = require(ask.service(), ask.node());
    access.requireOwner(ask.asker());
    return access;
  }

  /** Makes a node; its maker owns it. */
  NodeAccess make(Jid service, String name, NodeConfig configured, Jid maker) {
    if (hidden(service, name)) {
      throw new StanzaException(Condition.NOT_ALLOWED);
    }
    requireRoom(service, maker.bare());
    Node node = new Node(service, name, configured.settings(), maker.bare(), clock.instant());
    if (!store.create(node)) {
      throw new StanzaException(Condition.CONFLICT, "There is a node of that name already.");
    }
    if (service.isDomain()) {
      store.affiliate(service, name, maker, Optional.of(Affiliation.OWNER));
    }
    return NodeAccess.of(node, store, rosters);
  }

  private void requireRoom(Jid service, Jid maker) {
    int owned =
        service.isDomain()
            ? (int)
                store.affiliationsOf(service, maker).values().stream()
                    .filter(Affiliation.OWNER::equals)
                    .count()
            : store.nodes(service).size();
    if (owned >= config.nodes()) {
      throw new StanzaException(Condition.RESOURCE_CONSTRAINT, "There are too many nodes.");
    }
  }

  /**
   * Lets every screen look.
   *
   * @throws StanzaException when one refuses
   */
  void screen(Jid service, String node, Element publish, Jid publisher) {
    screens.forEach(screen -> screen.screen(service, node, publish, publisher));
  }

  /** Keeps an item where items are kept, and tells of it. */
  void put(NodeAccess access, Item item, Optional<Jid> publisher) {
    Jid service = access.node().service();
    String name = access.node().name();
    NodeConfig configured = access.config();
    int keep = configured.keeps(config.items());
    List<String> dropped = keep == 0 ? List.of() : store.put(service, name, item, keep);
    notifier.tell(access, PubSubEvents.published(access, item), publisher);
    boolean telling =
        configured.is(Setting.NOTIFY_RETRACT)
            && configured.value(Setting.PUBLISH_NODE_FULL).equals("retract-oldest")
            && keep > 1;
    if (telling && !dropped.isEmpty()) {
      notifier.tell(access, PubSubEvents.retracted(name, dropped), Optional.empty());
    }
  }

  /** Removes what is older than the node keeps; called before items are read. */
  void expire(NodeAccess access) {
    int seconds = access.config().number(Setting.ITEM_EXPIRE, Integer.MAX_VALUE);
    if (seconds < Integer.MAX_VALUE) {
      Instant before = clock.instant().minusSeconds(seconds);
      store.expire(access.node().service(), access.node().name(), before);
    }
  }

  /** Replaces a node's settings. */
  NodeAccess configure(NodeAccess access, NodeConfig configured) {
    Node node = access.node();
    Map<String, List<String>> settings = configured.settings();
    store.configure(node.service(), node.name(), settings);
    return of(new Node(node.service(), node.name(), settings, node.creator(), node.createdAt()));
  }

  Instant now() {
    return clock.instant();
  }

  /** Tells the other features what a client did. */
  void tellListeners(Consumer<PubSubListener> what) {
    listeners.forEach(what);
  }
}
