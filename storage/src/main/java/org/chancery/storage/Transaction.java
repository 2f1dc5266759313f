package org.chancery.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A transaction lent to a callback; of no use after that. Parameters may be text, numbers,
 * booleans, bytes, {@code Instant}s, addresses, positions, lists of text or of {@code Long}, and
 * {@code Optional}s of these. Not thread-safe.
 */
public final class Transaction {
  private static final int PORTION = 1_000;

  private final Connection connection;

  /** On a connection of the caller's, who also begins and ends the transaction. */
  public Transaction(Connection connection) {
    this.connection = connection;
  }

  /** Makes a value of the current row. */
  @FunctionalInterface
  public interface RowMapper<T> {
    /** Reads the row that the result stands on. */
    T map(ResultSet row) throws SQLException;
  }

  /** All rows. */
  public <T> List<T> list(String sql, RowMapper<T> mapper, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Parameters.set(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> values = new ArrayList<>();
        while (rows.next()) {
          values.add(mapper.map(rows));
        }
        return values;
      }
    }
  }

  /** Takes one value or row at a time. */
  @FunctionalInterface
  public interface RowConsumer<T> {
    /** Takes it. */
    void accept(T row) throws SQLException;
  }

  /** Each row in turn, fetched in portions, so that there may be any number of them. */
  public void each(String sql, RowConsumer<ResultSet> consumer, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(PORTION);
      Parameters.set(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          consumer.accept(rows);
        }
      }
    }
  }

  /** The first row, if there is one. */
  public <T> Optional<T> first(String sql, RowMapper<T> mapper, Object... parameters)
      throws SQLException {
    List<T> rows = list(sql, mapper, parameters);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /** The number of rows changed. */
  public int update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Parameters.set(statement, parameters);
      return statement.executeUpdate();
    }
  }

  /** One statement for many lists of parameters; the number of rows changed in all. */
  public int updateAll(String sql, List<List<Object>> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (List<Object> row : rows) {
        Parameters.set(statement, row.toArray());
        statement.addBatch();
      }
      return Arrays.stream(statement.executeBatch()).map(count -> Math.max(count, 0)).sum();
    }
  }

  /** The connection, for what needs the driver itself. */
  public Connection connection() {
    return connection;
  }
}
