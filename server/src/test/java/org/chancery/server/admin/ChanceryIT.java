package org.chancery.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chancery.server.admin.Installation.Result;
import org.chancery.storage.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code bin/chancery} as people run it: real processes, a real PostgreSQL. */
class ChanceryIT {

  private static final int STOP_SECONDS = 180;
  private static final int KILLED = 137;

  @TempDir private static Path shared;
  private static Installation chancery;

  @TempDir private Path directory;

  @BeforeAll
  static void install() throws IOException {
    chancery = new Installation(shared);
  }

  @BeforeEach
  void startAfresh() throws IOException {
    chancery.workIn(directory.resolve("where it runs"));
  }

  @Test
  void aBadConfigurationIsToldWithAllItsProblemsAndLines() throws Exception {
    Path file = chancery.workingDirectory().resolve("bad.conf");
    Files.writeString(file, "chancery {\n  client.prot = 1\n  http.port = x\n}\n");

    Result checked = chancery.run("", "check-config", "--config", "bad.conf");
    Result started = chancery.run("", "run", "--config", "bad.conf");

    List<String> told =
        List.of(
            "bad.conf:2: chancery.client.prot is not a setting; did you mean chancery.client.port?",
            "bad.conf:3: chancery.http.port must be a port from 1 to 65535, 0 for any free one, or"
                + " off for none, not \"x\"",
            "error: the configuration has 2 problems");
    assertEquals(told, checked.err().lines().toList());
    assertEquals(1, checked.code());
    assertEquals(told, started.err().lines().toList());
    assertEquals(1, started.code());
  }

  @Test
  void accountsAreWorkedOnWhileTheServerIsStopped() throws Exception {
    Files.writeString(
        chancery.workingDirectory().resolve("people.csv"), "bob,first\nnonsense\ncarol,second\n");

    assertSucceeds(chancery.run("correct horse\n", "user", "add", "alice"));
    Result imported = chancery.run("", "user", "import", "people.csv");
    Result again = chancery.run("other\n", "user", "add", "alice@localhost");
    Result list = chancery.run("", "user", "list");

    assertEquals(1, imported.code());
    assertEquals("line 2: is not address,password\n", imported.err());
    assertEquals("2 added, 0 existed already, 1 refused\n", imported.out());
    assertEquals("error: alice@localhost exists already\n", again.err());
    assertEquals(
        """
        address         | log-in
        ----------------+--------
        alice@localhost | enabled
        bob@localhost   | enabled
        carol@localhost | enabled
        """,
        list.out());
  }

  @Test
  void aDemoServerIsReadyAnswersCommandsStopsInOrderAndComesBackTheSame() throws Exception {
    Process server = chancery.server("--demo");
    List<String> first = Installation.untilReady(server);
    try {
      assertLinesMatch(
          List.of(
              "alice@localhost  password: [a-z]{6}-[a-z]{6}-[a-z]{6}",
              "bob@localhost  password: [a-z]{6}-[a-z]{6}-[a-z]{6}",
              "carol@localhost  password: [a-z]{6}-[a-z]{6}-[a-z]{6}",
              "ready  domain=localhost  xmpp=127\\.0\\.0\\.1:\\d+  xmpps=127\\.0\\.0\\.1:\\d+"
                  + "  https=127\\.0\\.0\\.1:\\d+  postgres=127\\.0\\.0\\.1:\\d+"),
          first);
      connect(port("xmpp", first)).close();
      connect(port("xmpps", first)).close();
      commandsWorkWhileItRuns();
    } finally {
      server.toHandle().destroy();
    }
    assertTrue(server.waitFor(STOP_SECONDS, TimeUnit.SECONDS));
    assertEquals(0, server.exitValue());
    assertEquals(List.of("stopped"), server.inputReader().lines().toList());
    assertThrows(ConnectException.class, () -> connect(port("postgres", first)));

    Process second = chancery.server("--demo");
    try {
      assertEquals(people(first), people(Installation.untilReady(second)));
    } finally {
      second.toHandle().destroy();
    }
    assertTrue(second.waitFor(STOP_SECONDS, TimeUnit.SECONDS));
  }

