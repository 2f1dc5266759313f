package org.chancery.server.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.server.config.Problem;
import org.chancery.server.config.Settings;
import org.chancery.storage.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageConfigTest {

  @TempDir Path directory;

  @Test
  void theDefaultIsAnEmbeddedPostgresOnAPortOfItsOwn() {
    StorageConfig config = StorageConfig.from(Settings.load(Optional.empty(), Map.of()));

    assertEquals(
        new StorageConfig(
            Optional.empty(), 15432, Path.of("data").toAbsolutePath(), Duration.ofSeconds(60)),
        config);
  }

  @Test
  void aPostgresOfOnesOwnHasAUserAndAPasswordFromAFile() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "geheim\n");
    Map<String, String> set =
        Map.of(
            "storage.url", "jdbc:postgresql://db.example/chancery",
            "storage.user", "installer",
            "storage.password-file", password.toString(),
            "storage.start-timeout", "5s",
            "storage.port", "0",
            "data-dir", directory.toString());

    StorageConfig config = StorageConfig.from(Settings.load(Optional.empty(), set));

    assertEquals(
        new StorageConfig(
            Optional.of(
                new StorageConfig.External(
                    "jdbc:postgresql://db.example/chancery",
                    new Credentials("installer", "geheim"))),
            0,
            directory,
            Duration.ofSeconds(5)),
        config);
  }

  @Test
  void aPostgresOfOnesOwnNeedsAPassword() {
    assertEquals(
        List.of("chancery.storage.password-file"),
        keysOfProblems(Map.of("storage.url", "jdbc:postgresql://db.example/chancery")));
  }

  @Test
  void otherDatabasesAndPasswordsInTheUrlAreRefused() {
    assertEquals(
        List.of("chancery.storage.url"), keysOfProblems(Map.of("storage.url", "jdbc:h2:mem")));
    assertEquals(
        List.of("chancery.storage.url"),
        keysOfProblems(Map.of("storage.url", "jdbc:postgresql://h/d?password=x")));
  }

  @Test
  void theAnnouncementOfARunningServerIsBelievedOnlyWhileItLives() throws IOException {
    RunningPostgres announcement = new RunningPostgres(directory);
    assertTrue(announcement.url().isEmpty());

    announcement.write("jdbc:postgresql://127.0.0.1:1/chancery");
    assertEquals(Optional.of("jdbc:postgresql://127.0.0.1:1/chancery"), announcement.url());

    Path file = directory.resolve("run/postgres.properties");
    Files.writeString(file, Files.readString(file).replaceAll("started=.*", "started=earlier"));
    assertTrue(announcement.url().isEmpty());

    announcement.remove();
    assertTrue(Files.notExists(file));
  }

  private static List<String> keysOfProblems(Map<String, String> set) {
    Settings settings = Settings.load(Optional.empty(), set);
    StorageConfig.from(settings);
    return settings.problems().stream().map(Problem::key).toList();
  }
}
