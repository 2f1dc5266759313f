package org.chancery.protocol;

import com.ibm.icu.text.IDNA;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;

/**
 * The domain of an address, RFC 7622 section 3.2: a host name whose labels are kept as Unicode
 * (IDNA 2008 by UTS 46, non-transitional), or an IP address. An underscore passes, as in the names
 * of containers. Stateless.
 */
final class DomainNames {
  private static final int LONGEST_LABEL = 63;

  /** That a whole name is longer than DNS allows is no matter here: RFC 7622 has its own limit. */
  private static final Set<IDNA.Error> HARMLESS = Set.of(IDNA.Error.DOMAIN_NAME_TOO_LONG);

  private DomainNames() {}

  /**
   * Lower case, without the final dot.
   *
   * @throws JidException when it is neither a host name nor an IP address
   */
  static String normalise(String domain) {
    if (domain.startsWith("[")) {
      return addressLiteral(domain);
    }
    String name = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    if (!AddressParts.isAscii(name)) {
      return unicode(name);
    }
    String lower = AddressParts.lowerCase(name);
    checkLabels(lower);
    return lower.contains("xn--") ? unicode(lower) : lower;
  }

  private static String unicode(String name) {
    IDNA.Info info = new IDNA.Info();
    StringBuilder ascii = Uts46.RULES.nameToASCII(name, new StringBuilder(), info);
    if (!HARMLESS.containsAll(info.getErrors())) {
      throw invalid();
    }
    checkLabels(ascii);
    String unicode = Uts46.RULES.nameToUnicode(ascii, new StringBuilder(), info).toString();
    PrecisClass.IDENTIFIER.check(unicode); // UTS 46 would let symbols pass, IDNA 2008 does not
    return unicode;
  }

  private static void checkLabels(CharSequence ascii) {
    int length = 0;
    char last = '.';
    for (int i = 0; i < ascii.length(); i++) {
      char c = ascii.charAt(i);
      if (c == '.') {
        if (length == 0 || last == '-') {
          throw invalid();
        }
        length = 0;
      } else if (!isAllowed(c) || c == '-' && length == 0 || ++length > LONGEST_LABEL) {
        throw invalid();
      }
      last = c;
    }
    if (length == 0 || last == '-') {
      throw invalid();
    }
  }

  private static boolean isAllowed(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
  }

  /** {@code [2001:db8::1]}, without a zone, which means nothing on another machine. */
  private static String addressLiteral(String literal) {
    String address = literal.endsWith("]") ? literal.substring(1, literal.length() - 1) : "";
    if (!address.contains(":") || address.contains("%") || !AddressParts.isAscii(address)) {
      throw invalid();
    }
    try {
      InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
    return literal.toLowerCase(Locale.ROOT);
  }

  private static JidException invalid() {
    return new JidException("the domain is neither a host name nor an IP address");
  }

  /** Loaded with the first name that needs it. */
  private static final class Uts46 {
    static final IDNA RULES =
        IDNA.getUTS46Instance(
            IDNA.CHECK_BIDI
                | IDNA.CHECK_CONTEXTJ
                | IDNA.CHECK_CONTEXTO
                | IDNA.NONTRANSITIONAL_TO_ASCII
                | IDNA.NONTRANSITIONAL_TO_UNICODE);
  }
}
