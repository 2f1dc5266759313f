package org.chancery.storage;

import java.time.Instant;

/**
 * Where an audit row stands: rising within a node, unique in the whole store, and the source of the
 * {@code stanza-id} that clients see. Immutable.
 *
 * <p>The upper bits are the microseconds since 1970 at which the writer took the row, the lower
 * eight the node, so that the month's partition is known from the position alone.
 *
 * @param value the 63-bit position
 */
public record AuditPosition(long value) implements Comparable<AuditPosition> {
  private static final int NODE_BITS = 8;

  /** When the writer took the row; equals the row's {@code recorded_at} to the microsecond. */
  public Instant recordedAt() {
    long micros = value >>> NODE_BITS;
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }

  /** The node that wrote the row. */
  public int node() {
    return (int) (value & (1 << NODE_BITS) - 1);
  }

  /** The position that follows {@code previous}, or the one of {@code now} if that is later. */
  public static AuditPosition next(AuditPosition previous, Instant now, int node) {
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    long atLeast = (previous.value >>> NODE_BITS) + 1;
    return new AuditPosition(Math.max(micros, atLeast) << NODE_BITS | node);
  }

  /** The id that clients see, opaque to them: it tells nothing but itself. */
  public String stanzaId() {
    return Long.toUnsignedString(value, Character.MAX_RADIX);
  }

  /** Reads {@link #stanzaId()}; empty when it is none of ours. */
  public static java.util.Optional<AuditPosition> ofStanzaId(String id) {
    try {
      return java.util.Optional.of(
          new AuditPosition(Long.parseUnsignedLong(id, Character.MAX_RADIX)));
    } catch (NumberFormatException e) {
      return java.util.Optional.empty();
    }
  }

  @Override
  public int compareTo(AuditPosition other) {
    return Long.compare(value, other.value);
  }
}
