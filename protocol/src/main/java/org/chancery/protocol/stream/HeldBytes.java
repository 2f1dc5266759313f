package org.chancery.protocol.stream;

import java.util.Arrays;

/** Bytes that wait for the end of their tag. Holds no memory while empty. Not thread-safe. */
final class HeldBytes {
  private static final byte[] NONE = {};
  private static final int SMALLEST = 256;

  private byte[] bytes = NONE;
  private int length;

  boolean isEmpty() {
    return length == 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void append(byte[] source, int from, int to) {
    int needed = length + (to - from);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(SMALLEST, Math.max(needed, 2 * length)));
    }
    System.arraycopy(source, from, bytes, length, to - from);
    length = needed;
  }

  void clear() {
    bytes = NONE;
    length = 0;
  }
}
