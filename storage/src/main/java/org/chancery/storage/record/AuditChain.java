package org.chancery.storage.record;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;

/**
 * Extends the chain of one node by a batch at a time, without moving its head: that is for who
 * knows that it was committed.
 */
final class AuditChain {
  private static final int SALT_BYTES = 16;

  private final int node;
  private final ChainHash hash = new ChainHash();
  private final SecureRandom random = new SecureRandom();

  AuditChain(int node) {
    this.node = node;
  }

  /**
   * The end of a node's chain.
   *
   * @param position of its last row
   * @param sequence of its last row; 0 when there is none
   * @param chain of its last row
   */
  record Head(AuditPosition position, long sequence, byte[] chain) {
    static final Head NONE = new Head(new AuditPosition(0), 0, ChainHash.START);

    boolean isSameAs(Head other) {
      return position.equals(other.position)
          && sequence == other.sequence
          && Arrays.equals(chain, other.chain);
    }
  }

  /** A row with its hashes, ready to be written. */
  record Link(
      AuditRow row,
      byte[] salt,
      byte[] contentHash,
      byte[] chain,
      List<AuditEntry.Companion> companions) {
    AuditPosition position() {
      return row.position();
    }
  }

  /** The links for a batch that follow {@code head}. */
  List<Link> extend(Head head, List<AuditEntry> batch, Instant now) {
    byte[] salts = new byte[SALT_BYTES * batch.size()];
    random.nextBytes(salts);
    List<Link> links = new ArrayList<>(batch.size());
    AuditPosition position = head.position();
    byte[] previous = head.chain();
    long sequence = head.sequence();
    for (AuditEntry entry : batch) {
      position = AuditPosition.next(position, now, node);
      sequence++;
      AuditRow row = AuditRow.of(entry, position, sequence);
      int start = links.size() * SALT_BYTES;
      byte[] salt = Arrays.copyOfRange(salts, start, start + SALT_BYTES);
      byte[] contentHash = hash.content(salt, row.content());
      previous = hash.link(previous, row, contentHash);
      links.add(new Link(row, salt, contentHash, previous, entry.companions()));
    }
    return links;
  }

  /** The head once these links are in. */
  static Head after(List<Link> links) {
    Link last = links.getLast();
    return new Head(last.position(), last.row().sequence(), last.chain());
  }
}
