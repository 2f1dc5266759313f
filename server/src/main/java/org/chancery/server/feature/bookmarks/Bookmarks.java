package org.chancery.server.feature.bookmarks;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.Spec;
import org.chancery.server.feature.privatexml.PrivateXml;
import org.chancery.server.feature.pubsub.Nodes;
import org.chancery.server.feature.pubsub.PubSubListener;
import org.chancery.storage.PubSubStore.Item;

/**
 * Keeps three forms of a person's bookmarks in step: whichever a client changes, the other two
 * follow. Only what clients change is followed, never what is written here, so there is no loop;
 * only what differs is written, so nobody is told of what has not changed. Thread-safe; blocks.
 */
public final class Bookmarks implements Feature, PubSubListener {
  private static final String STORAGE = "storage";
  private static final String CURRENT = "current";

  /** Somebody who follows what people wish to be told of. */
  @FunctionalInterface
  public interface Follower {
    /** A person's wish for a room is another, or none, from now on. */
    void wished(Jid person, Jid room, Optional<NotificationWish> wish);
  }

  private final Nodes nodes;
  private final PrivateXml privateXml;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  /** With where they are kept. */
  public Bookmarks(Nodes nodes, PrivateXml privateXml) {
    this.nodes = nodes;
    this.privateXml = privateXml;
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(402, "PEP Native Bookmarks", "1.2.0"),
        Spec.xep(48, "Bookmarks", "1.2"),
        Spec.xep(411, "Bookmarks Conversion", "1.1.0"),
        Spec.xep(492, "Chat notification settings", "0.2.0"));
  }

  @Override
  public void install(Hooks hooks) {
    nodes.listen(this);
    privateXml.whenKept(this::kept);
    hooks.accountFeature("urn:xmpp:bookmarks:1#compat");
    hooks.accountFeature("urn:xmpp:bookmarks:1#compat-pep");
    hooks.accountFeature("urn:xmpp:bookmarks-conversion:0");
  }

  /**
   * Adds a bookmark to a person's, in all forms, unless there is one of that room already: then the
   * person's own stands.
   *
   * @param name what clients show
   * @param autojoin whether clients join by themselves
   * @return whether it was added
   */
  public boolean add(Jid account, Jid room, String name, boolean autojoin) {
    return nodes.exclusively(
        account.bare(),
        () -> {
          if (current(account.bare()).containsKey(room.bare())) {
            return false;
          }
          Bookmark bookmark = new Bookmark(room.bare(), name, autojoin, "", "");
          nodes.publish(
              account.bare(),
              Bookmark.NEW,
              room.bare().toString(),
              bookmark.toNew(Optional.empty()));
          toOld(account.bare());
          return true;
        });
  }

  /** Removes the bookmark of a room from a person's, in all forms. */
  public void remove(Jid account, Jid room) {
    nodes.exclusively(
        account.bare(),
        () -> {
          Known known = current(account.bare()).get(room.bare());
          if (known != null) {
            nodes.retract(account.bare(), Bookmark.NEW, known.id());
            toOld(account.bare());
          }
          return room;
        });
  }

  /** Adds somebody who follows wishes; on the thread of who changes them. */
  public void follow(Follower follower) {
    followers.add(follower);
  }

  /** What people wish to be told of in a room, if their bookmarks say so. */
  public Map<Jid, NotificationWish> wishes(Jid room) {
    Map<Jid, NotificationWish> wishes = new HashMap<>();
    nodes
        .itemsOfAll(Bookmark.NEW, room.bare().toString())
        .forEach((person, item) -> wish(item).ifPresent(wish -> wishes.put(person, wish)));
    return wishes;
  }

  private static Optional<NotificationWish> wish(Item item) {
    return item.payload().isEmpty()
        ? Optional.empty()
        : NotificationWish.in(XmlReader.parse(item.payload()));
  }

  private void tellFollowers(Jid person, String id, Optional<NotificationWish> wish) {
    try {
      Jid room = Jid.of(id);
      followers.forEach(follower -> follower.wished(person, room, wish));
    } catch (JidException e) {
      return; // no bookmark of a room
    }
  }

  // ---- what clients do ----

  @Override
  public void published(Jid service, String node, Item item) {
    if (service.isDomain()) {
      return;
    }
    if (node.equals(Bookmark.NEW)) {
      tellFollowers(service, item.id(), wish(item));
      toOld(service);
    } else if (node.equals(Bookmark.OLD) && !item.payload().isEmpty()) {
      Element storage = XmlReader.parse(item.payload());
      if (storage.is(STORAGE, Bookmark.OLD)) {
        toNew(service, storage);
        toPrivate(service, storage);
      }
    }
  }

  @Override
  public void retracted(Jid service, String node, List<String> ids) {
    if (node.equals(Bookmark.NEW)) {
      ids.forEach(id -> tellFollowers(service, id, Optional.empty()));
    }
    emptied(service, node);
  }

  /**
   * A client that clears away the old form has moved to the new one: the bookmarks themselves stay.
   */
  @Override
  public void emptied(Jid service, String node) {
    if (node.equals(Bookmark.NEW) && !service.isDomain()) {
      toOld(service);
    }
  }

  private void kept(Jid owner, Element element) {
    if (element.is(STORAGE, Bookmark.OLD)) {
      nodes.exclusively(
          owner,
          () -> {
            toNew(owner, element);
            toOldNode(owner, element);
            return element;
          });
    }
  }

  // ---- from one form to the others ----

  /** A bookmark of the new kind with the item that holds it. */
  private record Known(String id, Element conference, Bookmark bookmark) {}

  private Map<Jid, Known> current(Jid account) {
    Map<Jid, Known> current = new LinkedHashMap<>();
    for (Item item : nodes.items(account, Bookmark.NEW)) {
      if (!item.payload().isEmpty()) {
        Element conference = XmlReader.parse(item.payload());
        Bookmark.ofNew(item.id(), conference)
            .ifPresent(
                bookmark ->
                    current.put(bookmark.room(), new Known(item.id(), conference, bookmark)));
      }
    }
    return current;
  }

  private void toNew(Jid account, Element storage) {
    Map<Jid, Known> before = current(account);
    Map<Jid, Bookmark> wanted = new LinkedHashMap<>();
    for (Element child : storage.children()) {
      Bookmark.ofOld(child).ifPresent(bookmark -> wanted.put(bookmark.room(), bookmark));
    }
    wanted.forEach(
        (room, bookmark) -> {
          Optional<Known> known = Optional.ofNullable(before.get(room));
          if (known.filter(it -> it.bookmark().equals(bookmark)).isEmpty()) {
            nodes.publish(
                account,
                Bookmark.NEW,
                known.map(Known::id).orElse(room.toString()),
                bookmark.toNew(known.map(Known::conference)));
          }
        });
    before.forEach(
        (room, known) -> {
          if (!wanted.containsKey(room)) {
            nodes.retract(account, Bookmark.NEW, known.id());
          }
        });
  }

  /** Both old forms from the new one; what they hold besides rooms, such as web pages, stays. */
  private void toOld(Jid account) {
    Element.Builder storage = Element.builder(STORAGE, Bookmark.OLD);
    current(account).values().forEach(known -> storage.add(known.bookmark().toOld()));
    oldNode(account)
        .or(() -> privateXml.find(account, Bookmark.OLD, STORAGE))
        .map(Element::children)
        .orElse(List.of())
        .stream()
        .filter(child -> Bookmark.ofOld(child).isEmpty())
        .forEach(storage::add);
    Element made = storage.build();
    toOldNode(account, made);
    toPrivate(account, made);
  }

  private Optional<Element> oldNode(Jid account) {
    return nodes
        .newest(account, Bookmark.OLD)
        .filter(item -> !item.payload().isEmpty())
        .map(item -> XmlReader.parse(item.payload()));
  }

  private void toOldNode(Jid account, Element storage) {
    if (oldNode(account).filter(storage::equals).isEmpty()) {
      nodes.publish(account, Bookmark.OLD, CURRENT, storage);
    }
  }

  private void toPrivate(Jid account, Element storage) {
    if (privateXml.find(account, Bookmark.OLD, STORAGE).filter(storage::equals).isEmpty()) {
      privateXml.put(account, storage);
    }
  }
}
