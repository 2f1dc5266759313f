package org.chancery.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.chancery.storage.embedded.EmbeddedPostgres;
import org.chancery.storage.embedded.EmbeddedSettings;
import org.chancery.storage.record.AuditStoreConfig;
import org.chancery.storage.record.PostgresAuditStore;

/**
 * A fresh, migrated database for one test, and what the test opens in it, in the one PostgreSQL of
 * this JVM, which is started when first needed. A copy of a template takes a tenth of a second.
 * With the system property {@code chancery.test.postgres.url} (and {@code .user}, {@code
 * .password}) the databases are made in a PostgreSQL of any version that runs already.
 */
public final class TestDatabase implements AutoCloseable {
  /** The time-outs of the product are for people who wait; a test's machine may be busy. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String EXTERNAL = "chancery.test.postgres.url";

  private final Cluster cluster;
  private final String name;
  private Database database;
  private PostgresAuditStore record;

  private TestDatabase(Cluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  /** A new one. */
  public static TestDatabase create() {
    Cluster cluster = Holder.CLUSTER;
    String name = "test_" + ProcessHandle.current().pid() + "_" + cluster.count.incrementAndGet();
    cluster.execute(
        "CREATE DATABASE " + name + " TEMPLATE " + cluster.template + " STRATEGY FILE_COPY");
    // The privileges on a database itself are not copied with it.
    cluster.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
    cluster.execute(
        "GRANT CONNECT ON DATABASE " + name + " TO " + String.join(", ", Roles.DEFAULT.logins()));
    return new TestDatabase(cluster, name);
  }

  /** How the server would reach it. */
  public DatabaseConfig config() {
    return cluster.config(name);
  }

  /** The same by another way, such as through a network that breaks. */
  public DatabaseConfig config(String hostAndPort, String options) {
    DatabaseConfig direct = config();
    return new DatabaseConfig(
        "jdbc:postgresql://" + hostAndPort + "/" + name + options,
        direct.administrator(),
        direct.roles(),
        direct.secrets(),
        direct.ownsRoles(),
        direct.poolSize(),
        direct.connectTimeout(),
        direct.statementTimeout());
  }

  /** The port on which PostgreSQL listens. */
  public int port() {
    return URI.create(cluster.urlPrefix.substring("jdbc:".length())).getPort();
  }

  /** The pool of the server's role; closed with this. */
  public synchronized Database database() {
    if (database == null) {
      database = Database.open(config());
    }
    return database;
  }

  /** The record as the server with the number 0 writes it; closed with this. */
  public synchronized PostgresAuditStore record() {
    if (record == null) {
      record = PostgresAuditStore.open(config(), AuditStoreConfig.defaults());
    }
    return record;
  }

  /** A connection that may do everything, for looking behind the curtain. */
  public Connection superuser() throws SQLException {
    return DriverManager.getConnection(
        config().url(), cluster.superuser.user(), cluster.superuser.password());
  }

  /** A connection as one of the {@link Roles}. */
  public Connection as(String role) throws SQLException {
    return DriverManager.getConnection(config().url(), config().driver(config().login(role)));
  }

  /** Runs statements as the superuser. */
  public void execute(String sql) {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new StorageException("the test's own statement failed: " + e.getMessage(), e);
    }
  }

  /** The first column of what a query finds, as text, read by the superuser. */
  public List<String> texts(String sql) {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new StorageException("the test's own query failed: " + e.getMessage(), e);
    }
  }

  /** The first column of all that statements find, as text, as one of the {@link Roles}. */
  public List<String> texts(String role, String... statements) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = as(role);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        boolean rows = statement.execute(sql);
        while (rows && statement.getResultSet().next()) {
          texts.add(statement.getResultSet().getString(1));
        }
      }
    }
    return texts;
  }

  @Override
  public synchronized void close() {
    if (record != null) {
      record.close();
    }
    if (database != null) {
      database.close();
    }
    cluster.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }

  /** Made at the first use, once for each JVM. */
  private static final class Holder {
    private static final Cluster CLUSTER = Cluster.start();
  }

  private record Cluster(
      String urlPrefix,
      Credentials superuser,
      Secrets secrets,
      String template,
      AtomicInteger count) {

    static Cluster start() {
      try {
        Path directory = Files.createTempDirectory("test-postgres");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Cluster cluster =
            System.getProperty(EXTERNAL) == null ? embedded(directory) : external(directory);
        cluster.execute("DROP DATABASE IF EXISTS " + cluster.template);
        cluster.execute("CREATE DATABASE " + cluster.template);
        DatabaseStart.run(cluster.config(cluster.template), PATIENCE).close();
        return cluster;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Cluster embedded(Path directory) {
      // Not durable, as nobody needs a test's data after a power failure; what is tested about
      // durability starts its own.
      EmbeddedPostgres postgres =
          EmbeddedPostgres.start(
              EmbeddedSettings.of(directory, 0)
                  .binaries(binaries())
                  .sharedBuffers("64MB")
                  .with("fsync", "off"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres, directory)));
      String prefix = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/";
      return new Cluster(
          prefix,
          postgres.superuser(),
          DatabaseConfig.secretsIn(directory),
          "template_chancery",
          new AtomicInteger());
    }

    private static Cluster external(Path directory) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      Credentials superuser =
          new Credentials(
              System.getProperty(EXTERNAL.replace("url", "user")),
              System.getProperty(EXTERNAL.replace("url", "password")));
      return new Cluster(
          System.getProperty(EXTERNAL),
          superuser,
          DatabaseConfig.secretsIn(directory),
          "template_chancery",
          new AtomicInteger());
    }

    /**
     * Beside the classes of this module, whichever module's tests use it, so that they are unpacked
     * once.
     */
    private static Path binaries() {
      try {
        URI classes =
            TestDatabase.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(classes).getParent().resolve("postgres-binaries");
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }

    DatabaseConfig config(String database) {
      DatabaseConfig external =
          DatabaseConfig.external(urlPrefix + database, superuser, Path.of("unused"));
      return new DatabaseConfig(
          external.url(), superuser, Roles.DEFAULT, secrets, true, 4, PATIENCE, PATIENCE);
    }

    void execute(String sql) {
      try (Connection connection =
              DriverManager.getConnection(
                  urlPrefix + "postgres", superuser.user(), superuser.password());
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new StorageException("the test's cluster refused: " + e.getMessage(), e);
      }
    }

    private static void stop(EmbeddedPostgres postgres, Path directory) {
      postgres.close();
      delete(directory);
    }

    private static void delete(Path directory) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
