package org.chancery.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.chancery.auth.Directories;
import org.chancery.auth.Directory;
import org.chancery.auth.LoginGuard;
import org.chancery.auth.derived.DerivedVerifiers;
import org.chancery.auth.device.DevicePasswords;
import org.chancery.auth.sasl.FakeVerifiers;
import org.chancery.auth.sasl.Listener;
import org.chancery.auth.sasl.Mechanisms;
import org.chancery.auth.sasl.SaslMechanisms;
import org.chancery.auth.sasl.SaslSettings;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.server.capture.Canary;
import org.chancery.server.capture.CaptureCheck;
import org.chancery.server.capture.CaptureWatch;
import org.chancery.server.capture.ReadingWatch;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.database.StorageConfig;
import org.chancery.server.directory.AccessWatch;
import org.chancery.server.directory.DirectoryConfig;
import org.chancery.server.directory.DirectoryWatch;
import org.chancery.server.directory.GuardConfig;
import org.chancery.server.directory.OpenDirectories;
import org.chancery.server.http.HttpConfig;
import org.chancery.server.http.HttpHandler;
import org.chancery.server.http.HttpListeners;
import org.chancery.server.metrics.Metrics;
import org.chancery.server.net.Listeners;
import org.chancery.server.net.Sockets;
import org.chancery.server.proof.ProofConfig;
import org.chancery.server.proof.RecordWatch;
import org.chancery.server.proof.SelfVerification;
import org.chancery.server.retention.RetentionConfig;
import org.chancery.server.retention.RetentionWatch;
import org.chancery.server.signon.SignOn;
import org.chancery.server.signon.SignOnConfig;
import org.chancery.server.tls.CertificateWatch;
import org.chancery.server.tls.Certificates;
import org.chancery.server.tls.TlsConfig;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditStore;
import org.chancery.storage.CaptureStore;
import org.chancery.storage.Database;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.Definitions;
import org.chancery.storage.DerivedVerifierStore;
import org.chancery.storage.PostgresCaptureStore;
import org.chancery.storage.PostgresDerivedVerifierStore;
import org.chancery.storage.PostgresDevicePasswordStore;
import org.chancery.storage.ProtectionCheck;
import org.chancery.storage.Readings;
import org.chancery.storage.files.FileRemoval;
import org.chancery.storage.record.Anchoring;
import org.chancery.storage.record.AuditStoreConfig;
import org.chancery.storage.record.PostgresAuditStore;
import org.chancery.storage.record.SigningKey;
import org.chancery.storage.retention.Retention;
import org.chancery.storage.retention.Voucher;
import org.chancery.storage.search.SearchIndexer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running server: starts its parts one after the other, and stops them in reverse. */
public final class Server implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  private static final Duration CERTIFICATES_EVERY = Duration.ofMinutes(1);
  private static final Duration DERIVED_EVERY = Duration.ofHours(12);

  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Settings settings;
  private final Clock clock = Clock.systemUTC();
  private OpenDatabase database;
  private Stores stores;
  private OpenDirectories directories;
  private SignOn signOn;
  private Core.People people;
  private Certificates certificates;
  private Sockets sockets;
  private Core core;
  private Addresses addresses;
  private final AtomicInteger httpsPort = new AtomicInteger();

  private Server(Settings settings) {
    this.settings = settings;
  }

  /**
   * Starts and returns once everything listens. Blocks.
   *
   * @throws org.chancery.server.config.InvalidSettingsException with everything that is wrong with
   *     the settings
   * @throws org.chancery.storage.StorageException when the database can't be used
   */
  public static Server start(Settings settings) {
    Server server = new Server(settings);
    boolean started = false;
    try {
      server.run();
      started = true;
      return server;
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  /** The order of the start: first what others need. */
  private void run() {
    CoreConfig coreConfig = CoreConfig.from(settings);
    StorageConfig storageConfig = StorageConfig.from(settings);
    TlsConfig tlsConfig = TlsConfig.from(settings);
    List<DirectoryConfig> directoryConfigs = DirectoryConfig.from(settings);
    ListenConfig listenConfig = ListenConfig.from(settings);
    HttpConfig httpConfig = HttpConfig.from(settings);
    Set<InetAddress> metricsReaders = Metrics.readers(settings.section("http"));
    SignOnConfig signOnConfig = SignOnConfig.from(settings);
    ProofConfig proofConfig = ProofConfig.from(settings);
    RetentionConfig.from(settings);
    settings.requireValid();
    step("database", () -> openDatabase(storageConfig));
    step("log-in", () -> openLogIn(directoryConfigs, signOnConfig, storageConfig.dataDir()));
    step("network", () -> openNetwork(coreConfig, tlsConfig));
    step("core", () -> startCore(coreConfig));
    step("configuration on record", this::recordConfiguration);
    step("proof of the record", () -> startProof(proofConfig));
    step("listeners", () -> listen(coreConfig, listenConfig, httpConfig, metricsReaders));
  }

  private void step(String name, Runnable work) {
    long start = System.nanoTime();
    work.run();
    log.info("started {} in {} ms", name, (System.nanoTime() - start) / 1_000_000);
  }

  private void openDatabase(StorageConfig config) {
    database = OpenDatabase.start(config);
    running.push(database);
    ProtectionCheck.verify(database.database());
    AuditStore audit =
        PostgresAuditStore.open(database.database().config(), AuditStoreConfig.defaults());
    running.push(audit);
    running.push(SearchIndexer.start(database.database(), searchIndexer()));
    stores = Stores.in(database.database(), audit, config.files());
  }

  private void openLogIn(
      List<DirectoryConfig> directoryConfigs, SignOnConfig signOnConfig, Path dataDir) {
    SaslSettings sasl =
        new SaslSettings(ScramVerifiers.DEFAULT_ITERATIONS, signOnConfig.scram(), Set.of());
    // The secret makes up salts for names that don't exist; it must stay the same, or they would
    // give themselves away.
    byte[] secret =
        DatabaseConfig.secretsIn(dataDir).readOrCreate("sasl").getBytes(StandardCharsets.UTF_8);
    FakeVerifiers salts = new FakeVerifiers(secret, sasl.iterations());
    directories =
        new OpenDirectories(
            settings.root().string("domain"),
            directoryConfigs,
            stores.accounts(),
            sasl.iterations(),
            deriving(signOnConfig, salts, dataDir),
            clock);
    running.push(directories);
    Directories chain = directories.directories();
    signOn = new SignOn(signOnConfig, chain, clock);
    running.push(signOn);
    Optional<DevicePasswords> devices =
        signOnConfig.devicePasswords().map(most -> devicePasswords(chain, salts, most));
    Mechanisms mechanisms = new SaslMechanisms(chain, secret, sasl, signOn.mechanisms(), devices);
    LoginGuard guard = new LoginGuard(GuardConfig.from(settings), clock, this::recordBan);
    people = new Core.People(chain, mechanisms, guard, devices);
  }

  /** Before the core, and so ended after it: what the core says at its end must still get out. */
  private void openNetwork(CoreConfig config, TlsConfig tls) {
    certificates = new Certificates(tls, clock, signOn::authorities);
    running.push(new CertificateWatch(certificates, CERTIFICATES_EVERY));
    sockets = new Sockets(certificates::context, config.net().connectionsPerAddress());
    running.push(sockets);
  }

  private void startCore(CoreConfig config) {
    core = new Core(config, stores, people, clock, new Ids(), httpsPort::get);
    running.push(core);
    watch(directories);
    running.push(captureWatch(config));
    running.push(new ReadingWatch(new Readings(database.database()), core.auditLog()));
    running.push(retentionWatch(RetentionConfig.from(settings)));
  }

  private RetentionWatch retentionWatch(RetentionConfig config) {
    Voucher voucher = core.auditLog()::commit;
    return new RetentionWatch(
        new Retention(database.config(), config.rules(), voucher),
        new FileRemoval(database.database(), stores.files(), voucher, clock),
        clock,
        config.every());
  }

  private UnaryOperator<Directory> deriving(
      SignOnConfig config, FakeVerifiers salts, Path dataDir) {
    DerivedVerifierStore store = new PostgresDerivedVerifierStore(database.database());
    if (config.derivedVerifiers().isEmpty()) {
      store.keepOnly(Set.of());
      return UnaryOperator.identity();
    }
    String key = DatabaseConfig.secretsIn(dataDir).readOrCreate("derived-verifiers", 32);
    DerivedVerifiers derived =
        new DerivedVerifiers(
            store,
            salts,
            Base64.getUrlDecoder().decode(key),
            config.derivedVerifiers().get(),
            clock);
    running.push(Repeating.every("derived-verifiers", DERIVED_EVERY, derived::forgetStale));
    return derived::over;
  }

  private DevicePasswords devicePasswords(Directories directories, FakeVerifiers salts, int most) {
    PostgresDevicePasswordStore store = new PostgresDevicePasswordStore(database.database());
    return new DevicePasswords(store, directories, salts, clock, most);
  }

  private SearchIndexer.Config searchIndexer() {
    return SearchIndexer.Config.of(AuditStoreConfig.defaults().node())
        .language(settings.section("audit").string("search-language"));
  }

  /**
   * Local accounts are asked for one by one; LDAP directories are followed by what has changed
   * there.
   */
  private void watch(OpenDirectories open) {
    Section login = settings.section("login");
    running.push(new AccessWatch(open.local(), core, clock, AccessWatch.period(login)));
    running.push(new DirectoryWatch(open, DirectoryWatch.settings(login), core, clock));
  }

  private CaptureWatch captureWatch(CoreConfig config) {
    CaptureStore counted =
        new PostgresCaptureStore(database.database(), AuditStoreConfig.defaults().node());
    Canary canary =
        new Canary(Jid.of(settings.root().string("domain")), core.router(), counted, clock);
    CaptureCheck check =
        new CaptureCheck(
            core.auditLog(), counted, clock, config.audit().patience().multipliedBy(2));
    return new CaptureWatch(check, canary, CaptureWatch.period(settings.section("audit")));
  }

  private void recordBan(LoginGuard.Ban ban) {
    log.warn(
        "source banned after too many failed log-ins source={} until={}",
        ban.source(),
        ban.until());
    core.auditLog()
        .submit(
            AuditEntry.of(AuditKind.POLICY_DECISION, clock.instant())
                .outcome("log-in guard: source banned")
                .detail("source", ban.source())
                .detail("until", ban.until().toString())
                .build());
  }

  private void recordConfiguration() {
    core.auditLog()
        .commit(
            AuditEntry.of(AuditKind.CONFIGURATION, clock.instant())
                .detail("event", "server started")
                .detail("version", core.version())
                .detail("configuration-sha256", settings.hash())
                .detail(Definitions.DETAIL, Definitions.sha256(database.database()))
                .build());
  }

  private void startProof(ProofConfig config) {
    Database from = database.database();
    try {
      running.push(
          new RecordWatch(
              new Anchoring(from, config.anchors(), config.stamping(), clock),
              new SelfVerification(
                  from,
                  SigningKey.publicKeys(from.config().secrets()),
                  config,
                  core.auditLog(),
                  clock),
              config));
    } catch (IOException e) {
      throw new UncheckedIOException("can't anchor the record: " + e.getMessage(), e);
    }
  }

  private void listen(
      CoreConfig config, ListenConfig listen, HttpConfig httpConfig, Set<InetAddress> readers) {
    Map<String, HttpHandler> handlers = new HashMap<>(core.hooks().httpHandlers());
    handlers.put("metrics", new Metrics(core, certificates, readers));
    HttpListeners http = new HttpListeners(httpConfig, sockets, handlers);
    running.push(http);
    Listeners listeners =
        new Listeners(
            config.net(),
            sockets,
            signOn.askingForCertificates(),
            new Ids(),
            core.scheduler(),
            core::serve);
    open(listen, httpConfig.port(), address -> http.listen(address, false));
    List<InetSocketAddress> https =
        open(listen, httpConfig.tlsPort(), address -> http.listen(address, true));
    https.stream().findFirst().ifPresent(address -> httpsPort.set(address.getPort()));
    addresses =
        new Addresses(
            settings.root().string("domain"),
            open(listen, listen.startTlsPort(), it -> listeners.listen(it, Listener.STARTTLS)),
            open(listen, listen.directTlsPort(), it -> listeners.listen(it, Listener.DIRECT_TLS)),
            https);
    // Stopped first: nobody may come in while the sessions are being ended.
    running.push(listeners::stopAccepting);
  }

  private static List<InetSocketAddress> open(
      ListenConfig listen, OptionalInt port, UnaryOperator<InetSocketAddress> opening) {
    return listen.on(port).stream().map(opening).toList();
  }

  /** Where it listens. */
  public Addresses addresses() {
    return addresses;
  }

  /**
   * Stops in the reverse order of the start: sessions are told and ended, the record is written to
   * its end.
   */
  @Override
  public void close() {
    while (!running.isEmpty()) {
      AutoCloseable part = running.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.error("could not stop {}", part.getClass().getSimpleName(), e);
      }
    }
  }
}
