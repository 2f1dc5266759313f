package org.chancery.protocol;

import java.util.Locale;
import java.util.function.Supplier;

/**
 * Normalises and checks the parts of an address, RFC 7622 section 3. ASCII, which nearly all
 * addresses are, never reaches the Unicode rules. Stateless.
 */
final class AddressParts {
  private static final int LONGEST_BYTES = 1023;

  /** Normalising can shorten text, but not to less than a third. */
  private static final int LONGEST_INPUT = 3 * LONGEST_BYTES;

  /** RFC 7622 section 3.3.1, of ASCII. */
  private static final boolean[] ALLOWED_IN_LOCAL = allowedInLocal();

  private AddressParts() {}

  static String local(String part) {
    if (part.length() > LONGEST_INPUT) {
      throw tooLong("local part");
    }
    String normal =
        isAscii(part) ? lowerCase(part) : within("local part", () -> Precis.username(part));
    for (int i = 0; i < normal.length(); i++) {
      char c = normal.charAt(i);
      if (c < 0x80 && !ALLOWED_IN_LOCAL[c]) {
        throw new JidException("the local part holds a character that isn't allowed there");
      }
    }
    return checked(normal, "local part");
  }

  private static boolean[] allowedInLocal() {
    boolean[] allowed = new boolean[0x80];
    for (char c = '!'; c <= '~'; c++) {
      allowed[c] = "\"&'/:<>@".indexOf(c) < 0;
    }
    return allowed;
  }

  static String domain(String part) {
    if (part.length() > LONGEST_INPUT) {
      throw tooLong("domain");
    }
    return checked(DomainNames.normalise(part), "domain");
  }

  static String resource(String part) {
    if (part.length() > LONGEST_INPUT) {
      throw tooLong("resource");
    }
    if (!isAscii(part)) {
      return checked(within("resource", () -> Precis.opaqueString(part)), "resource");
    }
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) < ' ' || part.charAt(i) == 0x7F) {
        throw new JidException("the resource holds a control character");
      }
    }
    return checked(part, "resource");
  }

  static boolean isAscii(String part) {
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** ASCII to lower case; the same string when it is so already. */
  static String lowerCase(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      char c = ascii.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return ascii.toLowerCase(Locale.ROOT);
      }
    }
    return ascii;
  }

  private static String within(String what, Supplier<String> rule) {
    try {
      return rule.get();
    } catch (JidException e) {
      throw new JidException("the " + what + " isn't valid: " + e.getMessage());
    }
  }

  private static String checked(String part, String what) {
    if (part.isEmpty()) {
      throw new JidException("the " + what + " is empty");
    }
    if (isTooLong(part)) {
      throw tooLong(what);
    }
    return part;
  }

  private static boolean isTooLong(String text) {
    if (text.length() * 3 <= LONGEST_BYTES) {
      return false;
    }
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return length > LONGEST_BYTES;
  }

  private static JidException tooLong(String what) {
    return new JidException("the " + what + " is longer than " + LONGEST_BYTES + " bytes");
  }
}
