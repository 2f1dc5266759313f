package org.chancery.server.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.StanzaIds;
import org.chancery.server.audit.Audited;
import org.chancery.server.session.Session;
import org.chancery.server.session.SessionSlot;
import org.chancery.server.session.Sessions;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.OfflineStore;
import org.chancery.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a recorded message to the sessions of a local account, RFC 6121 section 8.5; and presence
 * and IQs, which are not recorded, to wherever they go. What the offline queue's database can't do
 * at once is done later, as nobody else would do it. Thread-safe.
 */
public final class Delivery {
  private static final Logger log = LoggerFactory.getLogger(Delivery.class);

  /** What came while a session was catching up; guarded by the account's lock. */
  private static final SessionSlot<List<Audited>> MEANWHILE = new SessionSlot<>(ArrayList::new);

  private static final int MOST_MEANWHILE = 100;

  private final Sessions sessions;
  private final OfflineStore offline;
  private final Supplier<Instant> lastRow;
  private final Predicate<Jid> accountExists;
  private final Predicate<Message> worthWaiting;
  private final Executor later;

  /**
   * So that the order of what an account is delivered survives its sessions coming and going. Held
   * while the database is asked; taken before any session's own lock, never after.
   */
  private final StripedLocks locks = new StripedLocks(1024);

  private volatile Waiting waiting = (account, takers) -> true;

  /**
   * With what decides.
   *
   * @param accountExists whether a bare address is that of a person; may block
   * @param worthWaiting whether a message is kept for somebody who is offline (XEP-0160)
   * @param lastRow the time of the newest row on record
   * @param later does what the database could not, in a moment and on a thread that may block
   */
  public Delivery(
      Sessions sessions,
      OfflineStore offline,
      Predicate<Jid> accountExists,
      Predicate<Message> worthWaiting,
      Supplier<Instant> lastRow,
      Executor later) {
    this.sessions = sessions;
    this.lastRow = lastRow;
    this.offline = offline;
    this.accountExists = accountExists;
    this.worthWaiting = worthWaiting;
    this.later = later;
  }

  /** Delivers what waits for an account. */
  @FunctionalInterface
  public interface Waiting {
    /**
     * Delivers as much as a client can take at once.
     *
     * @return whether nothing waits any more
     */
    boolean deliver(Jid account, List<Session> takers);
  }

  /** Sets what delivers the offline queue; once, at start. */
  public void waitingBy(Waiting deliver) {
    this.waiting = deliver;
  }

  /** Whether the address belongs to a local person. */
  public boolean exists(Jid account) {
    return !sessions.of(account).isEmpty() || accountExists.test(account.bare());
  }

  /** Takes in a message to a local account; see {@link Host#admit}. */
  Admission admit(Origin origin, Message message, AuditEntry.Builder entry) {
    Jid to = message.to().orElseGet(() -> origin.address().bare());
    Jid account = to.bare();
    if (isForNobody(message, to)) {
      return copies -> {};
    }
    if (to.isFull()) {
      Optional<Session> exact = sessions.find(to);
      if (exact.filter(Delivery::takesDirectly).isPresent()) {
        return copies -> deliverTo(exact.get(), copies);
      }
      if (exact.isEmpty()) {
        refuseForMissingResource(message);
      }
    } else {
      refuseForBareAddress(message);
    }
    if (!sessions.receiving(account).isEmpty()) {
      return copies -> deliverToAccount(account, copies);
    }
    if (!exists(account)) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
    if (!worthWaiting.test(message)) {
      return copies -> deliverToAccount(account, copies); // somebody may be just coming online
    }
    // It waits from the same commit on: there is no moment at which it is accepted and could be
    // lost.
    entry.companion(offline.waitingFor(account));
    return copies -> flushIfOnline(account);
  }

  /** RFC 6121 sections 8.5.2.1.1 and 8.5.3.2.1: an error means something to one device only. */
  private boolean isForNobody(Message message, Jid to) {
    return message.type() == Message.Type.ERROR && (to.isBare() || sessions.find(to).isEmpty());
  }

