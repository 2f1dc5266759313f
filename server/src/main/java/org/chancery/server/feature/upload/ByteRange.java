package org.chancery.server.feature.upload;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of a file that are asked for (RFC 9110 section 14).
 *
 * @param first counted from 0
 * @param last included
 */
record ByteRange(long first, long last) {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  static ByteRange whole(long size) {
    return new ByteRange(0, size - 1);
  }

  /**
   * Reads the header Range; empty for what is to be ignored: other units, several ranges, nonsense.
   */
  static Optional<ByteRange> read(String header, long size) {
    Matcher range = ONE.matcher(header.strip());
    if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
      return Optional.empty();
    }
    if (range.group(1).isEmpty()) {
      long count = Long.parseLong(range.group(2));
      return Optional.of(new ByteRange(count == 0 ? size : Math.max(0, size - count), size - 1));
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
    return last < first && !range.group(2).isEmpty()
        ? Optional.empty()
        : Optional.of(new ByteRange(first, Math.min(last, size - 1)));
  }

  long length() {
    return last - first + 1;
  }

  /** Whether the file has any of these bytes. */
  boolean isSatisfiable() {
    return first <= last;
  }

  boolean isWhole(long size) {
    return length() == size;
  }
}
