package org.chancery.protocol.stream;

/**
 * What one stanza may cost, checked before its bytes reach the XML parser. The stream header is
 * held to the same limits. Immutable.
 *
 * @param maxStanzaBytes bytes from {@code <} to the last {@code >}
 * @param maxDepth nesting of elements inside the stream; a stanza itself is at depth 1
 * @param maxAttributes attributes and namespace declarations of one element
 * @param maxMarkup elements and attributes of one stanza, counted together
 */
public record StreamLimits(int maxStanzaBytes, int maxDepth, int maxAttributes, int maxMarkup) {

  /** For a peer that nobody knows yet: 16 KiB, enough for any step of SASL. */
  public static final StreamLimits BEFORE_AUTHENTICATION = new StreamLimits(16 * 1024, 16, 32, 256);

  /**
   * For an authenticated peer: 512 KiB, above the 10,000 bytes that RFC 6120 section 13.12 demands.
   */
  public static final StreamLimits AFTER_AUTHENTICATION =
      new StreamLimits(512 * 1024, 64, 64, 10_000);

  /** Refuses values that no stream could satisfy. */
  public StreamLimits {
    if (maxStanzaBytes < 1024 || maxDepth < 2 || maxAttributes < 8 || maxMarkup < 16) {
      throw new IllegalArgumentException("limits too small for any stream");
    }
  }

  /** A copy with another size; the limits that are not configurable stay. */
  public StreamLimits withMaxStanzaBytes(int bytes) {
    return new StreamLimits(bytes, maxDepth, maxAttributes, maxMarkup);
  }
}
