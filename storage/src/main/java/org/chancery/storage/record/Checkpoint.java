package org.chancery.storage.record;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.anchor.Anchor;

/**
 * A signed summary of a run of rows of one node.
 *
 * @param node whose chain
 * @param number counts the node's checkpoints from 1
 * @param firstSequence of the first row
 * @param lastSequence of the last row
 * @param lastPosition of the last row
 * @param madeAt when, to the microsecond
 * @param chain of the last row
 * @param merkleRoot over the chain of each row
 * @param previous {@link #digest} of the checkpoint before; zeros for the first
 * @param keyId of the key that signed it
 * @param signature over {@link #payload}
 */
record Checkpoint(
    int node,
    long number,
    long firstSequence,
    long lastSequence,
    AuditPosition lastPosition,
    Instant madeAt,
    byte[] chain,
    byte[] merkleRoot,
    byte[] previous,
    String keyId,
    byte[] signature) {
  private static final String LABEL = "chancery checkpoint 1";

  /** What stands before a node's first checkpoint: covers nothing. */
  static Checkpoint none(int node) {
    return new Checkpoint(
        node,
        0,
        0,
        0,
        new AuditPosition(0),
        Instant.EPOCH,
        ChainHash.START,
        new byte[0],
        new byte[0],
        "",
        new byte[0]);
  }

  /** The one that follows and covers the rows since. */
  Checkpoint next(AuditChain.Head head, byte[] root, Instant now, SigningKey key) {
    Checkpoint unsigned =
        new Checkpoint(
            node,
            number + 1,
            lastSequence + 1,
            head.sequence(),
            head.position(),
            now,
            head.chain(),
            root,
            digest(),
            key.publicKey().id(),
            new byte[0]);
    return unsigned.signed(key.sign(unsigned.payload()));
  }

  private Checkpoint signed(byte[] by) {
    return new Checkpoint(
        node,
        number,
        firstSequence,
        lastSequence,
        lastPosition,
        madeAt,
        chain,
        merkleRoot,
        previous,
        keyId,
        by);
  }

  /** What is kept of it elsewhere. */
  Anchor anchor() {
    return new Anchor(node, number, lastSequence, madeAt, digest(), Optional.empty());
  }

  /** What is signed, as docs/audit-chain.md lays it out. */
  byte[] payload() {
    return new CanonicalBytes()
        .text(LABEL)
        .number(node)
        .number(number)
        .number(firstSequence)
        .number(lastSequence)
        .number(lastPosition.value())
        .time(madeAt)
        .raw(chain)
        .raw(merkleRoot)
        .raw(previous)
        .text(keyId)
        .bytes();
  }

  /** What speaks against it by itself; empty when one of these keys signed it as it is. */
  Optional<String> problem(Map<String, SigningKey.PublicKey> trusted) {
    SigningKey.PublicKey key = trusted.get(keyId);
    if (key == null) {
      return Optional.of(
          "checkpoint " + number + " is signed by a key that is not trusted: " + keyId);
    }
    return key.verifies(payload(), signature)
        ? Optional.empty()
        : Optional.of("checkpoint " + number + " is not what its key signed");
  }

  /** By which the next one refers to this one. */
  byte[] digest() {
    if (number == 0) {
      return ChainHash.START;
    }
    return new CanonicalBytes().raw(payload()).raw(signature).digest(ChainHash.sha256());
  }
}
