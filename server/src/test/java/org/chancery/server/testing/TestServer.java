package org.chancery.server.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.chancery.auth.Directories;
import org.chancery.auth.GuardSettings;
import org.chancery.auth.LoginGuard;
import org.chancery.auth.device.DevicePasswords;
import org.chancery.auth.sasl.FakeVerifiers;
import org.chancery.auth.sasl.Mechanism;
import org.chancery.auth.sasl.SaslMechanisms;
import org.chancery.auth.sasl.SaslSettings;
import org.chancery.protocol.Jid;
import org.chancery.server.Core;
import org.chancery.server.CoreConfig;
import org.chancery.server.Stores;
import org.chancery.server.config.Settings;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.AuditStore;
import org.chancery.storage.RoomStore;
import org.chancery.storage.fake.FakeAccountStore;
import org.chancery.storage.fake.FakeActivityStore;
import org.chancery.storage.fake.FakeArchiveStore;
import org.chancery.storage.fake.FakeAuditStore;
import org.chancery.storage.fake.FakeBlocklistStore;
import org.chancery.storage.fake.FakeDevicePasswordStore;
import org.chancery.storage.fake.FakeFileStore;
import org.chancery.storage.fake.FakeHistoryPreferenceStore;
import org.chancery.storage.fake.FakeNoticeStore;
import org.chancery.storage.fake.FakeOfflineStore;
import org.chancery.storage.fake.FakePrivateStore;
import org.chancery.storage.fake.FakePubSubStore;
import org.chancery.storage.fake.FakePushStore;
import org.chancery.storage.fake.FakeRoomStore;
import org.chancery.storage.fake.FakeRosterStore;
import org.chancery.storage.fake.FakeUploadStore;
import org.chancery.storage.fake.FakeVCardStore;

/**
 * The whole core over stores in memory, without sockets. Everybody called alice, bob, carol, dave
 * or eve has an account at {@code localhost}.
 */
public final class TestServer implements AutoCloseable {
  /** The domain. */
  public static final String DOMAIN = "localhost";

  /** Where it would listen for HTTPS. */
  private static final int HTTPS_PORT = 5281;

  static final String PASSWORD = "correct horse";
  private static final Set<String> PEOPLE = Set.of("alice", "bob", "carol", "dave", "eve");

  private volatile Duration clockIsAhead = Duration.ZERO;
  private final Clock clock =
      ((InstantSource) () -> Instant.now().plus(clockIsAhead)).withZone(ZoneOffset.UTC);
  private final FakeAuditStore record;
  private final FakeOfflineStore offline;
  private final FakeFileStore files = new FakeFileStore();
  private final Stores stores;
  private final CoreConfig config;
  private final Core.People people;
  private final AtomicLong ids = new AtomicLong();
  private final List<MemoryConnection> connections = new CopyOnWriteArrayList<>();
  private MortalAuditStore alive;
  private Core core;

  /** With the settings as they are by default. */
  public TestServer() {
    this(Map.of(), UnaryOperator.identity());
  }

  /** With some settings changed. */
  public TestServer(Map<String, String> overrides) {
    this(overrides, UnaryOperator.identity());
  }

  /** With some settings changed, and then the configuration. */
  public TestServer(Map<String, String> overrides, UnaryOperator<CoreConfig> change) {
    this(overrides, change, usualPeople());
  }

  private static Directories usualPeople() {
    return new Directories(
        Map.of(DOMAIN, List.of(new TestDirectory(PEOPLE, new ConcurrentHashMap<>()))));
  }

  /** With other stores for all that rooms keep; {@link #record} stays empty. */
  public static TestServer withRoomsIn(AuditStore audit, ArchiveStore archive, RoomStore rooms) {
    return new TestServer(
        Map.of(),
        UnaryOperator.identity(),
        usualPeople(),
        List.of(),
        fakes -> with(fakes, audit, archive, rooms));
  }

  /** With other people than usual, in directories of the domain {@code localhost}. */
  public TestServer(
      Map<String, String> overrides, UnaryOperator<CoreConfig> change, Directories directories) {
    this(overrides, change, directories, List.of());
  }

  /** The same, with single sign-on. */
  public TestServer(
      Map<String, String> overrides,
      UnaryOperator<CoreConfig> change,
      Directories directories,
      List<Mechanism> signOn) {
    this(overrides, change, directories, signOn, UnaryOperator.identity());
  }

