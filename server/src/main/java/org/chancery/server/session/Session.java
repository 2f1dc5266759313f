package org.chancery.server.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.chancery.auth.sasl.Credential;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Presence;
import org.chancery.protocol.StreamError;
import org.chancery.server.audit.Audited;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.Outbound;
import org.chancery.server.net.Connection;
import org.chancery.server.net.StreamEvent;

/**
 * One bound resource of an account. It outlives its connection when the stream can be resumed
 * (XEP-0198). The sending methods may be called by any thread and keep the order of the calls for
 * each caller; they never wait for the peer.
 */
public final class Session {
  private static final String SM = SessionNamespaces.STREAM_MANAGEMENT;
  private static final String REQUEST = "<r xmlns='" + SM + "'/>";

  private final Jid address;
  private final String id;
  private final Instant since;
  private final Hooks hooks;
  private final Map<SessionSlot<?>, Object> slots = new ConcurrentHashMap<>(4);
  private final Mutex lock = new Mutex();
  private volatile Optional<Connection> connection;
  private volatile Optional<StreamManagement> management = Optional.empty();
  private volatile Optional<Presence> presence = Optional.empty();
  private volatile Credential credential = Credential.PASSWORD;
  private volatile int priority;
  private volatile Optional<Instant> receivingSince = Optional.empty();
  private volatile boolean ended;
  private volatile long detachments;
  private volatile Optional<Duration> patience = Optional.empty();
  private Runnable overflow = () -> {};
  private final Mutex handling = new Mutex();

  Session(Jid address, Connection connection, Instant since, Hooks hooks) {
    this.address = address;
    this.id = connection.id();
    this.since = since;
    this.hooks = hooks;
    this.connection = Optional.of(connection);
  }

  /** The full address. */
  public Jid address() {
    return address;
  }

  /** The account's bare address. */
  public Jid account() {
    return address.bare();
  }

  /** The id of the stream that bound it: in the log, and on record. */
  public String id() {
    return id;
  }

  /** When it was bound. */
  public Instant since() {
    return since;
  }

  /** What its client has logged in with last. */
  public Credential credential() {
    return credential;
  }

  /** Notes what a client that opens or resumes it has logged in with. */
  void credential(Credential shown) {
    credential = shown;
  }

  /** The last presence without an address, if the session is available. */
  public Optional<Presence> presence() {
    return presence;
  }

  /** Whether it has sent initial presence. */
  public boolean available() {
    return presence.isPresent();
  }

  /** The presence priority; meaningful only while available. */
  public int priority() {
    return priority;
  }

  /**
   * Whether messages for the account go to this session: it is available, and has had what waited
   * for it.
   */
  public boolean receiving() {
    return receivingSince.isPresent() && available() && priority >= 0;
  }

  /** Whether it will take the account's messages as soon as it has had what waited for it. */
  public boolean catchingUp() {
    return receivingSince.isEmpty() && available() && priority >= 0;
  }

  /** The time of the row on record after which it takes the account's messages, if it does. */
  public Optional<Instant> receivingSince() {
    return receivingSince;
  }

  /**
   * Notes that it takes all messages recorded after a row, whose time is never later than the next
   * row's, as that of a clock may be; called under the account's lock of delivery only.
   */
  public void caughtUp(Instant lastRow) {
    receivingSince = Optional.of(lastRow);
  }

  /** Notes the presence that the session has broadcast; called by the presence rules only. */
  public void presence(Optional<Presence> broadcast) {
    broadcast.ifPresent(present -> priority = present.priority());
    presence = broadcast;
    if (broadcast.isEmpty() || priority < 0) {
      receivingSince = Optional.empty();
    }
  }

  /** Whether a connection is attached; without one the session waits for resumption. */
  public boolean connected() {
    return connection.isPresent();
  }

  /** Sets how long it waits to be resumed, in place of what is usual. */
  public void waitsFor(Duration asLong) {
    patience = Optional.of(asLong);
  }

  Optional<Duration> patience() {
    return patience;
  }

  /** Whether it has ended for good. */
  public boolean ended() {
    return ended;
  }

  /** The state that a feature keeps here; made at the first call. */
  @SuppressWarnings("unchecked")
  public <T> T slot(SessionSlot<T> slot) {
    return (T) slots.computeIfAbsent(slot, SessionSlot::initial);
  }

  /** Sends a request or an answer. */
  public void send(Iq iq) {
    send(new Outgoing.OfIq(iq));
  }

  /** Sends a presence. */
  public void send(Presence someones) {
    send(new Outgoing.OfPresence(someones));
  }

  /**
   * Sends a message that is on record.
   *
   * @return false when the session has ended, so that the message must go elsewhere
   */
  public boolean send(Audited message) {
    return send(new Outgoing.OfMessage(message));
  }

  private boolean send(Outgoing stanza) {
    try (var _ = lock.hold()) {
      if (ended) {
        return false;
      }
      List<Outgoing> now = List.of(stanza);
      for (Outbound outbound : hooks.outbounds()) {
        now = through(outbound, now);
      }
      now.forEach(this::transmit);
      askForAcknowledgement();
      return true;
    }
  }

  private List<Outgoing> through(Outbound outbound, List<Outgoing> stanzas) {
    if (stanzas.size() == 1) {
      return outbound.outbound(this, stanzas.getFirst());
    }
    return stanzas.stream().flatMap(stanza -> outbound.outbound(this, stanza).stream()).toList();
  }

