package org.chancery.server.feature.roster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.server.session.Session;
import org.chancery.server.session.SessionSlot;
import org.chancery.server.session.Sessions;
import org.chancery.storage.RosterStore;
import org.chancery.storage.RosterStore.Item;
import org.chancery.storage.RosterStore.Subscription;

/**
 * All rosters: reads them, changes them one change at a time for each account, and pushes each
 * change to the clients that asked for the roster, in the order of the versions (RFC 6121 section
 * 2.1.6). Thread-safe; blocks.
 */
public final class Rosters {
  private static final int STRIPES = 256;

  /** Set once a client has asked for its roster: from then on it gets pushes. */
  static final SessionSlot<boolean[]> INTERESTED = new SessionSlot<>(() -> new boolean[1]);

  private final RosterStore store;
  private final Sessions sessions;
  private final RosterCache cache;
  private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

  /** Over a store. */
  public Rosters(RosterStore store, Sessions sessions) {
    this.store = store;
    this.sessions = sessions;
    this.cache = new RosterCache(store);
    for (int i = 0; i < STRIPES; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /** The items that the person sees in the roster. */
  public List<Item> listed(Jid owner) {
    return cache.items(owner).values().stream().filter(Item::listed).toList();
  }

  /** Every item, also those that only remember a request. */
  List<Item> all(Jid owner) {
    return List.copyOf(cache.items(owner).values());
  }

  /** The item of a contact, or what stands for a contact that is in no list. */
  public Item item(Jid owner, Jid contact) {
    Item known = cache.items(owner).get(contact.bare());
    return known == null ? unknown(contact.bare()) : known;
  }

  private static Item unknown(Jid contact) {
    return new Item(
        contact, "", Subscription.NONE, false, false, java.util.Set.of(), Optional.empty(), false);
  }

  /** Whether {@code watcher} may see the presence of {@code owner}. */
  public boolean maySee(Jid owner, Jid watcher) {
    if (owner.bare().equals(watcher.bare())) {
      return true;
    }
    Subscription subscription = item(owner, watcher).subscription();
    return subscription == Subscription.FROM || subscription == Subscription.BOTH;
  }

  /** The contacts that see this account's presence. */
  public List<Jid> watchers(Jid owner) {
    return contacts(owner, Subscription.FROM);
  }

  /** The contacts whose presence this account sees. */
  public List<Jid> watched(Jid owner) {
    return contacts(owner, Subscription.TO);
  }

  private List<Jid> contacts(Jid owner, Subscription direction) {
    List<Jid> contacts = new ArrayList<>();
    for (Item item : cache.items(owner).values()) {
      if (item.subscription() == direction || item.subscription() == Subscription.BOTH) {
        contacts.add(item.contact());
      }
    }
    return contacts;
  }

  /** The version to tell clients. */
  String version(Jid owner) {
    return Long.toString(store.version(owner));
  }

  /** What changed since the version that a client has; empty when the whole roster must be sent. */
  Optional<RosterStore.Changes> changesSince(Jid owner, String version) {
    try {
      return store.changesSince(owner, Long.parseLong(version));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Changes an item, one change of an account at a time, and pushes it if it is, or was, shown.
   *
   * @param change from the item as it is to what it shall be; returning it unchanged changes
   *     nothing
   * @return the item before the change
   */
  Item change(Jid owner, Jid contact, UnaryOperator<Item> change) {
    ReentrantLock lock = lockOf(owner);
    lock.lock();
    try {
      Item before = item(owner, contact);
      Item after = change.apply(before);
      if (after.equals(before)) {
        return before;
      }
      if (!after.listed() && after.requested().isEmpty() && !after.approved()) {
        remove(owner, before);
      } else {
        long version = store.put(owner, after);
        cache.put(owner, after);
        if (after.listed()) {
          push(owner, RosterItems.element(after), version);
        }
      }
      return before;
    } finally {
      lock.unlock();
    }
  }

  private void remove(Jid owner, Item item) {
    Optional<Long> version = store.remove(owner, item.contact());
    cache.remove(owner, item.contact());
    if (item.listed() && version.isPresent()) {
      push(owner, RosterItems.removed(item.contact()), version.get());
    }
  }

  private ReentrantLock lockOf(Jid owner) {
    return locks[Math.floorMod(owner.bare().hashCode(), STRIPES)];
  }

  private void push(Jid owner, Element item, long version) {
    Element query =
        Element.builder("query", RosterItems.NAMESPACE)
            .attribute("ver", Long.toString(version))
            .add(item)
            .build();
    for (Session session : interested(owner)) {
      String id = "push-" + version;
      session.send(Iq.request(Iq.Type.SET, id, owner.bare(), session.address(), query));
    }
  }

  /** The sessions of an account that have asked for the roster. */
  List<Session> interested(Jid owner) {
    return sessions.of(owner).stream().filter(session -> session.slot(INTERESTED)[0]).toList();
  }

  /** Rosters in memory, so that presence needs no query for each broadcast. */
  private static final class RosterCache {
    private static final int ACCOUNTS = 20_000;
    private final RosterStore store;
    private final com.github.benmanes.caffeine.cache.Cache<Jid, Map<Jid, Item>> rosters =
        com.github.benmanes.caffeine.cache.Caffeine.newBuilder()
            .maximumSize(ACCOUNTS)
            .expireAfterAccess(java.time.Duration.ofMinutes(10))
            .build();

    RosterCache(RosterStore store) {
      this.store = store;
    }

    Map<Jid, Item> items(Jid owner) {
      return rosters.get(owner.bare(), this::load);
    }

    private Map<Jid, Item> load(Jid owner) {
      Map<Jid, Item> items = new LinkedHashMap<>();
      store.load(owner).forEach(item -> items.put(item.contact(), item));
      return java.util.Collections.unmodifiableMap(items);
    }

    void put(Jid owner, Item item) {
      rosters.asMap().computeIfPresent(owner.bare(), (account, items) -> with(items, item));
    }

    private static Map<Jid, Item> with(Map<Jid, Item> items, Item item) {
      Map<Jid, Item> changed = new LinkedHashMap<>(items);
      changed.put(item.contact(), item);
      return java.util.Collections.unmodifiableMap(changed);
    }

    void remove(Jid owner, Jid contact) {
      rosters
          .asMap()
          .computeIfPresent(
              owner.bare(),
              (account, items) -> {
                Map<Jid, Item> changed = new LinkedHashMap<>(items);
                changed.remove(contact);
                return java.util.Collections.unmodifiableMap(changed);
              });
    }
  }
}
