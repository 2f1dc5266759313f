package org.chancery.storage.record;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.Parameters;
import org.chancery.storage.Refusal;
import org.chancery.storage.Transaction;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that writes the record of one node. It holds the node's advisory lock for as long
 * as it lives, so whoever has the lock knows that no transaction of an earlier session of this node
 * is still under way. Not thread-safe.
 */
final class AuditSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditSession.class);
  private static final int LOCK_CLASS = 0x43686172;
  private static final int MONTHS_AHEAD = 3;

  /** Which process of the database served a session. */
  record Backend(int pid, Instant startedAt) {}

  private final Connection connection;
  private final Transaction transaction;
  private final AuditCopy copy;
  private Optional<CopyIn> lastRows = Optional.empty();
  private final Backend backend;
  private final int node;

  private AuditSession(Connection connection, int node) throws SQLException {
    this.connection = connection;
    this.node = node;
    this.transaction = new Transaction(connection);
    this.copy = new AuditCopy(connection);
    this.backend =
        transaction
            .list(
                "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()",
                row ->
                    new Backend(
                        row.getInt(1),
                        row.getObject(2, java.time.OffsetDateTime.class).toInstant()))
            .getFirst();
  }

  /**
   * Connects and takes the node's lock.
   *
   * @param before the earlier session, which is ended if the database has not noticed its end yet
   * @throws SQLException when the database can't be reached, or another server is this node
   */
  static AuditSession open(
      DatabaseConfig database, AuditStoreConfig config, Optional<Backend> before)
      throws SQLException {
    Connection connection = DriverManager.getConnection(database.url(), driver(database, config));
    boolean ready = false;
    try {
      connection.setAutoCommit(false);
      AuditSession session = new AuditSession(connection, config.node());
      if (before.isPresent()) {
        session.end(before.get());
      }
      session.lock();
      connection.commit();
      ready = true;
      return session;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  private static Properties driver(DatabaseConfig database, AuditStoreConfig config) {
    Properties properties = database.driver(database.login(database.roles().server()));
    long seconds = Math.max(1, config.stallTimeout().toSeconds());
    properties.setProperty("ApplicationName", "chancery audit " + config.node());
    properties.setProperty("socketTimeout", Long.toString(seconds));
    properties.setProperty("reWriteBatchedInserts", "true");
    // No statement_timeout: where the database replicates synchronously, one that runs out during
    // COMMIT would make it answer
    // "committed" before the replica has it. The socket's time-out ends the waiting on our side
    // only.
    properties.setProperty("options", "-c statement_timeout=0 -c lock_timeout=" + seconds * 750);
    return properties;
  }

  private void end(Backend before) throws SQLException {
    transaction.list(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ? AND backend_start ="
            + " ?",
        row -> row.getBoolean(1),
        before.pid(),
        before.startedAt());
  }

  private void lock() throws SQLException {
    try {
      transaction.list("SELECT pg_advisory_lock(?, ?)", row -> "", LOCK_CLASS, node);
    } catch (SQLException e) {
      if ("55P03".equals(e.getSQLState())) {
        throw new SQLException(
            "another server is writing the record as node " + node, e.getSQLState(), e);
      }
      throw e;
    }
  }

  /** Which process of the database serves it. */
  Backend backend() {
    return backend;
  }

  /** The end of the node's chain as it is in the database. */
  AuditChain.Head head() throws SQLException {
    // The node as a literal, so that the index for rarely written nodes is found.
    Optional<AuditChain.Head> last =
        transaction.first(
            "SELECT position, sequence, chain FROM audit.record WHERE node = "
                + node
                + " ORDER BY recorded_at DESC, position DESC LIMIT 1",
            AuditSession::head);
    connection.commit();
    return last.orElse(AuditChain.Head.NONE);
  }

  private static AuditChain.Head head(ResultSet row) throws SQLException {
    return new AuditChain.Head(new AuditPosition(row.getLong(1)), row.getLong(2), row.getBytes(3));
  }

  /** Lets the checkpoints go on from what the database has. */
  void resume(Checkpoints checkpoints) throws SQLException {
    checkpoints.resume(transaction);
    connection.commit();
  }

  /** Writes a checkpoint. */
  void checkpoint(Checkpoints checkpoints, AuditChain.Head head, Instant now) throws SQLException {
    Checkpoint written = checkpoints.write(transaction, head, now);
    connection.commit();
    checkpoints.written(written);
  }

  /** Whether there is a row at that position. */
  boolean has(AuditPosition position) throws SQLException {
    boolean found =
        transaction
            .first(
                "SELECT FROM audit.record WHERE recorded_at = ? AND position = ?",
                row -> true,
                position.recordedAt(),
                position)
            .isPresent();
    connection.commit();
    return found;
  }

  /**
   * Makes the partitions of the coming months. Rows find a place without them too, so a failure is
   * not the batch's.
   */
  boolean preparePartitions(Instant now) throws SQLException {
    try {
      transaction.list(
          "SELECT audit.prepare_partitions(?, ?)", row -> row.getInt(1), now, MONTHS_AHEAD);
      connection.commit();
      return true;
    } catch (SQLException e) {
      connection.rollback();
      LOG.warn("can't prepare the record's partitions yet: {}", Refusal.of(e));
      return false;
    }
  }

  /**
   * Writes rows and companions, not yet committed. Without companions there is no need for a
   * transaction around the one statement: then it is the end of the rows that commits them, which
   * saves two round trips.
   */
  void write(List<AuditChain.Link> links) throws SQLException {
    boolean alone = links.stream().allMatch(link -> link.companions().isEmpty());
    connection.setAutoCommit(alone);
    CopyIn rows = copy.send(links);
    if (alone) {
      lastRows = Optional.of(rows);
    } else {
      rows.endCopy();
      writeCompanions(links);
    }
  }

  private void writeCompanions(List<AuditChain.Link> links) throws SQLException {
    Map<String, PreparedStatement> statements = new LinkedHashMap<>();
    try {
      for (AuditChain.Link link : links) {
        for (AuditEntry.Companion companion : link.companions()) {
          PreparedStatement statement = statements.get(companion.sql());
          if (statement == null) {
            statement = connection.prepareStatement(companion.sql());
            statements.put(companion.sql(), statement);
          }
          add(statement, link.position(), companion);
        }
      }
      for (PreparedStatement statement : statements.values()) {
        statement.executeBatch();
      }
    } finally {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
    }
  }

  private static void add(
      PreparedStatement statement, AuditPosition position, AuditEntry.Companion companion)
      throws SQLException {
    statement.setLong(1, position.value());
    for (int i = 0; i < companion.arguments().size(); i++) {
      Parameters.set(statement, i + 2, companion.arguments().get(i));
    }
    statement.addBatch();
  }

  /** Commits what was written. */
  void commit() throws SQLException {
    if (lastRows.isPresent()) {
      CopyIn rows = lastRows.get();
      lastRows = Optional.empty();
      rows.endCopy();
    } else {
      connection.commit();
    }
    connection.setAutoCommit(false);
  }

  /**
   * Whether the database answered COMMIT with that error and serves the session still. Then it
   * rolled back; an error that ends the session leaves open what became of the transaction.
   */
  boolean outlives(SQLException refusal) throws SQLException {
    return refusal instanceof PSQLException answer
        && answer.getServerErrorMessage() != null
        && connection.isValid(1);
  }

  /** Takes back what was written and not committed. */
  void rollback() throws SQLException {
    if (lastRows.isPresent()) {
      CopyIn rows = lastRows.get();
      lastRows = Optional.empty();
      rows.cancelCopy();
    }
    connection.setAutoCommit(false);
    connection.rollback();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("can't close the connection of the record", e);
    }
  }
}
