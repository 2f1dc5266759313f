package org.chancery.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.auth.TestCa;
import org.chancery.server.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theDefaultsAreAValidConfiguration() {
    assertEquals(0, run("check-config"));
    assertEquals("the configuration is valid\n", out.toString());
  }

  @Test
  void checkConfigTellsEveryProblemOfEveryPart() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("chancery.conf"),
            """
            chancery {
              client.prot = 5222
              client.port = many
              tls.certificate = missing.pem
              storage.url = "jdbc:mysql://localhost/x"
              log.level = loud
              bind = localhost
            }
            """);

    assertEquals(1, run("check-config", "--config", file.toString(), "--set", "data-dir="));

    String told = err.toString().replace(file.toString(), "F");
    assertTrue(told.contains("F:2: chancery.client.prot is not a setting; did you mean"), told);
    assertTrue(told.contains("F:3: chancery.client.port must be a port"), told);
    assertTrue(told.contains("F:4: chancery.tls.certificate names the file"), told);
    assertTrue(told.contains("F:5: chancery.storage.url must be embedded"), told);
    assertTrue(told.contains("F:6: chancery.log.level must be one of"), told);
    assertTrue(told.contains("F:7: chancery.bind must be IP addresses"), told);
    assertTrue(told.endsWith("problems\n"), told);
  }

  @Test
  void checkConfigLooksIntoTheCertificate() throws IOException {
    Path chain = new TestCa("Some CA").issueServer("127.0.0.1").write(directory, "leaf");
    String certificate = "tls.certificate=" + chain;
    Path key = directory.resolve("leaf.key");

    assertEquals(0, run("check-config", "--set", certificate, "--set", "tls.key=" + key));
    assertTrue(out.toString().startsWith("warning: the certificate is for "), out.toString());
    assertEquals(1, run("check-config", "--set", certificate, "--set", "tls.key=" + chain));
    String problem =
        "--set: chancery.tls.certificate can't be used: " + chain + " holds no private";
    assertTrue(err.toString().startsWith(problem), err.toString());
  }

  @Test
  void everySettingIsReadBySomePart() {
    Map<String, String> external = Map.of("storage.url", "jdbc:postgresql://db.example/x");
    Settings settings = Settings.load(Optional.empty(), external);

    Components.check(settings);

    assertEquals(List.of(), settings.unread());
  }

  @Test
  void theEffectiveSettingsCanBePrinted() {
    assertEquals(0, run("check-config", "--effective", "--set", "domain=example.org"));
    assertTrue(out.toString().contains("chancery.domain = \"example.org\"\n"), out.toString());
  }

  @Test
  void aCommandLineThatMakesNoSenseIsExitCode2() {
    assertEquals(2, run("fly"));
    assertEquals(2, run("user"));
    assertEquals(2, run("audit"));
    assertEquals(2, run("user", "add"));
    assertEquals(2, run("run", "--nonsense"));
  }

  @Test
  void aBadConfigurationKeepsEveryCommandFromStarting() {
    assertEquals(1, run("run", "--set", "no.such.key=1"));
    assertEquals(1, run("sql", "--set", "no.such.key=1"));
    assertEquals(1, run("user", "list", "--set", "no.such.key=1"));
    assertTrue(err.toString().contains("--set: chancery.no is not a setting"), err.toString());
  }

  @Test
  void aDomainThatNoAddressCanHaveIsRefused() {
    for (String domain : List.of("ex ample.org", "alice@example.org", "Example.ORG")) {
      assertEquals(1, run("check-config", "--set", "domain=\"" + domain + "\""), domain);
    }
    String rule = "--set: chancery.domain must be a domain in lower case, such as example.org\n";
    assertEquals(4, err.toString().split(rule, -1).length, err.toString());
  }

  private int run(String... arguments) {
    CommandLine main = Main.commandLine(InputStream.nullInputStream());
    return main.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
