package org.chancery.protocol.stream;

import org.chancery.protocol.StreamError.Condition;
import org.chancery.protocol.StreamException;

/**
 * Strict UTF-8, RFC 3629 section 4, one byte at a time: no overlong forms, no surrogates, nothing
 * above U+10FFFF. ASCII bytes need not pass here while no sequence is pending. Not thread-safe.
 */
final class Utf8Check {
  private int missing;
  private int lowest;
  private int highest;

  /** Whether a sequence has begun and is not complete. */
  boolean isPending() {
    return missing > 0;
  }

  /**
   * Takes the next byte, 0 to 255.
   *
   * @throws StreamException {@code unsupported-encoding}, RFC 6120 section 4.9.3.22
   */
  void accept(int b) {
    if (missing > 0) {
      if (b < lowest || b > highest) {
        throw malformed();
      }
      missing--;
      next(0x80, 0xBF);
    } else if (b >= 0xC2 && b <= 0xDF) {
      missing = 1;
      next(0x80, 0xBF);
    } else if (b >= 0xE0 && b <= 0xEF) {
      missing = 2;
      next(b == 0xE0 ? 0xA0 : 0x80, b == 0xED ? 0x9F : 0xBF);
    } else if (b >= 0xF0 && b <= 0xF4) {
      missing = 3;
      next(b == 0xF0 ? 0x90 : 0x80, b == 0xF4 ? 0x8F : 0xBF);
    } else if (b >= 0x80) {
      throw malformed();
    }
  }

  private void next(int from, int to) {
    lowest = from;
    highest = to;
  }

  private static StreamException malformed() {
    return new StreamException(Condition.UNSUPPORTED_ENCODING, "Only UTF-8 is supported.");
  }
}
