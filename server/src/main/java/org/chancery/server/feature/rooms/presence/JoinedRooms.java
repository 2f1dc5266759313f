package org.chancery.server.feature.rooms.presence;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;
import org.chancery.server.session.SessionSlot;

/** Which rooms each session is in, so that nobody stays behind when it ends. Thread-safe. */
public final class JoinedRooms {
  private static final SessionSlot<Set<Jid>> ROOMS =
      new SessionSlot<>(ConcurrentHashMap::newKeySet);

  private final int most;

  /** With how many rooms a session may be in. */
  public JoinedRooms(int most) {
    this.most = most;
  }

  void require(Origin origin) {
    if (origin.session().filter(session -> session.slot(ROOMS).size() >= most).isPresent()) {
      throw new StanzaException(Condition.NOT_ALLOWED, "You are in too many rooms.");
    }
  }

  void add(Origin origin, Jid room) {
    origin.session().ifPresent(session -> session.slot(ROOMS).add(room));
  }

  void remove(Session session, Jid room) {
    session.slot(ROOMS).remove(room);
  }

  boolean ended(Origin origin) {
    return origin.session().filter(Session::ended).isPresent();
  }

  /** The rooms that a session is in. */
  public Set<Jid> of(Session session) {
    return Set.copyOf(session.slot(ROOMS));
  }
}
