package org.chancery.storage.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums up what a node wrote since its last checkpoint, and signs it when asked. Not thread-safe.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  static final String COLUMNS =
      "node, number, first_sequence, last_sequence, last_position, made_at, chain, merkle_root,"
          + " previous, key_id, signature";

  private final SigningKey key;
  private final MerkleRoot rows = new MerkleRoot();
  private Checkpoint last;

  Checkpoints(SigningKey key, int node) {
    this.key = key;
    this.last = Checkpoint.none(node);
  }

  /** Goes on after the last checkpoint in the database, with the rows that were written since. */
  void resume(Transaction transaction) throws SQLException {
    last = newest(transaction, last.node()).orElse(last);
    rows.clear();
    register(transaction);
    // The node as a literal, so that the index for rarely written nodes is found.
    transaction.each(
        "SELECT chain FROM audit.record WHERE node = "
            + last.node()
            + " AND recorded_at >= ? AND sequence > ? ORDER BY recorded_at, position",
        row -> rows.add(row.getBytes(1)),
        last.lastPosition().recordedAt(),
        last.lastSequence());
  }

  private static Optional<Checkpoint> newest(Transaction transaction, int node)
      throws SQLException {
    return transaction.first(
        "SELECT " + COLUMNS + " FROM audit.checkpoint WHERE node = ? ORDER BY number DESC LIMIT 1",
        Checkpoints::checkpoint,
        node);
  }

  /** The last one of each node. */
  static List<Checkpoint> newestOfAll(Transaction transaction) throws SQLException {
    return transaction.list(
        "SELECT c.* FROM generate_series(0, 255) AS n, LATERAL (SELECT "
            + COLUMNS
            + " FROM audit.checkpoint WHERE node = n ORDER BY number DESC LIMIT 1) c",
        Checkpoints::checkpoint);
  }

  private void register(Transaction transaction) throws SQLException {
    int added =
        transaction.update(
            "INSERT INTO audit.signing_key (key_id, public_key) VALUES (?, ?) ON CONFLICT DO"
                + " NOTHING",
            key.publicKey().id(),
            key.publicKey().encoded());
    if (added > 0) {
      LOG.info("checkpoints of the record are signed by the key {}", key.publicKey());
    }
  }

  /** Those of a node that follow a number, in order. */
  static List<Checkpoint> after(Transaction transaction, int node, long number, int most)
      throws SQLException {
    return transaction.list(
        "SELECT "
            + COLUMNS
            + " FROM audit.checkpoint WHERE node = ? AND number > ? ORDER BY number LIMIT ?",
        Checkpoints::checkpoint,
        node,
        number,
        most);
  }

  /** Reads the {@link #COLUMNS}. */
  static Checkpoint checkpoint(ResultSet row) throws SQLException {
    return new Checkpoint(
        row.getInt(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        new AuditPosition(row.getLong(5)),
        row.getObject(6, OffsetDateTime.class).toInstant(),
        row.getBytes(7),
        row.getBytes(8),
        row.getBytes(9),
        row.getString(10),
        row.getBytes(11));
  }

  /** The last one that was written. */
  Checkpoint last() {
    return last;
  }

  /** Takes note of rows that were committed. */
  void add(List<AuditChain.Link> links) {
    links.forEach(link -> rows.add(link.chain()));
  }

  /** Whether there are rows that no checkpoint covers. */
  boolean isDue() {
    return !rows.isEmpty();
  }

  /** Signs what there is; {@link #written} follows once it is committed. */
  Checkpoint write(Transaction transaction, AuditChain.Head head, Instant now) throws SQLException {
    Checkpoint next = last.next(head, rows.root(), now.truncatedTo(ChronoUnit.MICROS), key);
    transaction.update(
        "INSERT INTO audit.checkpoint (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        next.node(),
        next.number(),
        next.firstSequence(),
        next.lastSequence(),
        next.lastPosition(),
        next.madeAt(),
        next.chain(),
        next.merkleRoot(),
        next.previous(),
        next.keyId(),
        next.signature());
    return next;
  }

  /** A checkpoint was committed. */
  void written(Checkpoint checkpoint) {
    last = checkpoint;
    rows.clear();
  }
}
