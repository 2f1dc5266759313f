package org.chancery.storage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values as bytes in the one way that docs/audit-chain.md describes: every length is written before
 * what it measures, so that no two different rows have the same bytes. Not thread-safe.
 */
final class CanonicalBytes {
  private static final int ABSENT = -1;
  private static final int INITIAL = 1_024;

  private byte[] buffer = new byte[INITIAL];
  private int length;

  CanonicalBytes reset() {
    length = 0;
    return this;
  }

  CanonicalBytes raw(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
    return this;
  }

  CanonicalBytes flag(boolean value) {
    room(1);
    buffer[length++] = (byte) (value ? 1 : 0);
    return this;
  }

  CanonicalBytes number(long value) {
    room(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Microseconds since 1970. */
  CanonicalBytes time(Instant value) {
    return number(value.getEpochSecond() * 1_000_000 + value.getNano() / 1_000);
  }

  /** UTF-8 behind its length; empty text is an absent one. */
  CanonicalBytes text(String value) {
    return value.isEmpty() ? size(ABSENT) : present(value.getBytes(StandardCharsets.UTF_8));
  }

  CanonicalBytes texts(List<String> values) {
    size(values.isEmpty() ? ABSENT : values.size());
    values.forEach(value -> present(value.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  /** Pairs in the order of the names' UTF-8 bytes. */
  CanonicalBytes pairs(Map<String, String> values) {
    size(values.isEmpty() ? ABSENT : values.size());
    Map<byte[], String> ordered = new TreeMap<>(Arrays::compareUnsigned);
    values.forEach((name, value) -> ordered.put(name.getBytes(StandardCharsets.UTF_8), value));
    ordered.forEach((name, value) -> present(name).present(value.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  private CanonicalBytes present(byte[] bytes) {
    return size(bytes.length).raw(bytes);
  }

  private CanonicalBytes size(int value) {
    room(Integer.BYTES);
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  private void room(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  /** The digest of what was written. */
  byte[] digest(MessageDigest digest) {
    digest.update(buffer, 0, length);
    return digest.digest();
  }
}
