package org.chancery.server.tls;

import com.ibm.icu.text.IDNA;

/** Domains as certificates and URLs write them. */
public final class HostNames {
  private HostNames() {}

  /** The form of a domain that has ASCII letters only, by UTS 46. */
  public static String ascii(String domain) {
    StringBuilder result = new StringBuilder();
    IDNA.Info info = new IDNA.Info();
    IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII).nameToASCII(domain, result, info);
    return info.hasErrors() ? domain : result.toString();
  }
}
