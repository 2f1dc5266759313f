package org.chancery.storage.record;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.chancery.storage.anchor.Anchor;
import org.chancery.storage.anchor.Anchors;
import org.chancery.storage.anchor.TimeStampException;
import org.chancery.storage.anchor.TimeStamps;
import org.chancery.storage.record.VerificationReport.Finding;
import org.chancery.storage.record.VerificationReport.Problem;

/**
 * Compares the checkpoints of one node, in their order, with what is kept of them elsewhere. Not
 * thread-safe.
 */
final class AnchorVerifier {
  private final Iterator<Anchor> remaining;
  private final Optional<TimeStamps> authorities;
  private Optional<Anchor> next = Optional.empty();
  private long sound;
  private long timeStamps;

  AnchorVerifier(int node, Anchors anchors) {
    this.remaining = anchors.byNode().getOrDefault(node, List.of()).iterator();
    this.authorities = anchors.authorities();
    take();
  }

  private void take() {
    next = remaining.hasNext() ? Optional.of(remaining.next()) : Optional.empty();
  }

  /** The next checkpoint, which its key signed. */
  Optional<Finding> checkpoint(Checkpoint signed) {
    Optional<String> broken = Optional.empty();
    while (broken.isEmpty() && next.filter(it -> it.number() == signed.number()).isPresent()) {
      broken = difference(next.get(), signed);
      sound++;
      take();
    }
    return broken.map(
        explanation ->
            new Finding(
                Problem.CHECKPOINT,
                signed.firstSequence(),
                Optional.of(signed.lastPosition()),
                explanation));
  }

  private Optional<String> difference(Anchor anchor, Checkpoint signed) {
    if (!Arrays.equals(anchor.digest(), signed.digest())) {
      return Optional.of("checkpoint " + signed.number() + " is not the one that was anchored");
    }
    if (anchor.timeStamp().isEmpty() || authorities.isEmpty()) {
      return Optional.empty();
    }
    try {
      authorities.get().timeOf(anchor.timeStamp().get(), anchor.digest());
      timeStamps++;
      return Optional.empty();
    } catch (TimeStampException e) {
      return Optional.of(
          "the time-stamp of checkpoint " + signed.number() + " is not valid: " + e.getMessage());
    }
  }

  /**
   * No more checkpoints: none may be anchored beyond them.
   *
   * @param firstMissing the row that would follow those that are there
   */
  Optional<Finding> end(Checkpoint last, long firstMissing) {
    return next.map(
        anchor ->
            anchor.lastSequence() < firstMissing
                ? missing(
                    Problem.CHECKPOINT,
                    last.lastSequence() + 1,
                    "checkpoint " + anchor.number() + " is anchored and missing")
                : missing(
                    Problem.TRUNCATED,
                    firstMissing,
                    "rows from %d to %d are missing, and so is checkpoint %d over them, which is anchored"
                        .formatted(firstMissing, anchor.lastSequence(), anchor.number())));
  }

  private static Finding missing(Problem problem, long sequence, String explanation) {
    return new Finding(problem, sequence, Optional.empty(), explanation);
  }

  /** How many anchors agree with their checkpoints. */
  long sound() {
    return sound;
  }

  /** How many of them have a time-stamp that is valid. */
  long timeStamps() {
    return timeStamps;
  }
}
