package org.chancery.storage.record;

import java.util.Arrays;

/** Collects bytes, numbers in network order. Not thread-safe. */
final class ByteWriter {
  private static final int INITIAL = 1_024;

  private byte[] buffer = new byte[INITIAL];
  private int length;

  ByteWriter reset() {
    length = 0;
    return this;
  }

  ByteWriter raw(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
    return this;
  }

  ByteWriter flag(boolean value) {
    return number(value ? 1 : 0, Byte.SIZE);
  }

  ByteWriter int16(int value) {
    return number(value, Short.SIZE);
  }

  ByteWriter int32(int value) {
    return number(value, Integer.SIZE);
  }

  ByteWriter int64(long value) {
    return number(value, Long.SIZE);
  }

  private ByteWriter number(long value, int bits) {
    room(bits / Byte.SIZE);
    for (int shift = bits - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  private void room(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  /** What was written, in its first {@link #length()} bytes; valid until the next write. */
  byte[] array() {
    return buffer;
  }

  int length() {
    return length;
  }
}
