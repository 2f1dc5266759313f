package org.chancery.storage.record;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks evidence with nothing but public keys. Not thread-safe. */
public final class EvidenceVerifier {
  private final Map<String, SigningKey.PublicKey> trusted;
  private final RowCheck rows = new RowCheck();
  private final Map<Integer, Checkpoint> sound = new HashMap<>();

  /** Believes checkpoints that one of these keys signed. */
  public EvidenceVerifier(Collection<SigningKey.PublicKey> trusted) {
    this.trusted =
        trusted.stream()
            .distinct()
            .collect(Collectors.toMap(SigningKey.PublicKey::id, Function.identity()));
  }

  /**
   * What speaks against it; empty when the row was recorded then and there as it is. That content
   * is gone is nothing against it.
   */
  public Optional<String> problem(Evidence evidence) {
    return rows.problem(evidence.row(), evidence.previous())
        .or(() -> pathProblem(evidence))
        .or(() -> signatureProblem(evidence.checkpoint()));
  }

  private static Optional<String> pathProblem(Evidence evidence) {
    Checkpoint signed = evidence.checkpoint();
    long rows = signed.lastSequence() - signed.firstSequence() + 1;
    long index = evidence.sequence() - signed.firstSequence();
    boolean leadsThere =
        evidence.row().node() == signed.node()
            && MerkleTree.root(evidence.row().chain(), index, rows, evidence.path())
                .filter(root -> Arrays.equals(root, signed.merkleRoot()))
                .isPresent();
    return leadsThere
        ? Optional.empty()
        : Optional.of("it is not among the rows that checkpoint " + signed.number() + " signed");
  }

  /** Many rows share a checkpoint, and a signature takes longer to check than everything else. */
  private Optional<String> signatureProblem(Checkpoint checkpoint) {
    if (sound.get(checkpoint.node()) == checkpoint) {
      return Optional.empty();
    }
    Optional<String> problem = checkpoint.problem(trusted);
    if (problem.isEmpty()) {
      sound.put(checkpoint.node(), checkpoint);
    }
    return problem;
  }
}
