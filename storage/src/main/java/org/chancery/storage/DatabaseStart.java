package org.chancery.storage;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way from a configuration to a database that is ready to be written to. */
public final class DatabaseStart {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseStart.class);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);
  private static final Set<String> STARTING_OR_FULL = Set.of("57P03", "53300");

  private DatabaseStart() {}

  /**
   * Waits for the database, migrates it, opens it as the server's role and makes sure that this
   * role is harmless. Blocks.
   *
   * @param patience how long an unreachable database is waited for
   * @throws StorageException when it stays unreachable, or something is wrong with it; the message
   *     says what
   */
  public static Database run(DatabaseConfig config, Duration patience) {
    waitFor(config, patience);
    Migrations.run(config);
    Database database = Database.open(config);
    boolean fit = false;
    try {
      PrivilegeCheck.verify(database);
      fit = true;
      return database;
    } finally {
      if (!fit) {
        database.close();
      }
    }
  }

  private static void waitFor(DatabaseConfig config, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try (Connection connection =
          DriverManager.getConnection(config.url(), config.driver(config.administrator()))) {
        connection.isValid(1);
        return;
      } catch (SQLException e) {
        if (!isWorthAnotherAttempt(e) || System.nanoTime() >= deadline) {
          throw new StorageException(
              "can't connect to the database at " + config.url() + ": " + e.getMessage(), e);
        }
        LOG.warn("the database at {} can't be reached yet: {}", config.url(), e.getMessage());
        pause();
      }
    }
  }

  private static boolean isWorthAnotherAttempt(SQLException e) {
    String state = e.getSQLState();
    return state == null || state.startsWith("08") || STARTING_OR_FULL.contains(state);
  }

  private static void pause() {
    try {
      // Ends by time alone, unless the thread is interrupted because the server is told to stop.
      new CountDownLatch(1).await(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while waiting for the database", e);
    }
  }
}
