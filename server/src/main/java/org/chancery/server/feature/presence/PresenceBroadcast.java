package org.chancery.server.feature.presence;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Presence;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.PresenceHandler;
import org.chancery.server.feature.SessionListener;
import org.chancery.server.feature.Spec;
import org.chancery.server.feature.roster.Rosters;
import org.chancery.server.feature.roster.Subscriptions;
import org.chancery.server.routing.Delivery;
import org.chancery.server.routing.Host;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;
import org.chancery.server.session.SessionSlot;
import org.chancery.server.session.Sessions;

/**
 * Tells those who may see it that somebody came, changed or went, and tells somebody who comes who
 * is there.
 */
public final class PresenceBroadcast implements Feature, PresenceHandler, SessionListener {

  /**
   * Whom this session has sent directed presence to, and who has to be told when it goes (RFC 6121
   * section 4.6.3).
   */
  private static final SessionSlot<Set<Jid>> DIRECTED =
      new SessionSlot<>(ConcurrentHashMap::newKeySet);

  private static final int MOST_DIRECTED = 2_000;

  private final Sessions sessions;
  private final Delivery delivery;
  private final Rosters rosters;
  private final Subscriptions subscriptions;
  private final BiPredicate<Jid, Jid> blocked;
  private Hooks hooks;

  /**
   * With its parts.
   *
   * @param blocked whether one of two people has blocked the other
   */
  public PresenceBroadcast(
      Sessions sessions,
      Delivery delivery,
      Rosters rosters,
      Subscriptions subscriptions,
      BiPredicate<Jid, Jid> blocked) {
    this.sessions = sessions;
    this.delivery = delivery;
    this.rosters = rosters;
    this.subscriptions = subscriptions;
    this.blocked = blocked;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.rfc(6121, "section 4, presence"));
  }

  @Override
  public void install(Hooks installed) {
    hooks = installed;
    hooks.presence("broadcast, probe, directed presence", this);
    hooks.session("tell watchers of who went", this);
  }

  @Override
  public boolean handle(Origin origin, Presence presence) {
    if (presence.to().isPresent()) {
      return directed(origin, presence, presence.to().get());
    }
    origin.session().ifPresent(session -> broadcast(session, presence));
    return true;
  }

  // ---- presence to everybody ----

  private void broadcast(Session session, Presence presence) {
    switch (presence.type()) {
      case AVAILABLE -> available(session, presence);
      case UNAVAILABLE -> {
        if (session.available()) {
          session.presence(Optional.empty());
          hooks.tell("unavailable", listener -> listener.unavailable(session, presence));
        }
      }
      default -> {} // a subscription to nobody, RFC 6121 section 4.3: nothing to do
    }
  }

  private void available(Session session, Presence presence) {
    boolean initial = !session.available();
    presence.priority(); // refused here when it is no number
    session.presence(Optional.of(presence));
    try {
      toWatchers(session, presence);
      if (initial) {
        showWatched(session);
        showRequests(session);
      }
    } finally {
      // It is available even if the database could not say who else is: what waits must reach it.
      hooks.tell("available", listener -> listener.available(session, presence, initial));
    }
  }

  /**
   * Changes in the server's name what a session shows, and shows it to all who see it. To single
   * addresses clients send other presence than to everybody, so that it is changed where it is
   * kept.
   */
  public void again(Session session, UnaryOperator<Presence> change) {
    Optional<Presence> changed = session.presence().map(change);
    if (changed.isPresent()) {
      session.presence(changed);
      toWatchers(session, changed.get());
    }
    hooks.tell("changed", listener -> listener.changed(session, change));
  }

  /** RFC 6121 section 4.2.2: to contacts that may see it, and to the account's other resources. */
  private void toWatchers(Session session, Presence presence) {
    for (Jid watcher : rosters.watchers(session.account())) {
      if (!blocked.test(session.account(), watcher)) {
        delivery.send(presence.withTo(watcher));
      }
    }
    for (Session own : sessions.available(session.account())) {
      own.send(presence.withTo(own.address()));
    }
  }

  /**
   * RFC 6121 section 4.3: instead of probes that we would have to answer ourselves, the answers.
   */
  private void showWatched(Session session) {
    for (Jid contact : rosters.watched(session.account())) {
      show(session, contact);
    }
    for (Session own : sessions.available(session.account())) {
      if (own != session) {
        own.presence().ifPresent(current -> session.send(current.withTo(session.address())));
      }
    }
  }

  private void show(Session session, Jid contact) {
    if (rosters.maySee(contact, session.account()) && !blocked.test(contact, session.account())) {
      for (Session theirs : sessions.available(contact)) {
        theirs.presence().ifPresent(current -> session.send(current.withTo(session.address())));
      }
    }
  }

  private void showRequests(Session session) {
    for (String request : subscriptions.waitingRequests(session.account())) {
      session.send((Presence) Stanza.of(XmlReader.parse(request)));
    }
  }

  // ---- presence to one ----

  private boolean directed(Origin origin, Presence presence, Jid to) {
    Optional<Session> session = origin.session();
    if (presence.type() == Presence.Type.PROBE) {
      session.ifPresent(asker -> probe(asker, to));
      return hooks.host(to.domain()).isEmpty();
    }
    session.ifPresent(sender -> remember(sender, presence, to));
    if (hooks.host(to.domain()).isPresent()) {
      return false; // the host takes it from here
    }
    delivery.send(presence);
    return true;
  }

  private void remember(Session sender, Presence presence, Jid to) {
    Set<Jid> directed = sender.slot(DIRECTED);
    if (presence.type() == Presence.Type.AVAILABLE) {
      if (directed.size() < MOST_DIRECTED) {
        directed.add(to);
      }
    } else if (presence.type() == Presence.Type.UNAVAILABLE) {
      directed.remove(to);
    }
  }

  private void probe(Session asker, Jid to) {
    if (to.isBare()) {
      show(asker, to);
    } else if (rosters.maySee(to.bare(), asker.account())) {
      sessions
          .find(to)
          .flatMap(Session::presence)
          .ifPresent(current -> asker.send(current.withTo(asker.address())));
    }
  }

  // ---- who went ----

  @Override
  public void unavailable(Session session, Presence presence) {
    Presence stamped = presence.withFrom(session.address());
    toWatchers(session, stamped);
    session.send(stamped.withTo(session.address()));
    Set<Jid> directed = session.slot(DIRECTED);
    for (Jid to : Set.copyOf(directed)) {
      Optional<Host> host = hooks.host(to.domain());
      if (host.isPresent()) {
        host.get().presence(Origin.of(session), stamped.withTo(to));
      } else if (!rosters.maySee(session.account(), to)) {
        delivery.send(stamped.withTo(to));
      }
    }
    directed.clear();
  }

  /** A session that never was available may have sent directed presence all the same. */
  @Override
  public void closed(Session session) {
    Set<Jid> directed = session.slot(DIRECTED);
    for (Jid to : Set.copyOf(directed)) {
      Presence gone = Presence.of(Presence.Type.UNAVAILABLE, session.address(), to);
      hooks
          .host(to.domain())
          .ifPresentOrElse(
              host -> host.presence(Origin.of(session), gone), () -> delivery.send(gone));
    }
    directed.clear();
  }
}
