package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.chancery.auth.ldap.WatchSettings;
import org.chancery.server.config.Settings;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.fake.FakeAccountStore;
import org.chancery.storage.fake.FakeAuditStore;

/** A test server that knows people from the directories of a configuration file. */
final class ExampleServer implements AutoCloseable {
  private static final Duration SOON = Duration.ofMillis(200);

  private final OpenDirectories directories;
  private final TestServer server;
  private final DirectoryWatch watch;

  /** Starts it with the directories of a configuration. */
  ExampleServer(Path config) {
    this(config, Map.of());
  }

  /** The same, with some settings changed. */
  ExampleServer(Path config, Map<String, String> overrides) {
    List<DirectoryConfig> configs = configs(config);
    directories =
        new OpenDirectories(
            TestServer.DOMAIN,
            configs,
            new FakeAccountStore(),
            4096,
            UnaryOperator.identity(),
            Clock.systemUTC());
    server = new TestServer(overrides, UnaryOperator.identity(), directories.directories());
    watch =
        new DirectoryWatch(
            directories,
            new WatchSettings(SOON, SOON, Duration.ofMinutes(1)),
            server.core(),
            Clock.systemUTC());
  }

  private static List<DirectoryConfig> configs(Path file) {
    Settings settings = Settings.load(Optional.of(file), Map.of());
    List<DirectoryConfig> configs = DirectoryConfig.from(settings);
    assertEquals(List.of(), settings.problems());
    return configs;
  }

  /** A client that is bound and available. */
  TestClient online(String who) {
    return server.online(who);
  }

  /** The record. */
  FakeAuditStore record() {
    return server.record();
  }

  /** Logs in as somebody who may not; the condition that the client is told. */
  String refusal(String who) {
    return server.refusal(who);
  }

  /** Why somebody's access has ended, in the words of the record; nothing when it has not. */
  Optional<String> endOfAccess(TestClient person) {
    return server.record().entries().stream()
        .filter(entry -> entry.kind() == AuditKind.ADMINISTRATION)
        .filter(entry -> entry.from().equals(Optional.of(person.address().bare())))
        .map(AuditEntry::detail)
        .map(detail -> detail.get("reason"))
        .findFirst();
  }

  @Override
  public void close() {
    watch.close();
    server.close();
    directories.close();
  }
}
