package org.chancery.server.database;

import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.chancery.server.config.Settings;
import org.chancery.storage.Credentials;
import org.chancery.storage.Database;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.DatabaseStart;
import org.chancery.storage.embedded.EmbeddedPostgres;
import org.postgresql.Driver;

/**
 * The database, ready to work on, migrated and checked; with the embedded PostgreSQL around it when
 * that is configured. Closing it stops what was started. Thread-safe.
 */
public final class OpenDatabase implements AutoCloseable {

  private static final String SUPERUSER = "postgres";

  private final Database database;
  private final Optional<EmbeddedPostgres> embedded;
  private final RunningPostgres announcement;

  private OpenDatabase(
      Database database, Optional<EmbeddedPostgres> embedded, RunningPostgres announcement) {
    this.database = database;
    this.embedded = embedded;
    this.announcement = announcement;
  }

  /**
   * Opens it for the server. Blocks: seconds at the very first start of the embedded one.
   *
   * @throws org.chancery.storage.StorageException when it cannot be used; the message says why
   */
  public static OpenDatabase start(StorageConfig config) {
    return start(config, UnaryOperator.identity());
  }

  private static OpenDatabase start(StorageConfig config, UnaryOperator<DatabaseConfig> as) {
    RunningPostgres announcement = new RunningPostgres(config.dataDir());
    Optional<EmbeddedPostgres> embedded =
        config.external().isPresent()
            ? Optional.empty()
            : Optional.of(EmbeddedPostgres.start(config.dataDir(), config.port()));
    DatabaseConfig where =
        embedded
            .map(it -> DatabaseConfig.of(it, config.dataDir()))
            .or(() -> config.external().map(it -> external(it, config)))
            .map(as)
            .orElseThrow();
    boolean open = false;
    try {
      Database database = DatabaseStart.run(where, config.patience());
      embedded.ifPresent(it -> announcement.write(it.jdbcUrl()));
      open = true;
      return new OpenDatabase(database, embedded, announcement);
    } finally {
      if (!open) {
        embedded.ifPresent(EmbeddedPostgres::close);
      }
    }
  }

  /**
   * Opens it for a command, once all that was read from the settings is known to be valid.
   *
   * @throws org.chancery.storage.StorageException when it cannot be used; the message says why
   */
  public static OpenDatabase join(Settings settings) {
    StorageConfig config = StorageConfig.from(settings);
    settings.requireValid();
    return join(config);
  }

  /**
   * Opens it for a command: through the running server's PostgreSQL when there is one, else
   * starting it for as long as the command takes.
   *
   * @throws org.chancery.storage.StorageException when it cannot be used; the message says why
   */
  public static OpenDatabase join(StorageConfig config) {
    RunningPostgres announcement = new RunningPostgres(config.dataDir());
    Optional<String> running =
        config.external().isPresent() ? Optional.empty() : announcement.url();
    return running
        .map(it -> join(it, config, announcement))
        .orElseGet(() -> start(config.onAnyPort(), DatabaseConfig::forCommand));
  }

  private static OpenDatabase join(String url, StorageConfig config, RunningPostgres announcement) {
    // The server has migrated it already, so nothing is done as the superuser here.
    Credentials unused = new Credentials(SUPERUSER, "");
    DatabaseConfig where = DatabaseConfig.external(url, unused, config.dataDir());
    return new OpenDatabase(Database.open(where.forCommand()), Optional.empty(), announcement);
  }

  private static DatabaseConfig external(StorageConfig.External external, StorageConfig config) {
    return DatabaseConfig.external(external.url(), external.administrator(), config.dataDir());
  }

  /** Connections as the server's role. */
  public Database database() {
    return database;
  }

  /** Where it is, and as whom one may connect to it. */
  public DatabaseConfig config() {
    return database.config();
  }

  /** Its host and port, as {@code 127.0.0.1:15432}. */
  public String address() {
    Properties parts = Driver.parseURL(config().url(), new Properties());
    return parts.getProperty("PGHOST") + ":" + parts.getProperty("PGPORT");
  }

  /** The port on 127.0.0.1 of the embedded PostgreSQL, when it was started here. */
  public Optional<Integer> embeddedPort() {
    return embedded.map(EmbeddedPostgres::port);
  }

  @Override
  public void close() {
    database.close();
    embedded.ifPresent(
        it -> {
          announcement.remove();
          it.close();
        });
  }
}
