package org.chancery.storage.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.Transaction;

/**
 * A run of rows of one chain that were taken out of the record by its rules, as docs/audit-chain.md
 * describes it. A row of the record vouches for seals by their {@link #root}; nobody without the
 * signing key can make one.
 *
 * @param taken what is gone
 * @param node whose chain
 * @param firstSequence of the first row
 * @param lastSequence of the last row
 * @param firstPosition of the first row
 * @param lastPosition of the last row
 * @param previous the chain of the row before the first; zeros when there is none
 * @param chain of the last row
 * @param merkleRoot over the chain of each row
 */
public record Seal(
    Taken taken,
    int node,
    long firstSequence,
    long lastSequence,
    AuditPosition firstPosition,
    AuditPosition lastPosition,
    byte[] previous,
    byte[] chain,
    byte[] merkleRoot) {

  /** In the detail of the row that vouches for seals: their root, in hexadecimal digits. */
  public static final String ROOT = "seals-root";

  /** In the same place: how many there are. */
  public static final String COUNT = "seals";

  static final String COLUMNS =
      "taken, node, first_sequence, last_sequence, first_position, last_position, previous, chain,"
          + " merkle_root";

  /** What is gone. */
  public enum Taken {
    /** The rows themselves. */
    ROWS,
    /** Their content, by an erasure that law demands. */
    CONTENT;

    String sqlName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads the {@link #COLUMNS}, which the result begins with. */
  static Seal of(ResultSet row) throws SQLException {
    return new Seal(
        row.getString(1).equals(Taken.ROWS.sqlName()) ? Taken.ROWS : Taken.CONTENT,
        row.getInt(2),
        row.getLong(3),
        row.getLong(4),
        new AuditPosition(row.getLong(5)),
        new AuditPosition(row.getLong(6)),
        row.getBytes(7),
        row.getBytes(8),
        row.getBytes(9));
  }

  /** What the root is over. */
  byte[] bytes() {
    return new CanonicalBytes()
        .text(taken.sqlName())
        .number(node)
        .number(firstSequence)
        .number(lastSequence)
        .number(firstPosition.value())
        .number(lastPosition.value())
        .raw(previous)
        .raw(chain)
        .raw(merkleRoot)
        .bytes();
  }

  /**
   * The root of the Merkle tree over seals in the order of {@link Sealer#seals}, in hexadecimal
   * digits: what the row that vouches for them has in its detail.
   */
  public static String root(List<Seal> seals) {
    MerkleRoot root = new MerkleRoot();
    seals.forEach(seal -> root.add(seal.bytes()));
    return HexFormat.of().formatHex(root.root());
  }

  /**
   * Writes seals down, as the role of retention and in the transaction that takes out what they
   * cover.
   *
   * @param onRecord the row that vouches for them, committed before
   */
  public static void write(Transaction transaction, AuditPosition onRecord, List<Seal> seals)
      throws SQLException {
    transaction.updateAll(
        "INSERT INTO audit.seal (" + COLUMNS + ", on_record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        seals.stream()
            .map(
                seal ->
                    List.<Object>of(
                        seal.taken.sqlName(),
                        seal.node,
                        seal.firstSequence,
                        seal.lastSequence,
                        seal.firstPosition,
                        seal.lastPosition,
                        seal.previous,
                        seal.chain,
                        seal.merkleRoot,
                        onRecord))
            .toList());
  }
}
