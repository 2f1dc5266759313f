package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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

/**
 * A test server with a directory configured by one of the shipped examples, in which only the names
 * of servers, files and entries are exchanged for those of the test.
 */
final class ExampleServer implements AutoCloseable {
  private static final Path EXAMPLES = Path.of("../config/examples");
  private static final Duration SOON = Duration.ofMillis(200);

  private final OpenDirectories directories;
  private final TestServer server;
  private final DirectoryWatch watch;

  /**
   * Starts it.
   *
   * @param folder where the exchanged configuration is written
   * @param example the file's name
   * @param names what is exchanged, and for what
   */
  ExampleServer(Path folder, String example, Map<String, String> names) {
    List<DirectoryConfig> configs = configs(exchanged(folder, example, names));
    directories =
        new OpenDirectories(
            TestServer.DOMAIN, configs, new FakeAccountStore(), 4096, Clock.systemUTC());
    server = new TestServer(Map.of(), UnaryOperator.identity(), directories.directories());
    watch =
        new DirectoryWatch(
            directories.ldap(),
            new WatchSettings(SOON, SOON, Duration.ofMinutes(1)),
            server.core(),
            Clock.systemUTC());
  }

  private static Path exchanged(Path folder, String example, Map<String, String> names) {
    try {
      String text = Files.readString(EXAMPLES.resolve(example));
      for (Map.Entry<String, String> name : names.entrySet()) {
        assertTrue(text.contains(name.getKey()), example + " has no " + name.getKey());
        text = text.replace(name.getKey(), name.getValue());
      }
      return Files.writeString(folder.resolve(example), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
