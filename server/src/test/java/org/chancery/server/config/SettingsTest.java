package org.chancery.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  @TempDir Path directory;

  @Test
  void withoutAFileTheDefaultsHold() {
    Settings settings = settings(Map.of());

    assertEquals("localhost", settings.root().string("domain"));
    assertEquals(OptionalInt.of(5222), settings.section("client").port("port"));
    assertEquals(Optional.empty(), settings.section("tls").readableFile("certificate"));
    assertEquals(List.of(), settings.problems());
    assertFalse(settings.isSet("domain"));
  }

  @Test
  void anOverrideWinsOverTheFileAndTheFileOverTheDefault() throws IOException {
    Path file = file("chancery { domain = file.example, client.port = 1 }");

    Settings settings = Settings.load(Optional.of(file), Map.of("client.port", "2"));

    assertEquals("file.example", settings.root().string("domain"));
    assertEquals(OptionalInt.of(2), settings.section("client").port("port"));
    assertTrue(settings.isSet("domain"));
    settings.requireValid();
  }

  @Test
  void anOverrideMayCarryThePrefixOrNot() {
    assertEquals("a.example", settings(Map.of("domain", "a.example")).root().string("domain"));
    assertEquals(
        "b.example", settings(Map.of("chancery.domain", "b.example")).root().string("domain"));
  }

  @Test
  void allProblemsAreReportedTogetherWithFileAndLineAndTheNearestKey() throws IOException {
    Path file =
        file(
            """
            chancery {
              client {
                prot = 5222
                tls-port = 70000
              }
              storage.start-timeout = 30
              log.format = xml
            }
            chancry.domain = example.org
            """);
    Settings settings = Settings.load(Optional.of(file), Map.of("htpp.port", "80"));
    settings.section("client").port("tls-port");
    settings.section("storage").duration("start-timeout");
    settings.section("log").oneOf("format", "text", "json");

    InvalidSettingsException refused =
        assertThrows(InvalidSettingsException.class, settings::requireValid);

    assertEquals(
        """
        --set: chancery.htpp is not a setting; did you mean chancery.http?
        FILE:3: chancery.client.prot is not a setting; did you mean chancery.client.port?
        FILE:4: chancery.client.tls-port must be a port from 1 to 65535, 0 for any free one, or off \
        for none, not 70000
        FILE:6: chancery.storage.start-timeout must be a time with its unit, such as 500ms, 30s, 5m, \
        2h or 7d, from 0s to 3660d, not 30
        FILE:7: chancery.log.format must be one of text, json, not "xml"
        FILE:9: chancry is not a setting; did you mean chancery?\
        """
            .replace("FILE", file.toString()),
        refused.getMessage());
  }

  @Test
  void aSecretWrittenInlineIsRefusedWithTheWayToDoIt() {
    Settings settings = settings(Map.of("storage.password", "hunter2"));

    assertEquals(
        List.of(
            "--set: chancery.storage.password is not a setting: a secret is not written here; name"
                + " a file that holds it by chancery.storage.password-file"),
        texts(settings));
  }

  @Test
  void aSectionIsNotASettingNorTheOtherWayRound() throws IOException {
    Path file = file("chancery {\n client = 5\n domain { a = 1 }\n http.port = null\n}");

    Settings settings = Settings.load(Optional.of(file), Map.of());

    assertEquals(
        List.of(
            file + ":2: chancery.client is a section with settings in it, not a setting",
            file + ":3: chancery.domain is a single setting, not a section",
            file + ":4: chancery.http.port has no value"),
        texts(settings));
  }

  @Test
  void aBrokenFileIsOneProblemWithItsLine() throws IOException {
    Path file = file("chancery {\n  domain = \"unfinished\n}");

    List<String> problems = texts(Settings.load(Optional.of(file), Map.of()));

    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().startsWith(file + ":2: "), problems.toString());
  }

  @Test
  void aFileThatIsNotThereIsAProblem() {
    Path missing = directory.resolve("missing.conf");

    assertEquals(
        List.of(missing + ": the configuration file does not exist"),
        texts(Settings.load(Optional.of(missing), Map.of())));
  }

  @Test
  void anUnresolvedSubstitutionIsAProblemWithItsLine() throws IOException {
    Path file = file("chancery {\n domain = ${NO_SUCH_THING_HERE}\n}");

    List<String> problems = texts(Settings.load(Optional.of(file), Map.of()));

    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().startsWith(file + ":2: "), problems.toString());
  }

  @Test
  void aRelativePathInAFileIsMeantFromThatFilesDirectory() throws IOException {
    Path file = file("chancery.data-dir = here");

    Settings fromFile = Settings.load(Optional.of(file), Map.of());
    Settings overridden = Settings.load(Optional.of(file), Map.of("data-dir", "there"));

    assertEquals(Optional.of(directory.resolve("here")), fromFile.root().path("data-dir"));
    assertEquals(
        Optional.of(Path.of("there").toAbsolutePath()), overridden.root().path("data-dir"));
    assertEquals(
        Optional.of(Path.of("data").toAbsolutePath()), settings(Map.of()).root().path("data-dir"));
  }

  @Test
  void aSecretComesFromItsFileOrElseFromTheEnvironment() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "from the file\nsecond line\n");
    Map<String, String> environment = Map.of("CHANCERY_STORAGE_PASSWORD", "from outside");
    Map<String, String> named = Map.of("storage.password-file", secret.toString());

    Section both = Settings.load(Optional.empty(), named, environment).section("storage");
    Section one = Settings.load(Optional.empty(), Map.of(), environment).section("storage");

    assertEquals("from the file", both.secret("password").orElseThrow().reveal());
    assertEquals("from outside", one.secret("password").orElseThrow().reveal());
    assertEquals("********", one.secret("password").orElseThrow().toString());
  }

  @Test
  void aSecretsFileThatIsMissingOrEmptyIsAProblem() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    Settings missing = settings(Map.of("storage.password-file", directory + "/none"));
    Settings blank = settings(Map.of("storage.password-file", empty.toString()));
    missing.section("storage").secret("password");
    blank.section("storage").secret("password");

    assertTrue(texts(missing).getFirst().endsWith("none, which does not exist"));
    assertTrue(texts(blank).getFirst().endsWith("empty, whose first line is empty"));
  }

  @Test
  void aPortMayBeOff() {
    Settings settings = settings(Map.of("client.tls-port", "off", "client.port", "0"));

    assertEquals(OptionalInt.empty(), settings.section("client").port("tls-port"));
    assertEquals(OptionalInt.of(0), settings.section("client").port("port"));
    settings.requireValid();
  }

  @Test
  void theListeningAddressesAreLiteralsAndNeverLookedUp() {
    Settings good = settings(Map.of("bind", "[127.0.0.1, \"::1\", \"*\"]"));
    Settings bad = settings(Map.of("bind", "localhost"));

    List<InetAddress> addresses = good.root().addresses("bind");
    bad.root().addresses("bind");

    assertEquals("127.0.0.1", addresses.getFirst().getHostAddress());
    assertTrue(addresses.get(1).isLoopbackAddress());
    assertTrue(addresses.get(2).isAnyLocalAddress());
    assertEquals(1, bad.problems().size());
  }

  @Test
  void aFreeMapTakesAnyKey() {
    Settings settings = settings(Map.of("log.levels", "{ org.chancery = debug, \"a.b\" = warn }"));

    assertEquals(
        Map.of("a.b", "warn", "org.chancery", "debug"), settings.section("log").map("levels"));
  }

  @Test
  void theEffectiveSettingsMaskSecretsAndTheirHashFollowsEveryChange() {
    Settings defaults = settings(Map.of());
    Settings changed =
        settings(Map.of("storage.url", "jdbc:postgresql://h/db?password=geheim&ssl=true"));

    assertTrue(defaults.effective().contains("chancery.client.port = 5222\n"));
    assertFalse(changed.effective().contains("geheim"));
    assertTrue(changed.effective().contains("password=********&ssl=true"));
    assertNotEquals(defaults.hash(), changed.hash());
    assertEquals(defaults.hash(), settings(Map.of()).hash());
    assertEquals(64, defaults.hash().length());
  }

  @Test
  void aTimeIsReadWithItsUnit() {
    Settings settings = settings(Map.of("storage.start-timeout", "2m"));

    assertEquals(Duration.ofMinutes(2), settings.section("storage").duration("start-timeout"));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("chancery.conf"), text);
  }

  private static Settings settings(Map<String, String> overrides) {
    return Settings.load(Optional.empty(), overrides, Map.of());
  }

  private static List<String> texts(Settings settings) {
    return settings.problems().stream().map(Problem::toString).toList();
  }
}
