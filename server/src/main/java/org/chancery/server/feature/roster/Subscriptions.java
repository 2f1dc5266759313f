package org.chancery.server.feature.roster;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Presence;
import org.chancery.server.feature.PresenceHandler;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;
import org.chancery.server.session.Sessions;
import org.chancery.storage.RosterStore.Item;

/**
 * The subscription state machine, RFC 6121 section 3 and appendix A: first the sender's side, then
 * the recipient's. Thread-safe; blocks.
 */
public final class Subscriptions implements PresenceHandler {
  private final Rosters rosters;
  private final Sessions sessions;
  private final Set<String> domains;
  private final Predicate<Jid> accountExists;
  private volatile BiConsumer<Jid, Jid> granted = (owner, watcher) -> {};

  /**
   * With its parts.
   *
   * @param domains the domains whose accounts are here
   * @param accountExists whether a bare address is that of a person
   */
  public Subscriptions(
      Rosters rosters, Sessions sessions, Set<String> domains, Predicate<Jid> accountExists) {
    this.rosters = rosters;
    this.sessions = sessions;
    this.domains = domains;
    this.accountExists = accountExists;
  }

  /**
   * Sets who else is told that an account lets a contact see its presence from now on; at start.
   */
  public void whenGranted(BiConsumer<Jid, Jid> follower) {
    granted = follower;
  }

  @Override
  public boolean handle(Origin origin, Presence presence) {
    if (presence.to().isEmpty() || !isAccount(presence.to().get())) {
      return false;
    }
    switch (presence.type()) {
      case SUBSCRIBE, SUBSCRIBED, UNSUBSCRIBE, UNSUBSCRIBED -> {
        outbound(presence, origin.address().bare(), presence.to().get().bare());
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private boolean isAccount(Jid to) {
    return domains.contains(to.domain()) && !to.local().isEmpty();
  }

  /**
   * The sender's roster changes first; what it says then goes to the contact if it has a meaning
   * there.
   */
  private void outbound(Presence presence, Jid user, Jid contact) {
    if (user.equals(contact)) {
      return; // one sees oneself always
    }
    Presence stamped = presence.withFrom(user).withTo(contact);
    switch (presence.type()) {
      case SUBSCRIBE -> {
        rosters.change(user, contact, Items::asked);
        inbound(stamped, contact, user);
      }
      case UNSUBSCRIBE -> {
        rosters.change(user, contact, Items::blind);
        inbound(stamped, contact, user);
      }
      case SUBSCRIBED -> grant(stamped, user, contact);
      case UNSUBSCRIBED -> {
        Item before = rosters.change(user, contact, Items::hidden);
        if (Items.seenByContact(before)) {
          sendUnavailable(user, contact);
        }
        if (Items.seenByContact(before) || before.requested().isPresent()) {
          inbound(stamped, contact, user);
        }
      }
      default -> {}
    }
  }

  /** RFC 6121 sections 3.1.5 and 3.4: an answer to a request, or approval before there is one. */
  private void grant(Presence subscribed, Jid user, Jid contact) {
    Item before =
        rosters.change(
            user,
            contact,
            item -> {
              if (item.requested().isPresent()) {
                return Items.grantedToContact(item);
              }
              return Items.seenByContact(item) ? item : Items.approvedInAdvance(item);
            });
    if (before.requested().isPresent()) {
      inbound(subscribed, contact, user);
      sendAvailable(user, contact);
    }
  }

  /** The recipient's side, appendix A.3. */
  private void inbound(Presence presence, Jid owner, Jid sender) {
    if (!accountExists.test(owner)) {
      return; // RFC 6121 section 3.1.3: nobody may find out by this who exists
    }
    switch (presence.type()) {
      case SUBSCRIBE -> request(presence, owner, sender);
      case UNSUBSCRIBE -> {
        Item before = rosters.change(owner, sender, Items::hidden);
        if (Items.seenByContact(before) || before.requested().isPresent()) {
          deliver(presence, owner);
        }
        if (Items.seenByContact(before)) {
          sendUnavailable(owner, sender);
        }
      }
      case SUBSCRIBED -> {
        Item before = rosters.change(owner, sender, Items::granted);
        if (before.ask()) {
          deliver(presence, owner);
        }
      }
      case UNSUBSCRIBED -> {
        Item before = rosters.change(owner, sender, Items::blind);
        if (Items.seesContact(before) || before.ask()) {
          deliver(presence, owner);
        }
      }
      default -> {}
    }
  }

  private void request(Presence subscribe, Jid owner, Jid sender) {
    Item item = rosters.item(owner, sender);
    if (Items.seenByContact(item)) {
      grantAgain(owner, sender);
    } else if (item.approved()) {
      rosters.change(owner, sender, Items::grantedToContact);
      grantAgain(owner, sender);
      sendAvailable(owner, sender);
    } else if (item.requested().isEmpty()) {
      rosters.change(owner, sender, it -> Items.requestedBy(it, stored(subscribe)));
      deliver(subscribe, owner);
    }
  }

  /**
   * Only what the person needs to decide is kept: a request must not become a store for large
   * payloads.
   */
  private static String stored(Presence subscribe) {
    Element element = subscribe.element();
    return element
        .withoutChildren(
            child ->
                !child.name().equals("status")
                    && !child.is("nick", "http://jabber.org/protocol/nick"))
        .toXml();
  }

  private void grantAgain(Jid owner, Jid sender) {
    inbound(Presence.of(Presence.Type.SUBSCRIBED, owner, sender), sender, owner);
  }

  /** RFC 6121 section 3.1.3: to all resources that have said they are there. */
  private void deliver(Presence presence, Jid owner) {
    for (Session session : sessions.of(owner)) {
      if (session.available() || session.slot(Rosters.INTERESTED)[0]) {
        session.send(presence);
      }
    }
  }

  /** What follows from a roster item's removal goes to the contact as if the client had sent it. */
  void notify(Origin origin, Presence presence) {
    Jid contact = presence.to().orElseThrow();
    if (presence.type() == Presence.Type.UNSUBSCRIBED) {
      sendUnavailable(origin.address().bare(), contact);
    }
    if (isAccount(contact)) {
      inbound(presence, contact, origin.address().bare());
    }
  }

  private void sendAvailable(Jid owner, Jid watcher) {
    for (Session session : sessions.available(owner)) {
      session.presence().ifPresent(current -> toAll(watcher, current));
    }
    granted.accept(owner, watcher);
  }

  private void sendUnavailable(Jid owner, Jid watcher) {
    for (Session session : sessions.available(owner)) {
      toAll(watcher, Presence.of(Presence.Type.UNAVAILABLE, session.address(), watcher));
    }
  }

  private void toAll(Jid watcher, Presence presence) {
    Presence addressed = presence.withTo(watcher);
    sessions.available(watcher).forEach(session -> session.send(addressed));
  }

  /**
   * The requests that wait for an account's answer, RFC 6121 section 3.1.3: shown at each log-in
   * until answered.
   */
  public java.util.List<String> waitingRequests(Jid owner) {
    return rosters.all(owner).stream().map(Item::requested).flatMap(Optional::stream).toList();
  }
}