  private TestServer(
      Map<String, String> overrides,
      UnaryOperator<CoreConfig> change,
      Directories directories,
      List<Mechanism> signOn,
      UnaryOperator<Stores> exchange) {
    Settings settings = Settings.load(Optional.empty(), overrides);
    config = change.apply(CoreConfig.from(settings));
    settings.requireValid();
    record = new FakeAuditStore(clock);
    offline = new FakeOfflineStore(record);
    Stores fakes =
        new Stores(
            record,
            new FakeAccountStore(),
            new FakeRosterStore(),
            offline,
            new FakePubSubStore(),
            new FakeArchiveStore(record),
            new FakeBlocklistStore(),
            new FakeVCardStore(),
            new FakePrivateStore(),
            new FakeActivityStore(),
            new FakePushStore(),
            new FakeHistoryPreferenceStore(),
            new FakeNoticeStore(record),
            new FakeRoomStore(record),
            new FakeUploadStore(record),
            files);
    stores = exchange.apply(fakes);
    byte[] secret = new byte[32];
    SaslSettings sasl = SaslSettings.defaults();
    Optional<DevicePasswords> devices =
        Optional.of(
            new DevicePasswords(
                new FakeDevicePasswordStore(),
                directories,
                new FakeVerifiers(secret, sasl.iterations()),
                clock,
                10));
    people =
        new Core.People(
            directories,
            new SaslMechanisms(directories, secret, sasl, signOn, devices),
            new LoginGuard(GuardSettings.defaults(), clock, ban -> {}),
            devices);
    start();
  }

  private void start() {
    alive = new MortalAuditStore(stores.audit());
    Stores all = with(stores, alive, stores.archive(), stores.rooms());
    core =
        new Core(config, all, people, clock, () -> "id" + ids.incrementAndGet(), () -> HTTPS_PORT);
  }

  private static Stores with(
      Stores stores, AuditStore audit, ArchiveStore archive, RoomStore rooms) {
    return new Stores(
        audit,
        stores.accounts(),
        stores.rosters(),
        stores.offline(),
        stores.pubSub(),
        archive,
        stores.blocklists(),
        stores.vCards(),
        stores.privateXml(),
        stores.activity(),
        stores.push(),
        stores.historyPreferences(),
        stores.notices(),
        rooms,
        stores.uploads(),
        stores.files());
  }

  /**
   * The process is killed and starts again on the same stores: streams break without a word, and
   * nothing more of what it was doing gets on record.
   */
  public void crashes() {
    alive.dies();
    connections.forEach(MemoryConnection::breaks);
    connections.clear();
    core.close();
    start();
  }

  /** Somebody sets the clock of the machine. */
  public void clockJumps(Duration ahead) {
    clockIsAhead = ahead;
  }

  /** The record, to look at and to break. */
  public FakeAuditStore record() {
    return record;
  }

  /** The offline queue. */
  public FakeOfflineStore offline() {
    return offline;
  }

  /** The files that people have shared. */
  public FakeFileStore files() {
    return files;
  }

  /** The core itself. */
  public Core core() {
    return core;
  }

  /** A client that is bound but has not sent presence; {@code "alice/phone"} or {@code "alice"}. */
  public TestClient connects(String who) {
    TestClient client = arrives(who);
    client.binds();
    return client;
  }

  /** As {@link #connects}, again and again while the record refuses log-ins. */
  public TestClient connectsEventually(String who) {
    while (true) {
      TestClient client = arrives(who);
      if (client.triesToBind()) {
        return client;
      }
      client.close();
    }
  }

  /** A client that is logged in but not bound, to resume an earlier session. */
  public TestClient arrives(String who) {
    TestClient client = reaches(who);
    client.logsIn();
    return client;
  }

  /** A client that has sent its password, which may be looked at for a long time. */
  public TestClient knocks(String who) {
    TestClient client = reaches(who);
    client.authenticates();
    return client;
  }

  /** A client that has done no more than connect. */
  public TestClient reaches(String who) {
    String[] parts = who.split("/", 2);
    Jid address = Jid.of(parts[0], DOMAIN, parts.length == 2 ? parts[1] : "desk");
    MemoryConnection connection = new MemoryConnection("c" + ids.incrementAndGet());
    connections.add(connection);
    core.serve(connection);
    return new TestClient(address, connection);
  }

  /** Tries to log in as somebody who may not; the condition that the client is told. */
  public String refusal(String who) {
    try (TestClient client = knocks(who)) {
      return client.refusal();
    }
  }

  /** A client that is bound and available. */
  public TestClient online(String who) {
    return connects(who).comesOnline();
  }

  /** Makes two people see each other's presence, without a word to clients that are online. */
  public void befriends(String one, String other) {
    try (TestClient first = connects(one + "/befriends");
        TestClient second = connects(other + "/befriends")) {
      Jid a = first.address().bare();
      Jid b = second.address().bare();
      first.sends("<presence type='subscribe' to='%s'/>".formatted(b)).elementsUntilPong();
      second.sends("<presence type='subscribed' to='%s'/>".formatted(a)).elementsUntilPong();
      second.sends("<presence type='subscribe' to='%s'/>".formatted(a)).elementsUntilPong();
      first.sends("<presence type='subscribed' to='%s'/>".formatted(b)).elementsUntilPong();
      first.logsOut();
      second.logsOut();
    }
  }

  /** How long a test waits for what must happen: it only bounds a hang, on a busy machine too. */
  public static Duration patience() {
    return Duration.ofSeconds(60);
  }

  @Override
  public void close() {
    core.close();
  }
}