  private void commandsWorkWhileItRuns() throws Exception {
    assertSucceeds(chancery.run("", "user", "disable", "carol"));
    Result list = chancery.run("", "user", "list");
    assertTrue(list.out().contains("carol@localhost | disabled\n"), list.out());
    assertSucceeds(chancery.run("", "user", "enable", "carol"));

    String query = "select 'line one' || chr(10) || 'two' as text, null as nothing";
    assertEquals(
        """
        text          | nothing
        --------------+--------
        line one\\ntwo | ∅
        (1 row)
        """,
        chancery.run("", "sql", "-c", query).out());
    assertSucceeds(chancery.run("", "sql", "-c", "select * from compliance.messages"));
    Result forbidden = chancery.run("", "sql", "-c", "delete from chancery.account");
    assertEquals(1, forbidden.code());
    assertTrue(forbidden.err().startsWith("error: the database says: "), forbidden.err());
  }

  @Test
  void aServerThatWasKilledStartsAgainWithItsPeople() throws Exception {
    Process server = chancery.server("--demo");
    List<String> first = Installation.untilReady(server);
    server.destroyForcibly();
    assertTrue(server.waitFor(STOP_SECONDS, TimeUnit.SECONDS));
    assertEquals(KILLED, server.exitValue());

    Process second = chancery.server("--demo");
    try {
      assertEquals(people(first), people(Installation.untilReady(second)));
    } finally {
      second.toHandle().destroy();
    }
    assertTrue(second.waitFor(STOP_SECONDS, TimeUnit.SECONDS));
    assertEquals(0, second.exitValue());
  }

  @Test
  void psqlConnectsTheWayThatSqlSays() throws Exception {
    boolean installed = new ProcessBuilder("sh", "-c", "command -v psql").start().waitFor() == 0;
    assumeTrue(installed, "psql is not installed (Debian package postgresql-client)");
    Process server = chancery.server("--set", "bind=127.0.0.1");
    try {
      Installation.untilReady(server);
      Result how = chancery.run("", "sql");
      String command = how.out().lines().toList().getLast() + " -At -c 'select current_user'";
      Process psql = new ProcessBuilder("sh", "-c", command).start();
      assertEquals(List.of("chancery_compliance"), psql.inputReader().lines().toList(), how.out());
    } finally {
      server.toHandle().destroy();
    }
    assertTrue(server.waitFor(STOP_SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void aDatabaseThatStaysAwayIsWaitedForAndThenTold() throws Exception {
    int closed = freePort();
    Files.writeString(chancery.workingDirectory().resolve("password"), "irrelevant\n");

    Result result =
        chancery.run(
            "",
            "run",
            "--set",
            "storage.url=jdbc:postgresql://127.0.0.1:" + closed + "/chancery",
            "--set",
            "storage.password-file=password",
            "--set",
            "storage.start-timeout=2s",
            "--set",
            "log.format=json");

    assertEquals(1, result.code());
    assertTrue(result.err().contains("can't be reached yet"), result.err());
    String last = result.err().lines().toList().getLast();
    assertTrue(last.startsWith("error: can't connect to the database at "), last);
    assertFalse(result.out().contains("ready"));
  }

  @Test
  void aPostgresOfOnesOwnServesAsWell() throws Exception {
    try (EmbeddedPostgres own = EmbeddedPostgres.start(directory.resolve("own"), 0)) {
      Path password = chancery.workingDirectory().resolve("password");
      Files.writeString(password, own.superuser().password() + "\n");
      Files.writeString(
          chancery.workingDirectory().resolve("own.conf"),
          """
          chancery.storage {
            url = "%s"
            user = %s
            password-file = password
          }
          """
              .formatted(own.jdbcUrl(), own.superuser().user()));

      Result added = chancery.run("secret\n", "user", "add", "alice", "--config", "own.conf");
      Result list = chancery.run("", "user", "list", "--config", "own.conf");

      assertSucceeds(added);
      assertTrue(list.out().contains("alice@localhost | enabled"), list.out() + list.err());
      assertFalse(Files.exists(chancery.workingDirectory().resolve("data/postgres")));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Socket connect(int port) throws IOException {
    return new Socket("127.0.0.1", port);
  }

  private static int port(String name, List<String> lines) {
    Matcher matcher =
        Pattern.compile("  " + name + "=127\\.0\\.0\\.1:(\\d+)").matcher(lines.getLast());
    assertTrue(matcher.find(), lines.getLast());
    return Integer.parseInt(matcher.group(1));
  }

  private static List<String> people(List<String> lines) {
    return lines.subList(0, lines.size() - 1);
  }

  private static void assertSucceeds(Result result) {
    assertEquals(0, result.code(), result.err());
  }
}
