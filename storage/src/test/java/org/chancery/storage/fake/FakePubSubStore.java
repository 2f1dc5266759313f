package org.chancery.storage.fake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.PubSubStore;

/** Publish-subscribe nodes in memory. Thread-safe: one call at a time. */
public final class FakePubSubStore implements PubSubStore {

  /** A node with all that belongs to it; the items in the order of publication. */
  private static final class Held {
    private Node node;
    private final Map<String, Item> items = new LinkedHashMap<>();
    private final Map<Jid, Affiliation> affiliations = new TreeMap<>();
    private final Map<Jid, Subscription> subscriptions = new TreeMap<>();

    Held(Node node) {
      this.node = node;
    }

    List<Item> list() {
      return List.copyOf(items.values());
    }
  }

  private final Map<Jid, Map<String, Held>> services = new TreeMap<>();

  private Map<String, Held> of(Jid service) {
    return services.getOrDefault(service, Map.of());
  }

  private Optional<Held> held(Jid service, String name) {
    return Optional.ofNullable(of(service).get(name));
  }

  @Override
  public synchronized Optional<Node> find(Jid service, String name) {
    return held(service, name).map(held -> held.node);
  }

  @Override
  public synchronized List<Node> nodes(Jid service) {
    return of(service).values().stream().map(held -> held.node).toList();
  }

  @Override
  public synchronized boolean create(Node node) {
    return services
            .computeIfAbsent(node.service(), service -> new TreeMap<>())
            .putIfAbsent(node.name(), new Held(node))
        == null;
  }

  @Override
  public synchronized boolean configure(
      Jid service, String name, Map<String, List<String>> settings) {
    Optional<Held> held = held(service, name);
    held.ifPresent(
        it -> it.node = new Node(service, name, settings, it.node.creator(), it.node.createdAt()));
    return held.isPresent();
  }

  @Override
  public synchronized boolean delete(Jid service, String name) {
    return services.containsKey(service) && services.get(service).remove(name) != null;
  }

  @Override
  public synchronized void deleteAll(Jid service) {
    services.remove(service);
  }

  @Override
  public synchronized List<String> put(Jid service, String name, Item item, int keep) {
    Optional<Held> held = held(service, name);
    if (held.isEmpty()) {
      return List.of();
    }
    Map<String, Item> items = held.get().items;
    items.remove(item.id());
    items.put(item.id(), item);
    List<String> ids = List.copyOf(items.keySet());
    List<String> dropped = ids.subList(0, Math.max(0, ids.size() - keep));
    dropped.forEach(items::remove);
    return dropped;
  }

  @Override
  public synchronized boolean retract(Jid service, String name, String id) {
    return held(service, name).map(held -> held.items.remove(id) != null).orElse(false);
  }

  @Override
  public synchronized void purge(Jid service, String name) {
    held(service, name).ifPresent(held -> held.items.clear());
  }

  @Override
  public synchronized List<String> expire(Jid service, String name, Instant before) {
    Optional<Held> held = held(service, name);
    List<String> old =
        held.map(Held::list).orElse(List.of()).stream()
            .filter(item -> item.publishedAt().isBefore(before))
            .map(Item::id)
            .toList();
    held.ifPresent(it -> old.forEach(it.items::remove));
    return old;
  }

  @Override
  public synchronized Optional<Item> item(Jid service, String name, String id) {
    return held(service, name).map(held -> held.items.get(id));
  }

