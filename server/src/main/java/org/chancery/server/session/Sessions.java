package org.chancery.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.chancery.protocol.Jid;

/**
 * Who is online here. Thread-safe, without locks of its own. The question "has this address
 * sessions elsewhere?" will be asked here and nowhere else once there are several nodes.
 */
public final class Sessions {
  /** Oldest first. Each change makes a new list, since nearly every stanza reads one. */
  private final Map<Jid, List<Session>> byAccount = new ConcurrentHashMap<>();

  private final Map<String, Session> resumable = new ConcurrentHashMap<>();

  /** The session of a full address. */
  public Optional<Session> find(Jid full) {
    for (Session session : of(full)) {
      if (session.address().resource().equals(full.resource())) {
        return Optional.of(session);
      }
    }
    return Optional.empty();
  }

  /** All sessions of an account, available or not, oldest first. */
  public List<Session> of(Jid account) {
    return byAccount.getOrDefault(account.bare(), List.of());
  }

  /** The sessions of an account that have sent presence. */
  public List<Session> available(Jid account) {
    return those(of(account), Session::available);
  }

  /** The sessions that take messages for the bare address. */
  public List<Session> receiving(Jid account) {
    return those(of(account), Session::receiving);
  }

  private static List<Session> those(List<Session> sessions, Predicate<Session> wanted) {
    if (sessions.size() == 1) {
      return wanted.test(sessions.getFirst()) ? sessions : List.of();
    }
    return sessions.isEmpty() ? sessions : sessions.stream().filter(wanted).toList();
  }

  /** Every session. */
  public List<Session> all() {
    return byAccount.values().stream().flatMap(List::stream).toList();
  }

  /** How many sessions there are. */
  public int count() {
    return byAccount.values().stream().mapToInt(List::size).sum();
  }

  /** Adds a session; the one it takes the place of is returned and must be ended. */
  Optional<Session> add(Session session) {
    Session[] replaced = new Session[1];
    byAccount.compute(
        session.account(),
        (account, present) -> {
          List<Session> changed = new ArrayList<>();
          for (Session other : present == null ? List.<Session>of() : present) {
            if (other.address().equals(session.address())) {
              replaced[0] = other;
            } else {
              changed.add(other);
            }
          }
          changed.add(session);
          return List.copyOf(changed);
        });
    return Optional.ofNullable(replaced[0]);
  }

  /** Removes exactly this session, not one that has taken its place. */
  void remove(Session session) {
    byAccount.computeIfPresent(
        session.account(),
        (account, present) -> {
          List<Session> rest = present.stream().filter(other -> other != session).toList();
          return rest.isEmpty() ? null : rest;
        });
    session
        .management()
        .map(StreamManagement::resumptionId)
        .ifPresent(id -> resumable.remove(id, session));
  }

  void resumable(String resumptionId, Session session) {
    resumable.put(resumptionId, session);
  }

  /** The session that a resumption id stands for, if it is this account's. */
  Optional<Session> resumable(String resumptionId, Jid account) {
    return Optional.ofNullable(resumable.get(resumptionId))
        .filter(session -> session.account().equals(account) && !session.ended());
  }
}
