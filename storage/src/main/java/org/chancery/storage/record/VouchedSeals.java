package org.chancery.storage.record;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.Transaction;

/**
 * The seals for which a row of the record vouches that a checkpoint covers. Whether row and
 * checkpoint are sound is for the verifier of their own chain to say. Not thread-safe.
 */
final class VouchedSeals {
  private static final String ROOT =
      """
      SELECT detail ->> ? FROM audit.record r
      WHERE recorded_at = ? AND position = ? AND kind = 'retention'
        AND EXISTS (SELECT FROM audit.checkpoint c WHERE c.node = r.node AND c.last_sequence >= r.sequence)
      """;

  private final Transaction transaction;
  private final List<Long> vouchers = new ArrayList<>();

  private VouchedSeals(Transaction transaction) {
    this.transaction = transaction;
  }

  /** Looks which rows vouch for seals. */
  static VouchedSeals read(Transaction transaction) throws SQLException {
    VouchedSeals vouched = new VouchedSeals(transaction);
    Group group = new Group();
    transaction.each(
        "SELECT "
            + Seal.COLUMNS
            + ", on_record FROM audit.seal"
            + " ORDER BY on_record, taken, node, first_sequence",
        row -> {
          long onRecord = row.getLong(Seal.COLUMNS.split(",").length + 1);
          if (onRecord != group.onRecord) {
            vouched.judge(group);
            group.begin(onRecord);
          }
          group.seals.add(Seal.of(row).bytes());
        });
    vouched.judge(group);
    return vouched;
  }

  /** The seals for which one row is to vouch. */
  private static final class Group {
    private final MerkleRoot seals = new MerkleRoot();
    private long onRecord;

    void begin(long position) {
      onRecord = position;
      seals.clear();
    }
  }

  private void judge(Group group) throws SQLException {
    String root = HexFormat.of().formatHex(group.seals.root());
    AuditPosition position = new AuditPosition(group.onRecord);
    boolean vouched =
        transaction
            .list(
                ROOT,
                row -> root.equals(row.getString(1)),
                Seal.ROOT,
                position.recordedAt(),
                position)
            .contains(true);
    if (vouched) {
      vouchers.add(group.onRecord);
    }
  }

  /** Those of one chain in its order. */
  Iterator<Seal> of(int node, Seal.Taken taken) {
    if (vouchers.isEmpty()) {
      return Collections.emptyIterator();
    }
    return new Pages<>(sequence -> after(sequence, node, taken), Seal::firstSequence);
  }

  private List<Seal> after(long sequence, int node, Seal.Taken taken) throws SQLException {
    return transaction.list(
        "SELECT "
            + Seal.COLUMNS
            + " FROM audit.seal WHERE taken = ? AND node = ? AND first_sequence > ?"
            + " AND on_record = ANY (?) ORDER BY first_sequence LIMIT ?",
        Seal::of,
        taken.sqlName(),
        node,
        sequence,
        vouchers,
        Pages.PORTION);
  }
}
