package org.chancery.server.session;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.Presence;
import org.chancery.protocol.StreamError;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.audit.Audited;
import org.chancery.server.feature.Hooks;
import org.chancery.server.net.Connection;
import org.chancery.server.routing.Delivery;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins and ends sessions: on record, in {@link Sessions}, and for those who follow them.
 * Thread-safe.
 */
public final class Lifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Sessions sessions;
  private final Hooks hooks;
  private final Delivery delivery;
  private final AuditLog auditLog;
  private final Clock clock;
  private final ScheduledExecutorService scheduler;
  private final SessionConfig config;

  /** With its parts. */
  public Lifecycle(
      Sessions sessions,
      Hooks hooks,
      Delivery delivery,
      AuditLog auditLog,
      Clock clock,
      ScheduledExecutorService scheduler,
      SessionConfig config) {
    this.sessions = sessions;
    this.hooks = hooks;
    this.delivery = delivery;
    this.auditLog = auditLog;
    this.clock = clock;
    this.scheduler = scheduler;
    this.config = config;
  }

  /**
   * Binds a resource, once that is on record. A session of the same resource is ended (RFC 6120
   * section 7.7.2.2).
   *
   * @throws org.chancery.protocol.StanzaException when it can't be recorded
   */
  Session open(Jid address, Connection connection, SaslNegotiation.Authenticated person) {
    Session session = new Session(address, connection, clock.instant(), hooks);
    session.credential(person.credential());
    AuditEntry.Builder entry =
        AuditEntry.of(AuditKind.LOGIN, session.since())
            .from(address)
            .session(connection.id())
            .detail("address", connection.source().getHostAddress())
            .detail("endpoint", connection.remoteAddress())
            .detail("mechanism", person.mechanism())
            .detail("encryption", connection.encryption());
    person.credential().details().forEach(entry::detail);
    auditLog.commit(entry.build());
    sessions.add(session).ifPresent(this::replaced);
    hooks.tell("opened", listener -> listener.opened(session));
    log.info(
        "session opened jid={} mechanism={} from={}",
        address,
        person.mechanism(),
        connection.remoteAddress());
    return session;
  }

  private void replaced(Session old) {
    end(
        old,
        "replaced by a new session of the same resource",
        new StreamError(StreamError.Condition.CONFLICT, "Another client uses this resource now."));
  }

  /** Ends a session for good and closes its connection with this error. */
  public void end(Session session, String how, StreamError error) {
    Optional<Connection> connection = session.connection();
    close(session, how);
    connection.ifPresent(open -> open.close(Optional.of(error)));
  }

  /** The connection is gone: the session waits to be resumed if it may, and ends otherwise. */
  void disconnected(Session session, Connection connection, String how) {
    if (session.ended()
        || session.connection().filter(current -> current == connection).isEmpty()) {
      return; // it goes on elsewhere, or is over
    }
    Runnable full = () -> closeElsewhere(session, "too much has gathered for it");
    if (!session.detach(connection, full)) {
      close(session, how);
      return;
    }
    Duration patience = session.patience().orElse(config.resumeFor());
    log.info(
        "session waits for resumption jid={} seconds={}", session.address(), patience.toSeconds());
    long gone = session.detachments();
    scheduler.schedule(
        () -> endUnlessResumed(session, gone), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void endUnlessResumed(Session session, long detachment) {
    if (!session.connected() && session.detachments() == detachment) {
      closeElsewhere(session, "not resumed in time");
    }
  }

  private void closeElsewhere(Session session, String how) {
    Thread.ofVirtual().name("end-" + session.id()).start(() -> close(session, how));
  }

  /** The stream was resumed. */
  void resumed(Session session) {
    log.info("session resumed jid={}", session.address());
    hooks.tell("resumed", listener -> listener.resumed(session));
  }

  /** Ends a session for good. Doing it twice is harmless. */
  public void close(Session session, String how) {
    if (!delivery.endSession(session.account(), () -> finish(session))) {
      return;
    }
    if (session.available()) {
      Presence unavailable = unavailable(session.address());
      session.presence(Optional.empty());
      hooks.tell("unavailable", listener -> listener.unavailable(session, unavailable));
    }
    hooks.tell("closed", listener -> listener.closed(session));
    recordEnd(session, how);
    log.info("session closed jid={} how={}", session.address(), how);
  }

  private Optional<List<Audited>> finish(Session session) {
    Optional<List<Outgoing>> unsent = session.finish();
    unsent.ifPresent(outgoing -> sessions.remove(session));
    return unsent.map(
        outgoing -> outgoing.stream().flatMap(stanza -> stanza.message().stream()).toList());
  }

  private void recordEnd(Session session, String how) {
    auditLog.submit(
        AuditEntry.of(AuditKind.LOGOUT, clock.instant())
            .from(session.address())
            .session(session.id())
            .detail("how", how)
            .build());
  }

  private static Presence unavailable(Jid from) {
    Element element =
        Element.builder("presence", Namespaces.CLIENT)
            .attribute("type", "unavailable")
            .attribute("from", from.toString())
            .build();
    return new Presence(element, Optional.of(from), Optional.empty());
  }

  /** Ends every session, telling the clients why; for the server's stop. */
  public void closeAll() {
    StreamError shutdown = StreamError.of(StreamError.Condition.SYSTEM_SHUTDOWN);
    try (var closers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Session session : sessions.all()) {
        closers.submit(
            () -> {
              Optional<Connection> connection = session.connection();
              close(session, "server stopped");
              connection.ifPresent(open -> open.close(Optional.of(shutdown)));
            });
      }
    }
  }
}
