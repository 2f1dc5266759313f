package org.chancery.storage;

/** Text as PostgreSQL can hold it. */
public final class StorableText {
  private static final char SYMBOL_FOR_NUL = '\u2400';
  private static final char REPLACEMENT = '\ufffd';

  private StorableText() {}

  /**
   * The text itself, or a copy with NUL as U+2400 and half surrogate pairs as U+FFFD: neither can
   * come out of XML, but log-in names and the like may hold them, and one of them must not keep a
   * whole batch out of the record.
   */
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return repaired(text);
      }
    }
    return text;
  }

  private static String repaired(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().map(StorableText::repaired).forEach(out::appendCodePoint);
    return out.toString();
  }

  private static int repaired(int codePoint) {
    if (codePoint == 0) {
      return SYMBOL_FOR_NUL;
    }
    boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return half ? REPLACEMENT : codePoint;
  }
}
