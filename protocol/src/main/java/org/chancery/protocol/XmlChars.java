package org.chancery.protocol;

/** What characters and names XML 1.0 (fifth edition) and Namespaces in XML 1.0 allow. */
public final class XmlChars {
  private static final char FIRST_SURROGATE = '\uD800';
  private static final int REPLACEMENT = 0xFFFD;

  private XmlChars() {}

  /**
   * Whether text consists of characters that XML allows, production 2; a lone surrogate is none.
   */
  public static boolean isText(String text) {
    int length = text.length();
    int i = 0;
    while (i < length) {
      char c = text.charAt(i);
      if (c >= ' ' && c < FIRST_SURROGATE) {
        i++;
      } else {
        int codePoint = text.codePointAt(i);
        if (!isCharacter(codePoint)) {
          return false;
        }
        i += Character.charCount(codePoint);
      }
    }
    return true;
  }

  /**
   * Text from outside of XMPP (a directory, a database) with each forbidden character replaced by
   * U+FFFD, so that it can go on the wire.
   */
  public static String replaceForbidden(String text) {
    if (isText(text)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean.appendCodePoint(isCharacter(c) ? c : REPLACEMENT));
    return clean.toString();
  }

  /**
   * Whether this is a name without a colon, Namespaces in XML 1.0 production 4. Characters above
   * U+FFFF are left out: the parser refuses them in names, and no protocol uses them.
   */
  public static boolean isName(String name) {
    int length = name.length();
    if (length == 0 || !isNameStart(name.codePointAt(0))) {
      return false;
    }
    int i = 0;
    while (i < length) {
      if (isAsciiName(name.charAt(i))) {
        i++;
      } else {
        int c = name.codePointAt(i);
        if (!isNameStart(c) && !isNamePart(c)) {
          return false;
        }
        i += Character.charCount(c);
      }
    }
    return true;
  }

  private static boolean isCharacter(int c) {
    return c >= 0x20 && c <= 0xD7FF
        || c == '\n'
        || c == '\t'
        || c == '\r'
        || c >= 0xE000 && c <= 0xFFFD
        || c >= 0x10000;
  }

  private static boolean isAsciiName(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_'
        || c == '.';
  }

  private static boolean isNameStart(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '_'
        || c >= 0xC0 && c <= 0x2FF && c != 0xD7 && c != 0xF7
        || c >= 0x370 && c <= 0x1FFF && c != 0x37E
        || c >= 0x200C && c <= 0x200D
        || c >= 0x2070 && c <= 0x218F
        || c >= 0x2C00 && c <= 0x2FEF
        || c >= 0x3001 && c <= 0xD7FF
        || c >= 0xF900 && c <= 0xFDCF
        || c >= 0xFDF0 && c <= 0xFFFD;
  }

  private static boolean isNamePart(int c) {
    return c == 0xB7 || c >= 0x300 && c <= 0x36F || c >= 0x203F && c <= 0x2040;
  }
}
