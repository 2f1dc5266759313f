package org.chancery.storage.retention;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.Refusal;
import org.chancery.storage.StorageException;
import org.chancery.storage.Transaction;

/** A transaction as the role of retention, which may take as long as it needs. Not thread-safe. */
final class RetentionSession {
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private RetentionSession() {}

  /** Work within the transaction. */
  @FunctionalInterface
  interface Work<T> {
    /** Does it; what it throws rolls the transaction back. */
    T in(Transaction transaction) throws SQLException;
  }

  /**
   * Does it, and commits.
   *
   * @throws BusyException when somebody else uses what must be locked
   */
  static <T> T in(DatabaseConfig config, Work<T> work) {
    Properties properties = config.driver(config.login(config.roles().retention()));
    properties.setProperty("socketTimeout", "0");
    properties.setProperty("options", "-c statement_timeout=0");
    properties.setProperty("ApplicationName", "chancery retention");
    // Closing a connection rolls back what was not committed.
    try (Connection connection = DriverManager.getConnection(config.url(), properties)) {
      connection.setAutoCommit(false);
      T result = work.in(new Transaction(connection));
      connection.commit();
      return result;
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw new BusyException(e);
      }
      throw new StorageException(Refusal.of(e), e);
    }
  }
}
