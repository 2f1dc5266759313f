package org.chancery.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.chancery.storage.Transaction.RowMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's connections, as its own role: may add to the record and never change it. Connections
 * are lent to callbacks only. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private final DatabaseConfig config;
  private final HikariDataSource pool;

  private Database(DatabaseConfig config, HikariDataSource pool) {
    this.config = config;
    this.pool = pool;
  }

  /** Work within a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it; what it throws rolls the transaction back. */
    T in(Transaction transaction) throws SQLException;
  }

  /**
   * Opens the pool as the server's role. Does not touch the database yet: {@link DatabaseStart}
   * prepares and checks it first.
   */
  public static Database open(DatabaseConfig config) {
    Credentials server = config.login(config.roles().server());
    HikariConfig settings = new HikariConfig();
    settings.setPoolName("database");
    settings.setJdbcUrl(config.url());
    settings.setDataSourceProperties(config.driver(server));
    settings.setMaximumPoolSize(config.poolSize());
    settings.setMinimumIdle(1);
    settings.setAutoCommit(false);
    settings.setConnectionTimeout(config.connectTimeout().toMillis());
    settings.setValidationTimeout(Math.max(250, config.connectTimeout().toMillis() / 2));
    settings.setInitializationFailTimeout(-1);
    return new Database(config, new HikariDataSource(settings));
  }

  /**
   * Does the work in one transaction, committed when it returns and rolled back when it throws.
   * Blocks.
   *
   * @throws StorageException when the database can't; after an error in COMMIT the change may have
   *     happened all the same
   */
  public <T> T inTransaction(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      boolean done = false;
      try {
        T result = work.in(new Transaction(connection));
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          rollback(connection);
        }
      }
    } catch (SQLException e) {
      throw new StorageException(Refusal.of(e), e);
    }
  }

  /** All rows of a query in a transaction of its own, as by {@link #inTransaction}. */
  public <T> List<T> list(String sql, RowMapper<T> mapper, Object... parameters) {
    return inTransaction(transaction -> transaction.list(sql, mapper, parameters));
  }

  /** The first row of a query in a transaction of its own, if there is one. */
  public <T> Optional<T> first(String sql, RowMapper<T> mapper, Object... parameters) {
    return inTransaction(transaction -> transaction.first(sql, mapper, parameters));
  }

  /** The number of rows that a statement in a transaction of its own has changed. */
  public int update(String sql, Object... parameters) {
    return inTransaction(transaction -> transaction.update(sql, parameters));
  }

  private static void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is broken, and with it the transaction is gone; the cause is on its way
      // already.
      LOG.debug("can't roll back", e);
    }
  }

  /** How it was opened. */
  public DatabaseConfig config() {
    return config;
  }

  @Override
  public void close() {
    pool.close();
  }
}
