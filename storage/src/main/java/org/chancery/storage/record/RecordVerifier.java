package org.chancery.storage.record;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.chancery.storage.Database;
import org.chancery.storage.StorageException;
import org.chancery.storage.Transaction;
import org.chancery.storage.anchor.Anchors;

/**
 * Goes through the whole record and says whether it is still what was recorded. Reads a snapshot,
 * so the server may go on writing; needs little memory however many rows there are. Thread-safe.
 */
public final class RecordVerifier {
  private static final String NODES =
      "SELECT 0 UNION SELECT node FROM audit.record WHERE node <> 0 UNION SELECT node FROM"
          + " audit.checkpoint";
  private static final int ROWS_BETWEEN_SIGNS_OF_LIFE = 10_000;

  private final Database database;
  private final Map<String, SigningKey.PublicKey> trusted;
  private final Anchors anchors;

  /**
   * Believes checkpoints that one of these keys signed.
   *
   * @param anchors read before the verification begins, as the server may go on anchoring
   */
  public RecordVerifier(
      Database database, Collection<SigningKey.PublicKey> trusted, Anchors anchors) {
    this.database = database;
    this.anchors = anchors;
    this.trusted =
        trusted.stream()
            .distinct()
            .collect(Collectors.toMap(SigningKey.PublicKey::id, Function.identity()));
  }

  /**
   * Does it. Blocks: minutes for tens of millions of rows.
   *
   * @param progress is told from time to time how many rows have been read
   * @throws StorageException when the database can't be read to the end
   */
  public VerificationReport run(LongConsumer progress) {
    return database.inTransaction(
        transaction -> {
          transaction.connection().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          transaction.connection().setReadOnly(true);
          return run(transaction, progress);
        });
  }

  /** The same in a transaction of the caller's. */
  VerificationReport run(Transaction transaction, LongConsumer progress) throws SQLException {
    Instant startedAt = Instant.now();
    Map<Integer, NodeVerifier> nodes = new TreeMap<>();
    VouchedSeals seals = VouchedSeals.read(transaction);
    Set<Integer> known = new TreeSet<>(transaction.list(NODES, row -> row.getInt(1)));
    known.addAll(anchors.byNode().keySet());
    for (int node : known) {
      nodes.put(node, verifier(transaction, node, seals));
    }
    long[] count = new long[1];
    transaction.each(
        "SELECT " + StoredRow.COLUMNS + " FROM audit.record ORDER BY recorded_at, position",
        row -> {
          StoredRow found = StoredRow.of(row);
          nodes.get(found.node()).row(found);
          if (++count[0] % ROWS_BETWEEN_SIGNS_OF_LIFE == 0) {
            progress.accept(count[0]);
          }
        });
    return new VerificationReport(
        startedAt, nodes.values().stream().map(NodeVerifier::end).toList());
  }

  private NodeVerifier verifier(Transaction transaction, int node, VouchedSeals seals) {
    Iterator<Checkpoint> checkpoints =
        new Pages<>(
            number -> Checkpoints.after(transaction, node, number, Pages.PORTION),
            Checkpoint::number);
    return new NodeVerifier(
        node,
        new CheckpointVerifier(node, checkpoints, trusted, anchors),
        seals.of(node, Seal.Taken.ROWS),
        seals.of(node, Seal.Taken.CONTENT));
  }
}
