package org.chancery.server.session;

import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;
import org.chancery.auth.LoginGuard;
import org.chancery.auth.sasl.Mechanisms;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Hooks;
import org.chancery.server.net.Connection;
import org.chancery.server.net.NetConfig;
import org.chancery.server.routing.Router;

/** Gives every accepted connection a stream with a virtual thread of its own. Thread-safe. */
public final class ClientStreams {
  private final NegotiationParts parts;
  private final Lifecycle lifecycle;
  private final StreamManager streamManager;
  private final Router router;
  private final Hooks hooks;

  /** With what the streams need. */
  public ClientStreams(
      Login login,
      Sessions sessions,
      Lifecycle lifecycle,
      AuditLog auditLog,
      Router router,
      Hooks hooks,
      Limits limits) {
    this.lifecycle = lifecycle;
    this.router = router;
    this.hooks = hooks;
    this.streamManager = new StreamManager(sessions, lifecycle, limits.session(), login.ids());
    this.parts =
        new NegotiationParts(
            login.domains(),
            login.mechanisms(),
            login.guard(),
            hooks,
            sessions,
            lifecycle,
            streamManager,
            auditLog,
            limits.session(),
            limits.net(),
            login.clock(),
            login.ids());
  }

  /**
   * Who may log in, and how.
   *
   * @param domains the domains whose accounts are here
   * @param mechanisms what is offered
   * @param guard what slows guessing down
   * @param clock the time
   * @param ids makes unguessable ids
   */
  public record Login(
      Set<String> domains,
      Mechanisms mechanisms,
      LoginGuard guard,
      Clock clock,
      Supplier<String> ids) {}

  /**
   * What streams are held to.
   *
   * @param session limits of sessions
   * @param net limits of connections
   */
  public record Limits(SessionConfig session, NetConfig net) {}

  /** Serves a connection until it ends. Returns at once. */
  public void serve(Connection connection) {
    Negotiation negotiation = new Negotiation(connection, parts);
    new ClientStream(connection, negotiation, lifecycle, streamManager, router, hooks).start();
  }
}
