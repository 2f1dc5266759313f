package org.chancery.storage.record;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.anchor.Anchors;
import org.chancery.storage.record.VerificationReport.Finding;
import org.chancery.storage.record.VerificationReport.Problem;

/**
 * Compares the rows of one node with the checkpoints that were signed over them. Not thread-safe.
 */
final class CheckpointVerifier {
  private static final Duration UNSIGNED_AT_MOST = Duration.ofMinutes(5);

  private final Iterator<Checkpoint> remaining;
  private final Map<String, SigningKey.PublicKey> trusted;
  private final AnchorVerifier anchors;
  private final MerkleRoot leaves = new MerkleRoot();
  private Checkpoint last;
  private Optional<Checkpoint> next = Optional.empty();
  private Optional<AuditPosition> firstPosition = Optional.empty();
  private AuditPosition lastPosition = new AuditPosition(0);
  private boolean someLeavesAreGone;
  private long unsigned;

  CheckpointVerifier(
      int node,
      Iterator<Checkpoint> checkpoints,
      Map<String, SigningKey.PublicKey> trusted,
      Anchors anchors) {
    this.remaining = checkpoints;
    this.trusted = trusted;
    this.anchors = new AnchorVerifier(node, anchors);
    this.last = Checkpoint.none(node);
  }

  /** A row whose link is sound. */
  Optional<Finding> row(StoredRow found) {
    Optional<Finding> broken = advance();
    if (broken.isPresent()) {
      return broken;
    }
    leaves.add(found.chain());
    unsigned++;
    lastPosition = found.row().position();
    if (firstPosition.isEmpty()) {
      firstPosition = Optional.of(found.row().position());
    }
    if (next.isEmpty() || next.get().lastSequence() != found.row().sequence()) {
      return Optional.empty();
    }
    return close(found);
  }

  private Optional<Finding> close(StoredRow found) {
    Checkpoint signed = next.orElseThrow();
    boolean sameEnd =
        Arrays.equals(signed.chain(), found.chain())
            && signed.lastPosition().equals(found.row().position());
    boolean sameRows = someLeavesAreGone || Arrays.equals(signed.merkleRoot(), leaves.root());
    if (!sameEnd || !sameRows) {
      return broken(
          Problem.CHANGED,
          signed.firstSequence(),
          firstPosition,
          "one of the rows "
              + signed.firstSequence()
              + " to "
              + signed.lastSequence()
              + " is not what checkpoint "
              + signed.number()
              + " signed, and those after it were made to follow");
    }
    settle(signed);
    return Optional.empty();
  }

  private void settle(Checkpoint signed) {
    last = signed;
    next = Optional.empty();
    leaves.clear();
    firstPosition = Optional.empty();
    someLeavesAreGone = false;
    unsigned = 0;
  }

  /**
   * Rows up to that one are gone, rightly: checkpoints over them can only be checked for
   * themselves.
   */
  Optional<Finding> skipTo(long sequence) {
    Optional<Finding> broken = advance();
    while (broken.isEmpty() && next.isPresent() && next.get().lastSequence() <= sequence) {
      settle(next.get());
      broken = advance();
    }
    someLeavesAreGone = next.isPresent() && next.get().firstSequence() <= sequence;
    return broken;
  }

  /** Takes the next checkpoint, if the last one is settled, and looks at it for itself. */
  private Optional<Finding> advance() {
    if (next.isPresent() || !remaining.hasNext()) {
      return Optional.empty();
    }
    Checkpoint signed = remaining.next();
    next = Optional.of(signed);
    if (signed.number() != last.number() + 1) {
      return forged(signed, "checkpoint " + (last.number() + 1) + " is missing");
    }
    if (signed.firstSequence() != last.lastSequence() + 1
        || signed.lastSequence() < signed.firstSequence()) {
      return forged(
          signed, "checkpoint " + signed.number() + " does not begin where the one before ends");
    }
    if (!Arrays.equals(signed.previous(), last.digest())) {
      return forged(
          signed, "checkpoint " + signed.number() + " does not follow from the one before");
    }
    return signed
        .problem(trusted)
        .flatMap(explanation -> forged(signed, explanation))
        .or(() -> anchors.checkpoint(signed));
  }

  private static Optional<Finding> forged(Checkpoint signed, String explanation) {
    return broken(
        Problem.CHECKPOINT,
        signed.firstSequence(),
        Optional.of(signed.lastPosition()),
        explanation);
  }

  /** No more rows: nothing may be signed beyond them. */
  Optional<Finding> end() {
    Optional<Finding> broken = advance();
    long firstMissing = last.lastSequence() + unsigned + 1;
    if (broken.isEmpty() && next.isPresent()) {
      return broken(
          Problem.TRUNCATED,
          firstMissing,
          Optional.empty(),
          "rows from "
              + firstMissing
              + " on were signed by checkpoint "
              + next.get().number()
              + " and are missing");
    }
    return broken.or(() -> anchors.end(last, firstMissing)).or(this::unsignedForLong);
  }

  /**
   * A crash leaves about a second of rows unsigned. More means that checkpoints were taken away.
   */
  private Optional<Finding> unsignedForLong() {
    boolean forLong =
        firstPosition.isPresent()
            && firstPosition
                .get()
                .recordedAt()
                .plus(UNSIGNED_AT_MOST)
                .isBefore(lastPosition.recordedAt());
    return forLong
        ? broken(
            Problem.CHECKPOINT,
            last.lastSequence() + 1,
            firstPosition,
            "the last "
                + unsigned
                + " rows are not signed, though they took longer than checkpoints may be apart")
        : Optional.empty();
  }

  private static Optional<Finding> broken(
      Problem problem, long sequence, Optional<AuditPosition> position, String explanation) {
    return Optional.of(new Finding(problem, sequence, position, explanation));
  }

  /** How many of those are anchored elsewhere, and with a time-stamp. */
  AnchorVerifier anchors() {
    return anchors;
  }

  /** How many checkpoints are sound. */
  long sound() {
    return last.number();
  }

  /** How many rows follow the last of them. */
  long unsigned() {
    return unsigned;
  }
}
