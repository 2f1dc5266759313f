package org.chancery.storage.record;

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

  private final ByteWriter out = new ByteWriter();

  CanonicalBytes reset() {
    out.reset();
    return this;
  }

  CanonicalBytes raw(byte[] bytes) {
    out.raw(bytes);
    return this;
  }

  CanonicalBytes flag(boolean value) {
    out.flag(value);
    return this;
  }

  CanonicalBytes number(long value) {
    out.int64(value);
    return this;
  }

  /** Microseconds since 1970. */
  CanonicalBytes time(Instant value) {
    return number(value.getEpochSecond() * 1_000_000 + value.getNano() / 1_000);
  }

  /** UTF-8 behind its length; empty text is an absent one. */
  CanonicalBytes text(String value) {
    if (value.isEmpty()) {
      out.int32(ABSENT);
    } else {
      present(value.getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  CanonicalBytes texts(List<String> values) {
    out.int32(values.isEmpty() ? ABSENT : values.size());
    values.forEach(value -> present(value.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  /** Pairs in the order of the names' UTF-8 bytes. */
  CanonicalBytes pairs(Map<String, String> values) {
    out.int32(values.isEmpty() ? ABSENT : values.size());
    if (!values.isEmpty()) {
      Map<byte[], String> ordered = new TreeMap<>(Arrays::compareUnsigned);
      values.forEach((name, value) -> ordered.put(name.getBytes(StandardCharsets.UTF_8), value));
      ordered.forEach(
          (name, value) -> {
            present(name);
            present(value.getBytes(StandardCharsets.UTF_8));
          });
    }
    return this;
  }

  private void present(byte[] bytes) {
    out.int32(bytes.length).raw(bytes);
  }

  /** A copy of what was written. */
  byte[] bytes() {
    return Arrays.copyOf(out.array(), out.length());
  }

  /** The digest of what was written. */
  byte[] digest(MessageDigest digest) {
    digest.update(out.array(), 0, out.length());
    return digest.digest();
  }
}
