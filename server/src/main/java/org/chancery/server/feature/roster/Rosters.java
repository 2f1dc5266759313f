package org.chancery.server.feature.roster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Presence;
import org.chancery.server.feature.roster.Colleagues.Colleague;
import org.chancery.server.routing.StripedLocks;
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

  /** Set once a client has asked for its roster: from then on it gets pushes. */
  static final SessionSlot<boolean[]> INTERESTED = new SessionSlot<>(() -> new boolean[1]);

  private final RosterStore store;
  private final Sessions sessions;
  private final RosterCache cache;
  private volatile Colleagues colleagues = Colleagues.NONE;
  private final StripedLocks locks = new StripedLocks(256);

  /** Over a store. */
  public Rosters(RosterStore store, Sessions sessions) {
    this.store = store;
    this.sessions = sessions;
    this.cache = new RosterCache(store);
  }

  /** The items that the person sees in the roster. */
  public List<Item> listed(Jid owner) {
    return shown(owner).values().stream().filter(Item::listed).toList();
  }

  /** The person's own items, and over them the colleagues from the directory's groups. */
  private Map<Jid, Item> shown(Jid owner) {
    Map<Jid, Item> own = cache.items(owner);
    if (!colleagues.has(owner)) {
      return own;
    }
    Map<Jid, Item> all = new LinkedHashMap<>(own);
    colleagues
        .of(owner)
        .forEach(
            (contact, colleague) ->
                all.merge(
                    contact,
                    merged(unknown(contact), colleague),
                    (item, same) -> merged(item, colleague)));
    return all;
  }

  /**
   * A colleague is seen and sees, whatever the person's own list says; the person's own name for it
   * stays.
   */
  private static Item merged(Item own, Colleague colleague) {
    Set<String> groups = new TreeSet<>(own.groups());
    groups.addAll(colleague.groups());
    return new Item(
        own.contact(),
        own.name().isEmpty() ? colleague.name() : own.name(),
        Subscription.BOTH,
        false,
        false,
        groups,
        Optional.empty(),
        true);
  }

  /** Whether a contact is in the roster because of the directory. */
  boolean isColleague(Jid owner, Jid contact) {
    return colleagues.of(owner, contact).isPresent();
  }

  /**
   * Takes a new picture of the directory's groups and tells everybody online what has changed for
   * them.
   */
  public void colleagues(Colleagues fresh) {
    Colleagues before = colleagues;
    if (fresh == before) {
      return;
    }
    colleagues = fresh;
    Set<Jid> changed = fresh.changedSince(before);
    sessions.all().stream()
        .map(Session::account)
        .distinct()
        .forEach(owner -> colleaguesChanged(owner, before, fresh, changed));
  }

  /** The picture in use. */
  public Colleagues colleagues() {
    return colleagues;
  }

  private void colleaguesChanged(Jid owner, Colleagues before, Colleagues fresh, Set<Jid> changed) {
    Set<Jid> contacts = new LinkedHashSet<>(changed);
    if (changed.contains(owner)) {
      contacts.addAll(before.of(owner).keySet());
      contacts.addAll(fresh.of(owner).keySet());
    }
    for (Jid contact : contacts) {
      if (!before.of(owner, contact).equals(fresh.of(owner, contact))) {
        pushShown(owner, contact);
        showPresence(owner, contact);
      }
    }
  }

  private void pushShown(Jid owner, Jid contact) {
    Item item = item(owner, contact);
    push(
        owner,
        item.listed() ? RosterItems.element(item) : RosterItems.removed(contact),
        version(owner));
  }

  private void showPresence(Jid owner, Jid contact) {
    boolean visible = maySee(contact, owner);
    for (Session theirs : sessions.available(contact)) {
      for (Session mine : sessions.available(owner)) {
        Presence gone = Presence.of(Presence.Type.UNAVAILABLE, theirs.address(), mine.address());
        Presence shown =
            visible ? theirs.presence().map(it -> it.withTo(mine.address())).orElse(gone) : gone;
        mine.send(shown);
      }
    }
  }

  /** Every item, also those that only remember a request. */
  List<Item> all(Jid owner) {
    return List.copyOf(cache.items(owner).values());
  }

  /** The item of a contact, or what stands for a contact that is in no list. */
  public Item item(Jid owner, Jid contact) {
    Item own = own(owner, contact);
    return colleagues.of(owner, contact).map(colleague -> merged(own, colleague)).orElse(own);
  }

  private Item own(Jid owner, Jid contact) {
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
    for (Item item : shown(owner).values()) {
      if (item.subscription() == direction || item.subscription() == Subscription.BOTH) {
        contacts.add(item.contact());
      }
    }
    return contacts;
  }

  /** The version to tell clients. */
  String version(Jid owner) {
    return version(owner, store.version(owner));
  }

  /** With colleagues the version has two parts, as there are two things that change. */
  private String version(Jid owner, long own) {
    return colleagues.has(owner) ? own + "." + colleagues.version() : Long.toString(own);
  }

  /** What changed since the version that a client has; empty when the whole roster must be sent. */
  Optional<RosterStore.Changes> changesSince(Jid owner, String version) {
    if (colleagues.has(owner)) {
      // A changed group is sent as a whole roster; an unchanged one as nothing at all.
      long own = store.version(owner);
      return version.equals(version(owner, own))
          ? Optional.of(new RosterStore.Changes(own, List.of(), List.of()))
          : Optional.empty();
    }
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
    return locks.exclusively(owner, () -> changeAlone(owner, contact, change));
  }

  private Item changeAlone(Jid owner, Jid contact, UnaryOperator<Item> change) {
    Item before = own(owner, contact);
    Item after = change.apply(before);
    if (after.equals(before)) {
      return before;
    }
    if (!after.listed() && after.requested().isEmpty() && !after.approved()) {
      remove(owner, before);
    } else {
      long version = store.put(owner, after);
      cache.put(owner, after);
      Item shown = item(owner, contact);
      if (shown.listed()) {
        push(owner, RosterItems.element(shown), version(owner, version));
      }
    }
    return before;
  }

  private void remove(Jid owner, Item item) {
    Optional<Long> version = store.remove(owner, item.contact());
    cache.remove(owner, item.contact());
    if (item.listed() && version.isPresent() && !isColleague(owner, item.contact())) {
      push(owner, RosterItems.removed(item.contact()), version(owner, version.get()));
    }
  }

  private void push(Jid owner, Element item, String version) {
    Element query =
        Element.builder("query", RosterItems.NAMESPACE).attribute("ver", version).add(item).build();
    for (Session session : interested(owner)) {
      String id = "push-" + version;
      session.send(Iq.request(Iq.Type.SET, id, owner.bare(), session.address(), query));
    }
  }

  /** The sessions of an account that have asked for the roster. */
  List<Session> interested(Jid owner) {
    return sessions.of(owner).stream().filter(session -> session.slot(INTERESTED)[0]).toList();
  }
}