  /** Sends what an outbound hook has held back; only for such hooks. */
  public void release(List<Outgoing> held) {
    try (var _ = lock.hold()) {
      if (!ended) {
        held.forEach(this::transmit);
        askForAcknowledgement();
      }
    }
  }

  /**
   * Runs a feature's change of its slot together with what it then releases, so that nothing
   * overtakes it.
   */
  public void releasing(Supplier<List<Outgoing>> change) {
    try (var _ = lock.hold()) {
      release(change.get());
    }
  }

  /**
   * Whether the client was sent this message and has not acknowledged it (XEP-0198), or had not
   * when the session ended.
   */
  public boolean awaitsAcknowledgement(Audited message) {
    try (var _ = lock.hold()) {
      return management.filter(counters -> counters.awaits(message)).isPresent();
    }
  }

  /** Sends an element that is no stanza and is not counted. */
  public void sendNonza(Element element) {
    connection.ifPresent(open -> open.write(element.toXml()));
  }

  private void transmit(Outgoing outgoing) {
    String xml = outgoing.stanza().element().toXml();
    management.ifPresent(counters -> counters.sent(outgoing, xml.length()));
    connection.ifPresent(open -> open.write(xml));
    if (management.isPresent() && management.get().full()) {
      // It has not acknowledged for long: what it lacks goes to the offline queue when the session
      // ends.
      if (connection.isPresent()) {
        end(StreamError.Condition.RESOURCE_CONSTRAINT, "Too many unacknowledged stanzas.");
      } else {
        overflow.run();
      }
    }
  }

  private void askForAcknowledgement() {
    if (connection.isPresent() && management.isPresent() && management.get().shouldAsk()) {
      connection.get().write(REQUEST);
    }
  }

  /** Asks the stream's thread to end the session with an error to the client. */
  public void end(StreamError.Condition condition, String text) {
    connection.ifPresent(
        open -> open.signal(new StreamEvent.Ended(new StreamError(condition, text))));
  }

  // ---- for the stream and for Sessions ----

  /**
   * How often the connection has been lost, so that an old timer can't end a session that was
   * resumed since.
   */
  long detachments() {
    return detachments;
  }

  /**
   * Handles one stanza of the client and counts it as handled, unless the session goes on over
   * another connection by now: then the stanza is not counted, and the client sends it again there.
   *
   * @return whether it was handled
   */
  boolean handle(Connection from, Runnable stanza) {
    try (var _ = handling.hold()) {
      if (ended || connection.filter(current -> current == from).isEmpty()) {
        return false;
      }
      stanza.run();
      management.ifPresent(StreamManagement::stanzaHandled);
      return true;
    }
  }

  Optional<Connection> connection() {
    return connection;
  }

  Optional<StreamManagement> management() {
    return management;
  }

  /** Starts stream management and answers, so that counting begins exactly with the answer. */
  void manage(StreamManagement counters, String answer) {
    try (var _ = lock.hold()) {
      connection.ifPresent(open -> open.write(answer));
      management = Optional.of(counters);
    }
  }

  /**
   * Takes an acknowledgement.
   *
   * @return false when the client acknowledges more than it was sent
   */
  boolean acknowledged(long h) {
    try (var _ = lock.hold()) {
      boolean plausible = management.isEmpty() || management.get().acknowledge(h);
      askForAcknowledgement();
      return plausible;
    }
  }

  /**
   * The connection is gone; true when the session may wait for its client to resume.
   *
   * @param full what is done when too much gathers meanwhile; must not block
   */
  boolean detach(Connection gone, Runnable full) {
    try (var _ = lock.hold()) {
      overflow = full;
      if (connection.isPresent() && connection.get() == gone) {
        connection = Optional.empty();
        detachments++;
      }
      return !ended && management.isPresent() && management.get().resumable();
    }
  }

  /**
   * Goes on over a new connection: waits for the stanza that is being handled, answers with the
   * count, then sends again what was not acknowledged.
   *
   * @param h how many stanzas the client says it has handled
   * @return false when the session has ended meanwhile, or the client claims too much
   */
  boolean attach(Connection fresh, long h) {
    // What is being committed must be in the count that the client is told.
    try (var _ = handling.hold();
        var _ = lock.hold()) {
      StreamManagement counters = management.orElseThrow();
      if (ended || !counters.acknowledge(h)) {
        return false;
      }
      connection.ifPresent(
          old -> old.signal(new StreamEvent.Ended(StreamError.of(StreamError.Condition.CONFLICT))));
      connection = Optional.of(fresh);
      fresh.write(
          "<resumed xmlns='%s' h='%d' previd='%s'/>"
              .formatted(SM, counters.handled(), counters.resumptionId()));
      counters.connectionChanged();
      counters.unacknowledged().forEach(stanza -> fresh.write(stanza.stanza().element().toXml()));
      askForAcknowledgement();
      return true;
    }
  }

  /**
   * Ends it for good.
   *
   * @return what the client has not acknowledged, for delivery elsewhere; empty when somebody else
   *     has ended it already
   */
  Optional<List<Outgoing>> finish() {
    try (var _ = lock.hold()) {
      if (ended) {
        return Optional.empty();
      }
      ended = true;
      connection = Optional.empty();
      return Optional.of(management.map(StreamManagement::unacknowledged).orElse(List.of()));
    }
  }

  @Override
  public String toString() {
    return address + " (" + id + ")";
  }
}
