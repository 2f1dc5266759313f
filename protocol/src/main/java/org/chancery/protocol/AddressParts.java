package org.chancery.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Normalises and checks the parts of an address, RFC 7622 section 3. */
final class AddressParts {
  private static final int LONGEST_BYTES = 1023;

  private AddressParts() {}

  static String local(String part) {
    return checked(part.toLowerCase(Locale.ROOT), "local part");
  }

  static String domain(String part) {
    return checked(part.toLowerCase(Locale.ROOT), "domain");
  }

  static String resource(String part) {
    return checked(part, "resource");
  }

  private static String checked(String part, String what) {
    if (part.isEmpty()) {
      throw new JidException("the " + what + " is empty");
    }
    if (part.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
      throw new JidException("the " + what + " is longer than " + LONGEST_BYTES + " bytes");
    }
    return part;
  }
}
