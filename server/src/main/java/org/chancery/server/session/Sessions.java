package org.chancery.server.session;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.protocol.Jid;

/**
 * Who is online here. Thread-safe, without locks of its own. The question "has this address
 * sessions elsewhere?" will be asked here and nowhere else once there are several nodes.
 */
public final class Sessions {
  private final Map<Jid, Map<String, Session>> byAccount = new ConcurrentHashMap<>();
  private final Map<String, Session> resumable = new ConcurrentHashMap<>();

  /** The session of a full address. */
  public Optional<Session> find(Jid full) {
    Map<String, Session> resources = byAccount.get(full.bare());
    return resources == null
        ? Optional.empty()
        : Optional.ofNullable(resources.get(full.resource()));
  }

  /** All sessions of an account, available or not, oldest first. */
  public List<Session> of(Jid account) {
    Map<String, Session> resources = byAccount.get(account.bare());
    return resources == null
        ? List.of()
        : resources.values().stream().sorted(Comparator.comparing(Session::since)).toList();
  }

  /** The sessions of an account that have sent presence. */
  public List<Session> available(Jid account) {
    return of(account).stream().filter(Session::available).toList();
  }

  /** The sessions that take messages for the bare address. */
  public List<Session> receiving(Jid account) {
    return of(account).stream().filter(Session::receiving).toList();
  }

  /** Every session. */
  public List<Session> all() {
    return byAccount.values().stream().flatMap(resources -> resources.values().stream()).toList();
  }

  /** How many sessions there are. */
  public int count() {
    return byAccount.values().stream().mapToInt(Map::size).sum();
  }

  /** Adds a session; the one it takes the place of is returned and must be ended. */
  Optional<Session> add(Session session) {
    Session[] replaced = new Session[1];
    byAccount.compute(
        session.account(),
        (account, resources) -> {
          Map<String, Session> changed = resources == null ? new ConcurrentHashMap<>(2) : resources;
          replaced[0] = changed.put(session.address().resource(), session);
          return changed;
        });
    return Optional.ofNullable(replaced[0]);
  }

  /** Removes exactly this session, not one that has taken its place. */
  void remove(Session session) {
    byAccount.computeIfPresent(
        session.account(),
        (account, resources) -> {
          resources.remove(session.address().resource(), session);
          return resources.isEmpty() ? null : resources;
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