  /** Unless it is still being sent what waited: then the message waits too, not to overtake. */
  private static boolean takesDirectly(Session session) {
    return session.receiving() || !session.available() || session.priority() < 0;
  }

  /**
   * RFC 6121 section 8.5.3.2.1: no such resource, and the type does not allow to fall back on the
   * account.
   */
  private void refuseForMissingResource(Message message) {
    switch (message.type()) {
      case NORMAL, GROUPCHAT, HEADLINE -> throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
      case CHAT, ERROR -> {}
    }
  }

  /** RFC 6121 section 8.5.2.1.1: a bare address can't take part in a room. */
  private void refuseForBareAddress(Message message) {
    if (message.type() == Message.Type.GROUPCHAT) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
  }

  private void deliverTo(Session session, Copies copies) {
    if (session.ended()) {
      deliverToAccount(session.account(), copies);
    } else {
      copies.add(session, withStanzaId(copies.audited(), session.account()));
    }
  }

  private void deliverToAccount(Jid account, Copies copies) {
    locks.exclusively(
        account,
        () -> {
          List<Session> receiving = sessions.receiving(account);
          Audited copy = withStanzaId(copies.audited(), account);
          receiving.forEach(session -> copies.add(session, copy));
          if (!receiving.isEmpty() || !keep(account, copies.audited())) {
            sessions.available(account).stream()
                .filter(Session::catchingUp)
                .map(session -> session.slot(MEANWHILE))
                .filter(meanwhile -> meanwhile.size() < MOST_MEANWHILE)
                .forEach(meanwhile -> meanwhile.add(copy));
          }
        });
  }

  /** The way of a message to an account that it is not addressed to. */
  @FunctionalInterface
  public interface Beside {
    /** Adds the copies, once the message is recorded; {@code shown} is what the account gets. */
    void deliver(Copies copies, Audited shown);
  }

  /**
   * Prepares the way of a message to an account that it is not addressed to, such as a member of a
   * room who is not in it. If nobody is online there, it waits from the same commit on.
   */
  public Beside beside(Jid account, AuditEntry.Builder entry) {
    if (sessions.receiving(account).isEmpty()) {
      entry.companion(offline.waitingFor(account));
      return (copies, shown) -> {
        copies.waitsFor(account);
        flushIfOnline(account);
      };
    }
    return (copies, shown) ->
        locks.exclusively(
            account,
            () -> {
              Audited copy = shown.with(shown.message().withTo(account));
              List<Session> receiving = sessions.receiving(account);
              receiving.forEach(session -> copies.add(session, copy));
              if (receiving.isEmpty()) {
                keep(account, copy);
              }
            });
  }

  /**
   * Takes a session into those that get the account's messages: it is sent what waited, and then
   * what has come meanwhile and waits nowhere.
   *
   * @param again is called in a moment when the database can't say what waits
   * @return false when more waits than it can take at once: until it has all, messages go on
   *     waiting behind that, and this is to be called again
   */
  public boolean catchUp(Session session, Runnable again) {
    Jid account = session.account();
    boolean[] done = {true};
    orLater(
        again,
        () ->
            locks.exclusively(
                account,
                () -> {
                  if (session.catchingUp()) {
                    done[0] = catchUp(account);
                  }
                }));
    return done[0];
  }

  private boolean catchUp(Jid account) {
    // All get each part, so that those that come while others catch up miss nothing.
    List<Session> takers =
        sessions.available(account).stream()
            .filter(one -> one.receiving() || one.catchingUp())
            .toList();
    boolean done = waiting.deliver(account, takers);
    takers.stream().filter(one -> done && one.catchingUp()).forEach(this::caughtUp);
    return done;
  }

  private void caughtUp(Session session) {
    session.caughtUp(lastRow.get());
    List<Audited> meanwhile = session.slot(MEANWHILE);
    meanwhile.forEach(session::send);
    meanwhile.clear();
  }

