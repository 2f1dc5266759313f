package org.chancery.storage.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.Transaction;

/**
 * Finds the evidence for rows, as the legal role. Holds the rows of one checkpoint in memory for
 * each node, so rows are best asked for in their order. Not thread-safe.
 */
public final class EvidenceReader {
  /** The columns of {@code compliance.evidence} that a row is read from, in this order. */
  public static final String COLUMNS =
      StoredRow.COLUMNS.replace("position", "message_id").replace(" node", " server_node");

  private static final String CHECKPOINTS =
      "SELECT "
          + Checkpoints.COLUMNS.replace("node", "server_node")
          + " FROM compliance.checkpoints WHERE server_node = ? AND ";
  private static final int SECONDS_TO_WAIT = 5;

  private final Transaction transaction;
  private final Map<Integer, SignedRun> runs = new TreeMap<>();

  /**
   * Reads by it.
   *
   * @param transaction as the legal role, READ COMMITTED, so that checkpoints are seen as they come
   */
  public EvidenceReader(Transaction transaction) {
    this.transaction = transaction;
  }

  /** The rows of one checkpoint. */
  private record SignedRun(Checkpoint checkpoint, List<byte[]> chains, MerkleTree tree) {

    boolean holds(long sequence) {
      return sequence >= checkpoint.firstSequence() && sequence <= checkpoint.lastSequence();
    }

    /** The chain of the row before the first stands before the others. */
    Evidence evidence(StoredRow row) {
      int index = (int) (row.row().sequence() - checkpoint.firstSequence());
      return new Evidence(row, chains.get(index), tree.path(index), checkpoint);
    }
  }

  /**
   * The evidence for one row of the record.
   *
   * @return empty when there is no such row
   * @throws NotProvableException when there is none for it
   */
  public Optional<Evidence> of(AuditPosition position) throws SQLException, NotProvableException {
    Optional<StoredRow> row =
        transaction.first(
            "SELECT "
                + COLUMNS
                + " FROM compliance.evidence WHERE recorded_at = ? AND message_id = ?",
            StoredRow::of,
            position.recordedAt(),
            position);
    return row.isPresent() ? Optional.of(of(row.get())) : Optional.empty();
  }

  /**
   * The evidence for the row that a result stands on, which has {@link #COLUMNS} from a column on.
   *
   * @throws NotProvableException when there is none for it
   */
  public Evidence of(ResultSet result, int firstColumn) throws SQLException, NotProvableException {
    return of(StoredRow.of(result, firstColumn));
  }

  private Evidence of(StoredRow row) throws SQLException, NotProvableException {
    long sequence = row.row().sequence();
    SignedRun run = runs.get(row.node());
    if (run == null || !run.holds(sequence)) {
      run = run(row.node(), sequence);
      runs.put(row.node(), run);
    }
    return run.evidence(row);
  }

  private SignedRun run(int node, long sequence) throws SQLException, NotProvableException {
    Checkpoint signed = covering(node, sequence);
    Checkpoint before =
        transaction
            .first(CHECKPOINTS + "number = ?", Checkpoints::checkpoint, node, signed.number() - 1)
            .orElse(Checkpoint.none(node));
    List<byte[]> chains =
        new ArrayList<>(
            transaction.list(
                "SELECT decode(chain, 'hex') FROM compliance.chain_positions WHERE server_node = "
                    + node
                    + " AND recorded_at BETWEEN ? AND ? AND message_id > ? AND message_id <= ?"
                    + " ORDER BY recorded_at, message_id",
                row -> row.getBytes(1),
                before.lastPosition().recordedAt(),
                signed.lastPosition().recordedAt(),
                before.lastPosition(),
                signed.lastPosition()));
    if (chains.size() != signed.lastSequence() - signed.firstSequence() + 1) {
      throw new NotProvableException(
          sequence, "rows that were signed together with it have expired or are missing");
    }
    MerkleTree tree = new MerkleTree(chains);
    chains.addFirst(before.chain());
    return new SignedRun(signed, chains, tree);
  }

  /** A running server signs what it wrote about once a second: that is worth waiting for. */
  private Checkpoint covering(int node, long sequence) throws SQLException, NotProvableException {
    for (int second = 0; second < SECONDS_TO_WAIT; second++) {
      Optional<Checkpoint> signed =
          transaction.first(
              CHECKPOINTS + "last_sequence >= ? ORDER BY last_sequence LIMIT 1",
              Checkpoints::checkpoint,
              node,
              sequence);
      if (signed.isPresent()) {
        return signed.get();
      }
      transaction.list("SELECT pg_sleep(1)", row -> "");
    }
    throw new NotProvableException(
        sequence, "it is not signed yet, and the server that would sign it does not run");
  }
}
