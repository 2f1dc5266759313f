package org.chancery.storage.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chancery.storage.Credentials;
import org.chancery.storage.StorageException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {
  private static final Path BINARIES = Path.of("target/postgres-binaries").toAbsolutePath();

  private Path directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("embedded-postgres");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void removeDirectory() throws IOException {
    Binaries.deleteTree(directory);
  }

  @Test
  void whatWasWrittenIsThereAfterARestart() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      query(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    try (EmbeddedPostgres postgres = start()) {
      assertEquals("42", query(postgres, "SELECT answer FROM kept"));
    }
  }

  @Test
  void itIsDurableCheckedAndReachableOnlyFromThisMachineWithAPassword() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      assertEquals("on", query(postgres, "SHOW fsync"));
      assertEquals("on", query(postgres, "SHOW synchronous_commit"));
      assertEquals("on", query(postgres, "SHOW data_checksums"));
      assertEquals("127.0.0.1", query(postgres, "SHOW listen_addresses"));
      assertEquals("", query(postgres, "SHOW unix_socket_directories"));
      assertEquals("UTF8", query(postgres, "SHOW server_encoding"));
      assertEquals(
          "scram-sha-256",
          query(postgres, "SELECT string_agg(auth_method, ' ') FROM pg_hba_file_rules"));
      SQLException refused =
          assertThrows(
              SQLException.class,
              () ->
                  DriverManager.getConnection(
                          postgres.jdbcUrl(), postgres.superuser().user(), "guess")
                      .close());
      assertEquals("28P01", refused.getSQLState());
    }
  }

  @Test
  void theSuperusersPasswordIsReadableByNobodyElse() throws IOException {
    try (EmbeddedPostgres postgres = start()) {
      Path file = directory.resolve("secrets/postgres-superuser.password");
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      assertFalse(postgres.superuser().toString().contains(postgres.superuser().password()));
    }
  }

  @Test
  void aDirectoryThatNobodyElseMayPassThroughWorksToo() throws IOException, SQLException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    EmbeddedSettings own = EmbeddedSettings.of(directory.resolve("clone/data"), 0);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(own)) {
      assertEquals("1", query(postgres, "SELECT 1"));
    }
  }

  @Test
  void aSecondServerOnTheSameDirectoryIsRefused() {
    try (EmbeddedPostgres running = start()) {
      StorageException refused = assertThrows(StorageException.class, () -> start().close());
      assertTrue(refused.getMessage().contains("another server"), refused.getMessage());
      assertTrue(running.port() > 0);
    }
  }

  @Test
  void aPortInUseIsSaidSo() throws IOException {
    try (java.net.ServerSocket taken =
        new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      EmbeddedSettings settings =
          EmbeddedSettings.of(directory, taken.getLocalPort()).binaries(BINARIES);
      StorageException refused =
          assertThrows(StorageException.class, () -> EmbeddedPostgres.start(settings).close());
      assertTrue(
          refused.getMessage().contains("port " + taken.getLocalPort()), refused.getMessage());
    }
  }

  @Test
  void anUnfinishedInitdbIsThrownAway() throws IOException, SQLException {
    Files.createDirectories(directory.resolve("postgres/cluster.new/base"));
    Files.writeString(directory.resolve("postgres/cluster.new/PG_VERSION"), "18\n");
    try (EmbeddedPostgres postgres = start()) {
      assertEquals("1", query(postgres, "SELECT 1"));
    }
  }

  @Test
  void itIsStartedAgainWhenItEndsUnasked() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      query(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
      ProcessHandle before = postmaster();
      before.destroyForcibly();
      before.onExit().get(2, TimeUnit.MINUTES);
      assertEquals("42", queryWhenBack(postgres, "SELECT answer FROM kept"));
      assertNotEquals(before.pid(), postmaster().pid());
    }
  }

  @Test
  void onlyWhatHasEndedIsStartedAgain() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      ProcessHandle before = postmaster();
      postgres.ended(before);
      assertEquals(before, postmaster());
    }
  }

  @Test
  void aKilledServersPostgresIsStoppedAndItsDataKept() throws Exception {
    Process server = startAnotherServer();
    ProcessHandle orphan = postmaster();
    server.destroyForcibly().waitFor();
    assertTrue(orphan.isAlive());
    try (EmbeddedPostgres postgres = start()) {
      orphan.onExit().get(2, TimeUnit.MINUTES);
      assertEquals("42", query(postgres, "SELECT answer FROM kept"));
    }
  }

  @Test
  void whenEverythingWasKilledTheDataIsRecovered() throws Exception {
    Process server = startAnotherServer();
    ProcessHandle orphan = postmaster();
    server.destroyForcibly().waitFor();
    orphan.destroyForcibly();
    orphan.onExit().get(2, TimeUnit.MINUTES);
    try (EmbeddedPostgres postgres = start()) {
      assertEquals("42", query(postgres, "SELECT answer FROM kept"));
    }
  }

  @Test
  void aStalePidFileThatNamesAnotherProcessHarmsNobody() throws IOException, SQLException {
    start().close();
    Path file = directory.resolve("postgres/cluster/postmaster.pid");
    Files.writeString(file, ProcessHandle.current().pid() + "\n" + directory + "\n");
    try (EmbeddedPostgres postgres = start()) {
      assertEquals("1", query(postgres, "SELECT 1"));
    }
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(EmbeddedSettings.of(directory, 0).binaries(BINARIES));
  }

  private ProcessHandle postmaster() throws IOException {
    return new Orphans(directory.resolve("postgres/cluster")).postmaster().orElseThrow();
  }

  private Process startAnotherServer() throws IOException {
    Process server =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path")
                        .replace(File.pathSeparator + File.pathSeparator, ""),
                    AnotherServer.class.getName(),
                    directory.toString(),
                    BINARIES.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = server.inputReader();
    for (String line = output.readLine(); !"up".equals(line); line = output.readLine()) {
      assertTrue(line != null, "the other server ended before it was up");
    }
    return server;
  }

  private static String queryWhenBack(EmbeddedPostgres postgres, String sql) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (true) {
      try {
        return query(postgres, sql);
      } catch (SQLException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    Credentials user = postgres.superuser();
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), user.user(), user.password());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  /** A server of its own process, to be killed. */
  static final class AnotherServer {
    private AnotherServer() {}

    public static void main(String[] arguments) throws SQLException, InterruptedException {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.start(
              EmbeddedSettings.of(Path.of(arguments[0]), 0).binaries(Path.of(arguments[1])));
      query(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
      System.out.println();
      System.out.println("up");
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }
}