  @Override
  public synchronized List<Item> newest(Jid service, String name, int most) {
    List<Item> all = held(service, name).map(Held::list).orElse(List.of());
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  @Override
  public synchronized Optional<Page> page(Jid service, String name, PageOf wanted) {
    List<Item> all = held(service, name).map(Held::list).orElse(List.of());
    List<String> ids = all.stream().map(Item::id).toList();
    if (wanted.after().filter(id -> !ids.contains(id)).isPresent()
        || wanted.before().filter(id -> !ids.contains(id)).isPresent()) {
      return Optional.empty();
    }
    int from = wanted.after().map(id -> ids.indexOf(id) + 1).orElse(0);
    int to = Math.max(from, wanted.before().map(ids::indexOf).orElse(all.size()));
    if (wanted.backwards()) {
      to = Math.max(from, to - wanted.skip());
      from = Math.max(from, to - wanted.limit());
    } else {
      from = Math.min(to, from + wanted.skip());
      to = Math.min(to, from + wanted.limit());
    }
    List<Item> items = all.subList(from, to);
    return Optional.of(new Page(items, items.isEmpty() ? 0 : from, all.size()));
  }

  @Override
  public synchronized Map<Jid, Item> itemsOfAll(String name, String id) {
    Map<Jid, Item> found = new TreeMap<>();
    services.forEach(
        (service, nodes) ->
            Optional.ofNullable(nodes.get(name))
                .flatMap(held -> Optional.ofNullable(held.items.get(id)))
                .ifPresent(item -> found.put(service, item)));
    return found;
  }

  @Override
  public synchronized int count(Jid service, String name) {
    return held(service, name).map(held -> held.items.size()).orElse(0);
  }

  @Override
  public synchronized long bytesOf(Jid creator) {
    return services.values().stream()
        .flatMap(nodes -> nodes.values().stream())
        .filter(held -> held.node.creator().equals(creator.bare()))
        .flatMap(held -> held.items.values().stream())
        .mapToLong(FakePubSubStore::bytes)
        .sum();
  }

  private static long bytes(Item item) {
    return (item.id() + item.payload()).getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public synchronized List<Last> lastItems(
      Collection<Jid> of, Collection<String> names, Jid reader) {
    List<Last> last = new ArrayList<>();
    services.forEach(
        (service, nodes) ->
            nodes.forEach(
                (name, held) -> {
                  if (of.contains(service) && names.contains(name) && !held.items.isEmpty()) {
                    last.add(last(held, reader));
                  }
                }));
    return last;
  }

  private static Last last(Held held, Jid reader) {
    return new Last(
        held.node,
        held.list().getLast(),
        Optional.ofNullable(held.affiliations.get(reader.bare())),
        held.subscriptions.values().stream()
            .anyMatch(each -> !each.pending() && each.subscriber().bare().equals(reader.bare())));
  }

  @Override
  public synchronized Map<Jid, Affiliation> affiliations(Jid service, String name) {
    return held(service, name).map(held -> Map.copyOf(held.affiliations)).orElse(Map.of());
  }

  @Override
  public synchronized Map<String, Affiliation> affiliationsOf(Jid service, Jid who) {
    Map<String, Affiliation> all = new LinkedHashMap<>();
    of(service)
        .forEach(
            (name, held) -> {
              if (held.affiliations.containsKey(who.bare())) {
                all.put(name, held.affiliations.get(who.bare()));
              }
            });
    return all;
  }

  @Override
  public synchronized void affiliate(
      Jid service, String name, Jid who, Optional<Affiliation> affiliation) {
    held(service, name)
        .ifPresent(
            held ->
                affiliation.ifPresentOrElse(
                    it -> held.affiliations.put(who.bare(), it),
                    () -> held.affiliations.remove(who.bare())));
  }

  @Override
  public synchronized List<Subscription> subscriptions(Jid service, String name) {
    return held(service, name)
        .map(held -> List.copyOf(held.subscriptions.values()))
        .orElse(List.of());
  }

  @Override
  public synchronized List<Subscription> subscriptionsOf(Jid service, Jid account) {
    return of(service).values().stream()
        .flatMap(held -> held.subscriptions.values().stream())
        .filter(subscription -> subscription.subscriber().bare().equals(account.bare()))
        .toList();
  }

  @Override
  public synchronized void subscribe(Jid service, Subscription subscription) {
    held(service, subscription.node())
        .ifPresent(held -> held.subscriptions.put(subscription.subscriber(), subscription));
  }

  @Override
  public synchronized boolean unsubscribe(Jid service, String name, Jid subscriber) {
    return held(service, name)
        .map(held -> held.subscriptions.remove(subscriber) != null)
        .orElse(false);
  }
}
