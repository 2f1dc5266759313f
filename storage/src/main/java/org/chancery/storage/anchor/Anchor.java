package org.chancery.storage.anchor;

import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a checkpoint outside the database. It commits to everything that was recorded by
 * its node up to then.
 *
 * @param node whose checkpoint
 * @param number of the checkpoint
 * @param lastSequence of the last row that it covers
 * @param madeAt when it was signed
 * @param digest of it, 32 bytes
 * @param timeStamp over the digest, an RFC 3161 token in DER; empty when none was asked for
 */
public record Anchor(
    int node,
    long number,
    long lastSequence,
    Instant madeAt,
    byte[] digest,
    Optional<byte[]> timeStamp) {
  private static final String NO_TIME_STAMP = "-";
  private static final Pattern LINE =
      Pattern.compile(
          "(\\d{1,3}) (\\d{1,18}) (\\d{1,18}) (\\S{1,40}) ([0-9a-f]{64}) (-|[A-Za-z0-9+/=]+)");

  /** The same with a time-stamp. */
  public Anchor stamped(byte[] token) {
    return new Anchor(node, number, lastSequence, madeAt, digest, Optional.of(token));
  }

  /**
   * Reads {@link #line}.
   *
   * @throws IllegalArgumentException when it is no such line
   */
  static Anchor of(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not an anchor");
    }
    return new Anchor(
        Integer.parseInt(parts.group(1)),
        Long.parseLong(parts.group(2)),
        Long.parseLong(parts.group(3)),
        Instant.parse(parts.group(4)),
        HexFormat.of().parseHex(parts.group(5)),
        Optional.of(parts.group(6))
            .filter(token -> !token.equals(NO_TIME_STAMP))
            .map(Base64.getDecoder()::decode));
  }

  /** In one line: node, number, last sequence, time, digest, and the time-stamp in base 64. */
  String line() {
    return String.join(
        " ",
        Integer.toString(node),
        Long.toString(number),
        Long.toString(lastSequence),
        madeAt.toString(),
        HexFormat.of().formatHex(digest),
        timeStamp.map(Base64.getEncoder()::encodeToString).orElse(NO_TIME_STAMP));
  }
}
