package org.chancery.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.chancery.storage.embedded.EmbeddedPostgres;

/**
 * Where the database is and how it is used.
 *
 * @param url the JDBC URL, without user and password
 * @param administrator who makes roles and runs migrations; the server itself never works as this
 *     user
 * @param roles the names of the roles it works with
 * @param secrets where their passwords are kept
 * @param ownsRoles whether the roles belong to this installation alone, so that a lost password may
 *     be replaced by a new one
 * @param poolSize how many connections the server holds for everything but the record
 * @param connectTimeout how long to wait for a connection
 * @param statementTimeout after which the database is taken for stalled
 */
public record DatabaseConfig(
    String url,
    Credentials administrator,
    Roles roles,
    Secrets secrets,
    boolean ownsRoles,
    int poolSize,
    Duration connectTimeout,
    Duration statementTimeout) {
  private static final int POOL_SIZE = 8;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration COMMAND_CONNECT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

  /** Refuses a URL that is not PostgreSQL's or carries credentials, as those belong into files. */
  public DatabaseConfig {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("the storage URL must begin with jdbc:postgresql:");
    }
    if (url.matches(".*[?&](user|password)=.*")) {
      throw new IllegalArgumentException("the storage URL must not hold a user or a password");
    }
  }

  /** For the embedded PostgreSQL. */
  public static DatabaseConfig of(EmbeddedPostgres postgres, Path dataDir) {
    return new DatabaseConfig(
        postgres.jdbcUrl(),
        postgres.superuser(),
        Roles.DEFAULT,
        secretsIn(dataDir),
        true,
        POOL_SIZE,
        CONNECT_TIMEOUT,
        STATEMENT_TIMEOUT);
  }

  /** For a PostgreSQL that somebody else runs. */
  public static DatabaseConfig external(String url, Credentials administrator, Path dataDir) {
    return new DatabaseConfig(
        url,
        administrator,
        Roles.DEFAULT,
        secretsIn(dataDir),
        false,
        POOL_SIZE,
        CONNECT_TIMEOUT,
        STATEMENT_TIMEOUT);
  }

  /** Where an installation keeps its passwords. */
  public static Secrets secretsIn(Path dataDir) {
    return new Secrets(dataDir.resolve("secrets"));
  }

  /** With roles of other names. */
  public DatabaseConfig roles(Roles names) {
    return new DatabaseConfig(
        url, administrator, names, secrets, ownsRoles, poolSize, connectTimeout, statementTimeout);
  }

  /**
   * For a command, which nobody waits behind: on a busy machine, a log-in by a process that has
   * only just started takes seconds.
   */
  public DatabaseConfig forCommand() {
    return new DatabaseConfig(
        url,
        administrator,
        roles,
        secrets,
        ownsRoles,
        poolSize,
        COMMAND_CONNECT_TIMEOUT,
        statementTimeout);
  }

  /** The credentials of one of the {@link #roles}, once its password is known. */
  public Credentials login(String role) {
    String password =
        secrets
            .read(role)
            .orElseThrow(
                () ->
                    new StorageException(
                        "the password of the database role "
                            + role
                            + " is not in "
                            + secrets.file(role)));
    return new Credentials(role, password);
  }

  /**
   * Connects as one of the roles for work that may take its time; to be closed.
   *
   * @throws StorageException when its password is not known
   */
  public Connection connect(String role) throws SQLException {
    Credentials user = login(role);
    return DriverManager.getConnection(url, user.user(), user.password());
  }

  /**
   * What the driver is told about a user's connection; a socket that stays silent is given up a
   * little after a statement.
   */
  public Properties driver(Credentials user) {
    Properties properties = new Properties();
    properties.setProperty("user", user.user());
    properties.setProperty("password", user.password());
    properties.setProperty("ApplicationName", "chancery");
    String connectSeconds = Long.toString(Math.max(1, connectTimeout.toSeconds()));
    properties.setProperty("connectTimeout", connectSeconds);
    properties.setProperty("loginTimeout", connectSeconds);
    properties.setProperty("cancelSignalTimeout", connectSeconds);
    properties.setProperty("socketTimeout", Long.toString(statementTimeout.toSeconds() + 2));
    properties.setProperty("tcpKeepAlive", "true");
    // An error's detail may quote a row, and a row holds what people wrote.
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("options", "-c statement_timeout=" + statementTimeout.toMillis());
    return properties;
  }
}
