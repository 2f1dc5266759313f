package org.chancery.storage.record;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.record.VerificationReport.Finding;
import org.chancery.storage.record.VerificationReport.Problem;

/**
 * Follows the chain of one node, row by row in the order of positions, up to the first place where
 * it is broken. Not thread-safe.
 */
final class NodeVerifier {
  /**
   * Rows that are gone by the rules of retention, as a row of the record tells.
   *
   * @param firstSequence of the first that is gone
   * @param lastSequence of the last that is gone
   * @param chain of the last that is gone
   */
  record Seal(long firstSequence, long lastSequence, byte[] chain) {}

  private final int node;
  private final CheckpointVerifier checkpoints;
  private final List<Seal> seals;
  private final ChainHash hash = new ChainHash();
  private byte[] previous = ChainHash.START;
  private long sequence;
  private long rows;
  private long erased;
  private long expired;
  private Optional<Finding> finding = Optional.empty();

  NodeVerifier(
      int node,
      Iterator<Checkpoint> checkpoints,
      Map<String, SigningKey.PublicKey> trusted,
      List<Seal> seals) {
    this.node = node;
    this.checkpoints = new CheckpointVerifier(node, checkpoints, trusted);
    this.seals = seals;
  }

  /** The next row. */
  void row(StoredRow found) {
    if (finding.isEmpty()) {
      finding = sequenceProblem(found).or(() -> rowProblem(found)).or(() -> accepted(found));
    }
  }

  private Optional<Finding> sequenceProblem(StoredRow found) {
    long actual = found.row().sequence();
    if (actual <= sequence) {
      return at(found, Problem.INSERTED, "row " + actual + " comes after row " + sequence);
    }
    if (actual == sequence + 1) {
      return Optional.empty();
    }
    Optional<Seal> seal =
        seals.stream()
            .filter(
                gone -> gone.firstSequence() == sequence + 1 && gone.lastSequence() == actual - 1)
            .findFirst();
    if (seal.isEmpty()) {
      String which =
          actual == sequence + 2
              ? "row " + (sequence + 1) + " is"
              : "rows " + (sequence + 1) + " to " + (actual - 1) + " are";
      return finding(
          Problem.REMOVED,
          sequence + 1,
          Optional.of(found.row().position()),
          which + " missing before this row");
    }
    expired += actual - 1 - sequence;
    sequence = actual - 1;
    previous = seal.get().chain();
    return checkpoints.skipTo(sequence);
  }

  private Optional<Finding> rowProblem(StoredRow found) {
    AuditRow row = found.row();
    if (found.format() != AuditRow.FORMAT) {
      return at(found, Problem.CHANGED, "its format " + found.format() + " is not known");
    }
    boolean placed =
        found.recordedAt().equals(row.position().recordedAt())
            && found.node() == row.position().node();
    if (!found.wellFormed() || !placed) {
      return at(found, Problem.CHANGED, "its columns hold what the server does not write");
    }
    boolean sameContent =
        found
            .salt()
            .map(salt -> Arrays.equals(hash.content(salt, row.content()), found.contentHash()))
            .orElse(found.isErased());
    if (!sameContent) {
      return at(found, Problem.CHANGED, "its content is not what was recorded");
    }
    if (!Arrays.equals(hash.link(previous, row, found.contentHash()), found.chain())) {
      return at(
          found,
          Problem.CHANGED,
          "it does not follow from the row before: it or that row was changed");
    }
    return Optional.empty();
  }

  private Optional<Finding> accepted(StoredRow found) {
    sequence = found.row().sequence();
    previous = found.chain();
    rows++;
    erased += found.salt().isEmpty() ? 1 : 0;
    return checkpoints.row(found);
  }

  /** No more rows. */
  VerificationReport.Node end() {
    if (finding.isEmpty()) {
      finding = checkpoints.end();
    }
    return new VerificationReport.Node(
        node, rows, erased, expired, checkpoints.sound(), checkpoints.unsigned(), finding);
  }

  private static Optional<Finding> at(StoredRow found, Problem problem, String explanation) {
    return finding(
        problem, found.row().sequence(), Optional.of(found.row().position()), explanation);
  }

  private static Optional<Finding> finding(
      Problem problem, long sequence, Optional<AuditPosition> position, String explanation) {
    return Optional.of(new Finding(problem, sequence, position, explanation));
  }
}
