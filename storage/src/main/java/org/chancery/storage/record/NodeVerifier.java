package org.chancery.storage.record;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.record.VerificationReport.Finding;
import org.chancery.storage.record.VerificationReport.Problem;

/**
 * Follows the chain of one node, row by row in the order of positions, up to the first place where
 * it is broken. Not thread-safe.
 */
final class NodeVerifier {
  private final int node;
  private final CheckpointVerifier checkpoints;
  private final Seals expiries;
  private final Seals erasures;
  private final RowCheck check = new RowCheck();
  private byte[] previous = ChainHash.START;
  private long sequence;
  private long rows;
  private long erased;
  private long expired;
  private Optional<Finding> finding = Optional.empty();

  NodeVerifier(
      int node, CheckpointVerifier checkpoints, Iterator<Seal> expiries, Iterator<Seal> erasures) {
    this.node = node;
    this.checkpoints = checkpoints;
    this.expiries = new Seals(expiries);
    this.erasures = new Seals(erasures);
  }

  /** Goes through seals in their order, as the rows go by. */
  private static final class Seals {
    private final Iterator<Seal> following;
    private Optional<Seal> current = Optional.empty();

    Seals(Iterator<Seal> seals) {
      this.following = seals;
    }

    Optional<Seal> over(long sequence) {
      while (current.filter(seal -> seal.lastSequence() >= sequence).isEmpty()
          && following.hasNext()) {
        current = Optional.of(following.next());
      }
      return current.filter(
          seal -> seal.firstSequence() <= sequence && seal.lastSequence() >= sequence);
    }
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
    return skipExpired(actual).or(() -> missingBefore(found));
  }

  /** Passes over the rows before that one which are gone by the rules of retention. */
  private Optional<Finding> skipExpired(long actual) {
    Optional<Finding> broken = Optional.empty();
    while (broken.isEmpty() && sequence + 1 < actual) {
      Optional<Seal> seal = expiries.over(sequence + 1);
      if (seal.isEmpty() || seal.get().lastSequence() >= actual) {
        return Optional.empty();
      }
      broken = skip(seal.get());
    }
    return broken;
  }

  private Optional<Finding> skip(Seal seal) {
    if (seal.firstSequence() != sequence + 1 || !Arrays.equals(seal.previous(), previous)) {
      return finding(
          Problem.CHANGED,
          sequence,
          Optional.empty(),
          "row " + sequence + " is not the one that rows were taken out after");
    }
    expired += seal.lastSequence() - sequence;
    sequence = seal.lastSequence();
    previous = seal.chain();
    return checkpoints.skipTo(sequence);
  }

  private Optional<Finding> missingBefore(StoredRow found) {
    long actual = found.row().sequence();
    if (actual == sequence + 1) {
      return Optional.empty();
    }
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

  private Optional<Finding> rowProblem(StoredRow found) {
    Optional<String> problem = check.problem(found, previous);
    boolean erasedUnsaid =
        found.salt().isEmpty() && erasures.over(found.row().sequence()).isEmpty();
    return problem
        .or(
            () ->
                erasedUnsaid
                    ? Optional.of(
                        "its content is gone, and the record does not say that it was erased")
                    : Optional.empty())
        .flatMap(explanation -> at(found, Problem.CHANGED, explanation));
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
      finding = skipExpired(Long.MAX_VALUE).or(checkpoints::end);
    }
    return new VerificationReport.Node(
        node,
        new VerificationReport.Rows(rows, erased, expired, checkpoints.unsigned()),
        checkpoints.sound(),
        checkpoints.anchors().sound(),
        checkpoints.anchors().timeStamps(),
        finding);
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
