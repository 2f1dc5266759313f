package org.chancery.auth.sasl;

import com.ibm.icu.text.StringPrep;
import com.ibm.icu.text.StringPrepParseException;
import java.util.Optional;

/**
 * Brings a password into the one form that both ends hash: SASLprep (RFC 4013), as RFC 5802 asks,
 * with unassigned code points let through so that a newer emoji does not lock anybody out.
 */
public final class Passwords {
  private static final int LONGEST = 1024;

  private Passwords() {}

  /**
   * The prepared password; empty when nothing is left of it, it is over-long, or has characters
   * that are forbidden.
   */
  public static Optional<String> prepare(String password) {
    if (password.isEmpty() || password.length() > LONGEST) {
      return Optional.empty();
    }
    if (password.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      return Optional.of(password);
    }
    try {
      StringPrep saslprep = StringPrep.getInstance(StringPrep.RFC4013_SASLPREP);
      return Optional.of(saslprep.prepare(password, StringPrep.ALLOW_UNASSIGNED))
          .filter(text -> !text.isEmpty());
    } catch (StringPrepParseException e) {
      return Optional.empty();
    }
  }
}
