package org.chancery.storage.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.chancery.storage.Credentials;
import org.chancery.storage.Outage;
import org.chancery.storage.Secrets;
import org.chancery.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of the server's own: started with it, durable, reachable from this machine only,
 * started again when it ends unasked, stopped by {@link #close}. Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final int ATTEMPTS = 4;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String DATABASE = "chancery";
  private static final String SUPERUSER = "postgres";
  private static final String SECRET = "postgres-superuser";
  private static final int STOP_SECONDS = 60;
  private static final int RESTART_SECONDS = 2;
  private static final int LOG_TAIL = 2_000;

  private final EmbeddedSettings settings;
  private final DirectoryLock lock;
  private final Cluster cluster;
  private final PgCtl control;
  private final Orphans processes;
  private final Credentials superuser;
  private final int port;
  private final Outage restart = new Outage(LOG, "start PostgreSQL");
  private boolean closed;

  private EmbeddedPostgres(EmbeddedSettings settings, DirectoryLock lock, Path programs)
      throws IOException {
    this.settings = settings;
    this.lock = lock;
    RunAs runAs = RunAs.choose(programs, settings.home());
    this.cluster = new Cluster(settings, programs, runAs);
    Path startLog = settings.home().resolve("start.log");
    this.control = new PgCtl(programs, settings.cluster(), startLog, runAs);
    this.processes = new Orphans(settings.cluster());
    this.superuser =
        new Credentials(
            SUPERUSER, new Secrets(settings.dataDir().resolve("secrets")).readOrCreate(SECRET));
    this.port = settings.port() == 0 ? freePort() : settings.port();
  }

  /**
   * Starts it with the default settings. Blocks until it serves: seconds the first time, then less
   * than one.
   */
  public static EmbeddedPostgres start(Path dataDir, int port) {
    return start(EmbeddedSettings.of(dataDir, port));
  }

  /**
   * Starts it.
   *
   * @throws StorageException when it does not come up, or another server uses the directory; the
   *     message says what to do
   */
  public static EmbeddedPostgres start(EmbeddedSettings settings) {
    try {
      Files.createDirectories(settings.home());
      Files.setPosixFilePermissions(settings.home(), PosixFilePermissions.fromString("rwxr-xr-x"));
      DirectoryLock lock = DirectoryLock.take(settings.home());
      try {
        EmbeddedPostgres postgres =
            new EmbeddedPostgres(settings, lock, Binaries.unpack(settings.binaries()));
        postgres.begin();
        return postgres;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't start PostgreSQL in " + settings.home() + ": " + e, e);
    }
  }

  private void begin() throws IOException {
    cluster.createIfMissing(superuser);
    launch();
    try {
      createDatabase();
    } catch (SQLException e) {
      close();
      throw new StorageException("the embedded PostgreSQL does not let its own superuser in", e);
    }
  }

  private RunAs.Result attempt() throws IOException {
    processes.stop(control);
    cluster.configure(port);
    Files.deleteIfExists(control.startLog());
    return control.start();
  }

  private synchronized void launch() throws IOException {
    RunAs.Result result = attempt();
    for (int again = 0; again < ATTEMPTS && !result.succeeded(); again++) {
      // Right after a crash another PostgreSQL of this directory may just be dying, or just be
      // starting.
      LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
      result = attempt();
    }
    if (!result.succeeded()) {
      throw new StorageException(
          "PostgreSQL did not start on port "
              + port
              + ": "
              + result.output().strip()
              + tailOfLog()
              + System.lineSeparator()
              + "its own log is in "
              + settings.cluster().resolve("log"));
    }
    ProcessHandle postmaster =
        processes
            .postmaster()
            .orElseThrow(() -> new StorageException("PostgreSQL ended as soon as it had started"));
    watch(postmaster);
  }

  private void watch(ProcessHandle postmaster) {
    postmaster.onExit().thenRun(() -> ended(postmaster));
  }

  private String tailOfLog() throws IOException {
    if (!Files.exists(control.startLog())) {
      return "";
    }
    String text = Files.readString(control.startLog());
    return System.lineSeparator() + text.substring(Math.max(0, text.length() - LOG_TAIL)).strip();
  }

  /**
   * PostgreSQL survives the death of any of its processes but the first: that one must be started
   * again from outside. (Java takes a process for ended, too, when no file can be opened for want
   * of a descriptor.)
   */
  synchronized void ended(ProcessHandle postmaster) {
    if (processes.worksHere(postmaster)) {
      later(() -> watch(postmaster));
    } else if (!closed) {
      LOG.error("PostgreSQL ended unasked; starting it again");
      relaunch();
    }
  }

  private synchronized void relaunch() {
    if (closed) {
      return;
    }
    try {
      launch();
      restart.over();
    } catch (IOException | UncheckedIOException | StorageException e) {
      restart.failed(
          e.getMessage()
              + "; tried every "
              + RESTART_SECONDS
              + " s from now on. Is the disk full?");
      later(this::relaunch);
    }
  }

  private static void later(Runnable task) {
    CompletableFuture.delayedExecutor(RESTART_SECONDS, TimeUnit.SECONDS).execute(task);
  }

  private void createDatabase() throws SQLException {
    String maintenance = url("postgres");
    try (Connection connection =
            DriverManager.getConnection(maintenance, superuser.user(), superuser.password());
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** The address of the server's database in it. */
  public String jdbcUrl() {
    return url(DATABASE);
  }

  /** Who may do everything there: for migrations, never for the running server. */
  public Credentials superuser() {
    return superuser;
  }

  /** The TCP port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Ends all connections, writes everything to disk and stops it. Blocks until it has ended. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (processes.postmaster().isPresent() && !control.stop("fast", STOP_SECONDS)) {
        LOG.warn(
            "PostgreSQL did not stop in {} s; ending it at once: it recovers at the next start",
            STOP_SECONDS);
        control.stop("immediate", STOP_SECONDS);
      }
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("can't stop PostgreSQL", e);
    }
  }
}
