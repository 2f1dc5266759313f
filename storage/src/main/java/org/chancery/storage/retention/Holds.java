package org.chancery.storage.retention;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.StorageException;
import org.chancery.storage.Transaction;

/**
 * Legal holds, made and released as the legal role. One is in force from the commit that makes it;
 * that it was made or released is in the record within seconds. Thread-safe; blocks.
 */
public final class Holds {
  private static final String ADD = "SELECT compliance.add_hold(?, ?, ?, ?, ?, ?, ?)";
  private static final String LIST =
      "SELECT hold, matter, person, room, since, until, restricted, made_at, released_at"
          + " FROM compliance.holds ORDER BY hold";

  private final DatabaseConfig database;

  /** In this database. */
  public Holds(DatabaseConfig database) {
    this.database = database;
  }

  /**
   * What is held; what is empty bounds nothing.
   *
   * @param matter what it is for
   * @param person whose rows
   * @param room the room or conversation
   * @param since recorded from then on
   * @param until recorded before
   * @param restricted whether it is hidden from everybody but the legal role as well
   */
  public record Scope(
      String matter,
      Optional<String> person,
      Optional<String> room,
      Optional<Instant> since,
      Optional<Instant> until,
      boolean restricted) {}

  /**
   * A hold.
   *
   * @param number names it
   * @param scope what is held
   * @param madeAt when it was made
   * @param releasedAt when it was released; empty while it is in force
   */
  public record Hold(long number, Scope scope, Instant madeAt, Optional<Instant> releasedAt) {}

  /**
   * Makes a hold.
   *
   * @param by who is said to have done it
   * @return its number
   */
  public long add(Scope scope, String by) {
    return as(
        transaction ->
            transaction
                .list(
                    ADD,
                    row -> row.getLong(1),
                    scope.matter(),
                    scope.person(),
                    scope.room(),
                    scope.since(),
                    scope.until(),
                    scope.restricted(),
                    by)
                .getFirst());
  }

  /** All, those that were released too. */
  public List<Hold> list() {
    return as(transaction -> transaction.list(LIST, Holds::hold));
  }

  /**
   * Ends a hold; the rules apply again from their next run on.
   *
   * @throws StorageException when no such hold is in force
   */
  public void release(long number, String by) {
    as(
        transaction ->
            transaction.list("SELECT compliance.release_hold(?, ?)", row -> "", number, by));
  }

  private static Hold hold(ResultSet row) throws SQLException {
    return new Hold(
        row.getLong(1),
        new Scope(
            row.getString(2),
            Optional.ofNullable(row.getString(3)),
            Optional.ofNullable(row.getString(4)),
            time(row, 5),
            time(row, 6),
            row.getBoolean(7)),
        time(row, 8).orElseThrow(),
        time(row, 9));
  }

  private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private <T> T as(RetentionSession.Work<T> work) {
    try (Connection connection =
        DriverManager.getConnection(
            database.url(), database.driver(database.login(database.roles().legal())))) {
      connection.setAutoCommit(false);
      T result = work.in(new Transaction(connection));
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw new StorageException("the database refused: " + e.getMessage(), e);
    }
  }
}