  /**
   * The recipient may have come while the message was being committed: then nobody else would look
   * at the queue.
   */
  private void flushIfOnline(Jid account) {
    orLater(
        () -> flushIfOnline(account),
        () ->
            locks.exclusively(
                account,
                () -> {
                  List<Session> takers = sessions.receiving(account);
                  while (!takers.isEmpty() && !waiting.deliver(account, takers)) {
                    takers = sessions.receiving(account);
                  }
                }));
  }

  private void orLater(Runnable again, Runnable work) {
    try {
      work.run();
    } catch (StorageException e) {
      log.warn("a delivery waits for the database: {}", e.getMessage());
      later.execute(again);
    }
  }

  /** The copy with the archive's id for this account, XEP-0359. */
  private static Audited withStanzaId(Audited audited, Jid account) {
    return audited
        .position()
        .map(
            position ->
                audited.with(StanzaIds.add(audited.message(), account, position.stanzaId())))
        .orElse(audited);
  }

  /** Sends the copies; a session that has ended meanwhile passes its copy on to the account. */
  void sendAll(Copies copies) {
    for (Map.Entry<Session, Audited> unsent : copies.send()) {
      redeliver(unsent.getKey().account(), List.of(unsent.getValue()));
    }
  }

  /**
   * Gives what a session could not be sent to the account's other sessions, or lets it wait. Only
   * messages that others sent to this account, and only those on record: copies, history and
   * notices have done their duty.
   */
  public void redeliver(Jid account, List<Audited> unsent) {
    locks.exclusively(account, () -> keep(account, unsent));
    flushIfOnline(account);
  }

  /**
   * Ends a session in one step with putting what it has not received into the account's queue:
   * nothing can be sent to a later session of the account before that.
   *
   * @param end ends the session and returns what it has not received; empty when it had ended
   *     before
   * @return whether it was this call that ended it
   */
  public boolean endSession(Jid account, Supplier<Optional<List<Audited>>> end) {
    boolean[] ended = new boolean[1];
    locks.exclusively(
        account,
        () -> {
          Optional<List<Audited>> unsent = end.get();
          ended[0] = unsent.isPresent();
          unsent.ifPresent(messages -> keep(account, messages));
        });
    flushIfOnline(account);
    return ended[0];
  }

  /** Does something about an account's deliveries while nothing is delivered to it. */
  public void exclusively(Jid account, Runnable work) {
    locks.exclusively(account, work);
  }

  private void keep(Jid account, List<Audited> unsent) {
    unsent.forEach(audited -> keep(account, audited));
  }

  /** Whether it waits now. */
  private boolean keep(Jid account, Audited audited) {
    boolean waits =
        audited.position().isPresent()
            && worthWaiting.test(audited.message())
            && !reachedAnotherDevice(account, audited);
    if (waits) {
      orLater(
          () -> redeliver(account, List.of(audited)),
          () -> offline.add(account, audited.position().get()));
    }
    return waits;
  }

  /**
   * What was addressed to the account went to every device that took its messages then: one that
   * still does has it.
   */
  private boolean reachedAnotherDevice(Jid account, Audited audited) {
    boolean toAccount = audited.message().to().filter(Jid::isFull).isEmpty();
    return toAccount
        && sessions.available(account).stream().anyMatch(session -> has(session, audited));
  }

  private static boolean has(Session session, Audited audited) {
    Instant recordedAt = audited.position().get().recordedAt();
    return session.receivingSince().filter(recordedAt::isAfter).isPresent()
        || session.slot(MEANWHILE).stream()
            .anyMatch(held -> held.position().equals(audited.position()));
  }

  /** Sends a presence to a full address, or to all available sessions of a bare one. */
  public void send(Presence presence) {
    Jid to = presence.to().orElseThrow();
    if (to.isFull()) {
      sessions.find(to).ifPresent(session -> session.send(presence));
    } else {
      sessions.available(to).forEach(session -> session.send(presence));
    }
  }

  /** Sends an IQ to a full address; false when nobody is there. */
  public boolean send(Iq iq) {
    Optional<Session> session = iq.to().flatMap(sessions::find);
    session.ifPresent(found -> found.send(iq));
    return session.isPresent();
  }
}
