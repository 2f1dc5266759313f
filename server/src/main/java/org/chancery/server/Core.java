package org.chancery.server;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.chancery.auth.Directories;
import org.chancery.auth.LoginGuard;
import org.chancery.auth.device.DevicePasswords;
import org.chancery.auth.sasl.Mechanisms;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StreamError;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Features;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.KnownGroups;
import org.chancery.server.feature.KnownPeople;
import org.chancery.server.feature.blocking.Blocklists;
import org.chancery.server.feature.caps.EntityCaps;
import org.chancery.server.feature.offline.OfflineMessages;
import org.chancery.server.feature.roster.Rosters;
import org.chancery.server.feature.roster.Subscriptions;
import org.chancery.server.net.Connection;
import org.chancery.server.routing.Delivery;
import org.chancery.server.routing.Origin;
import org.chancery.server.routing.Requests;
import org.chancery.server.routing.Router;
import org.chancery.server.session.ClientStreams;
import org.chancery.server.session.Lifecycle;
import org.chancery.server.session.Sessions;

/**
 * Everything between the transports and the stores, wired by hand. Opens no socket and no database:
 * tests run it whole.
 */
public final class Core implements AutoCloseable {

  /**
   * Who may log in.
   *
   * @param directories where people are known
   * @param mechanisms how they can prove who they are
   * @param guard what slows guessing down
   * @param devices passwords of single devices; empty when there are none
   */
  public record People(
      Directories directories,
      Mechanisms mechanisms,
      LoginGuard guard,
      Optional<DevicePasswords> devices) {}

  private static final Duration CLIENT_PATIENCE = Duration.ofMinutes(2);
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final AuditLog auditLog;
  private final Sessions sessions = new Sessions();
  private final Hooks hooks;
  private final Rosters rosters;
  private final KnownGroups groups = new KnownGroups();
  private final Lifecycle lifecycle;
  private final ClientStreams streams;
  private final Router router;
  private final ScheduledExecutorService scheduler;
  private final List<Feature> features;
  private final String version;

  /**
   * Wires the parts; nothing runs yet but the audit writer.
   *
   * @param ids makes ids that can't be guessed
   * @param httpsPort where HTTPS listens; asked once somebody can come in
   */
  public Core(
      CoreConfig config,
      Stores stores,
      People people,
      Clock clock,
      Supplier<String> ids,
      IntSupplier httpsPort) {
    Set<String> domains = config.domains();
    version = config.version();
    scheduler = timer();
    auditLog = new AuditLog(stores.audit(), config.audit(), clock);
    KnownPeople known = new KnownPeople(people.directories());
    Delivery delivery =
        new Delivery(
            sessions,
            stores.offline(),
            known::exists,
            OfflineMessages::worthWaiting,
            auditLog.counts()::lastRow,
            this::inAMoment);
    Requests requests = new Requests(ids, config.session().resumeFor().plus(CLIENT_PATIENCE));
    OfflineMessages offline =
        new OfflineMessages(
            stores.offline(), delivery, requests, auditLog, config.session().unacknowledged());
    rosters = new Rosters(stores.rosters(), sessions);
    Subscriptions subscriptions = new Subscriptions(rosters, sessions, domains, known::exists);
    Blocklists blocklists = new Blocklists(stores.blocklists());
    EntityCaps caps = new EntityCaps(requests);
    features =
        Features.all(
            new Features.Parts(
                domains,
                config.version(),
                clock,
                sessions,
                delivery,
                auditLog,
                rosters,
                subscriptions,
                offline,
                requests,
                caps,
                blocklists,
                stores.archive(),
                stores,
                people.directories(),
                people.devices(),
                known,
                ids,
                groups,
                this::endSessions,
                this::route,
                scheduler,
                httpsPort,
                config.features()));
    hooks = Hooks.of(features);
    router = new Router(domains, hooks, delivery, requests, auditLog, config.audit(), clock);
    lifecycle =
        new Lifecycle(sessions, hooks, delivery, auditLog, clock, scheduler, config.session());
    streams =
        new ClientStreams(
            new ClientStreams.Login(domains, people.mechanisms(), people.guard(), clock, ids),
            sessions,
            lifecycle,
            auditLog,
            router,
            hooks,
            new ClientStreams.Limits(config.session(), config.net()));
    features.forEach(Feature::start);
  }

  private void route(Origin origin, Stanza stanza) {
    router.route(origin, stanza);
  }

  private void inAMoment(Runnable work) {
    scheduler.schedule(
        () -> Thread.ofVirtual().name("in-a-moment").start(work),
        MOMENT.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static ScheduledExecutorService timer() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().name("timer").daemon().factory());
  }

  /** Serves a connection until it ends. Returns at once. */
  public void serve(Connection connection) {
    streams.serve(connection);
  }

  /** What the server tells about itself. */
  public String version() {
    return version;
  }

  /** Who is in which of the directories' groups. */
  public KnownGroups groups() {
    return groups;
  }

  /** All rosters. */
  public Rosters rosters() {
    return rosters;
  }

  /** Who is online. */
  public Sessions sessions() {
    return sessions;
  }

  /** The way onto the record. */
  public AuditLog auditLog() {
    return auditLog;
  }

  /** The path of every stanza. */
  public Router router() {
    return router;
  }

  /** The hooks in use, for the documents. */
  public Hooks hooks() {
    return hooks;
  }

  /** The features in their order, for the documents. */
  public List<Feature> features() {
    return features;
  }

  /** The timer that the transports share; its tasks must not block. */
  public ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /**
   * Ends every session of an account, for instance because it was disabled, or the one session of a
   * full address. Blocks.
   */
  public void endSessions(Jid account, String how) {
    StreamError error =
        new StreamError(StreamError.Condition.NOT_AUTHORIZED, "Your access has ended.");
    sessions.of(account).stream()
        .filter(session -> account.isBare() || session.address().equals(account))
        .forEach(session -> lifecycle.end(session, how, error));
  }

  /** Ends all sessions, writes what still waits for the record, and stops. The stores stay open. */
  @Override
  public void close() {
    features.reversed().forEach(Feature::stop);
    lifecycle.closeAll();
    auditLog.close();
    scheduler.shutdownNow();
  }
}
