package org.chancery.storage.record;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.Transaction;

/**
 * Makes the seals for what is about to be taken out of the record. The last row of a node, and the
 * rows that vouch for seals, have to stay. Not thread-safe.
 */
public final class Sealer {
  private final Transaction transaction;
  private final Seal.Taken taken;
  private final Map<Integer, List<Seal>> sealed = new TreeMap<>();
  private final Map<Integer, Run> open = new TreeMap<>();

  /**
   * With nothing sealed yet.
   *
   * @param transaction looks up rows before those that are taken
   */
  public Sealer(Transaction transaction, Seal.Taken taken) {
    this.transaction = transaction;
    this.taken = taken;
  }

  /** Rows that follow each other. */
  private static final class Run {
    private final AuditPosition firstPosition;
    private final long firstSequence;
    private final byte[] previous;
    private final MerkleRoot rows = new MerkleRoot();
    private AuditPosition lastPosition;
    private long lastSequence;
    private byte[] chain;

    Run(AuditPosition position, long sequence, byte[] previous) {
      this.firstPosition = position;
      this.firstSequence = sequence;
      this.previous = previous;
    }

    void add(AuditPosition position, long sequence, byte[] of) {
      lastPosition = position;
      lastSequence = sequence;
      chain = of;
      rows.add(of);
    }

    Seal seal(Seal.Taken taken) {
      return new Seal(
          taken,
          firstPosition.node(),
          firstSequence,
          lastSequence,
          firstPosition,
          lastPosition,
          previous,
          chain,
          rows.root());
    }
  }

  /** The next row that is taken; those of one node come in the order of their positions. */
  public void take(AuditPosition position, long sequence, byte[] chain) throws SQLException {
    Run run = open.get(position.node());
    if (run == null || run.lastSequence + 1 != sequence) {
      close(run);
      run = new Run(position, sequence, before(position, sequence));
      open.put(position.node(), run);
    }
    run.add(position, sequence, chain);
  }

  private void close(Run run) {
    if (run != null) {
      sealed
          .computeIfAbsent(run.firstPosition.node(), node -> new ArrayList<>())
          .add(run.seal(taken));
    }
  }

  /** The chain of the row before, which may have been taken itself. */
  private byte[] before(AuditPosition position, long sequence) throws SQLException {
    if (sequence == 1) {
      return ChainHash.START;
    }
    return transaction
        .list(
            "(SELECT last_sequence, chain FROM audit.seal WHERE taken = 'rows' AND node = ? AND"
                + " first_sequence < ? ORDER BY first_sequence DESC LIMIT 1) UNION ALL (SELECT"
                + " sequence, chain FROM audit.record WHERE node = "
                + position.node()
                + " AND recorded_at <= ? AND position < ? ORDER BY recorded_at DESC, position DESC"
                + " LIMIT 1)",
            row -> Map.entry(row.getLong(1), row.getBytes(2)),
            position.node(),
            sequence,
            position.recordedAt(),
            position)
        .stream()
        .filter(row -> row.getKey() == sequence - 1)
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new SQLException("there is no row before " + sequence, "XX001"));
  }

  /** The seals, by node and sequence. Ends the runs. */
  public List<Seal> seals() {
    open.values().forEach(this::close);
    open.clear();
    return sealed.values().stream().flatMap(List::stream).toList();
  }
}
