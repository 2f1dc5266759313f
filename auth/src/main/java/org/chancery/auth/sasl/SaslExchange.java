package org.chancery.auth.sasl;

import java.util.Optional;
import org.chancery.auth.Outcome;
import org.chancery.protocol.Jid;

/** One authentication under way, server side. Used by one thread; may block on a directory. */
public interface SaslExchange {

  /** What to do next. */
  sealed interface Step {}

  /** Send this and wait for the answer. */
  record Challenge(byte[] data) implements Step {}

  /**
   * The client is authenticated.
   *
   * @param address the bare address it may bind
   * @param additional data to send with success; empty for none
   * @param credential what it has logged in with
   */
  record Success(Jid address, byte[] additional, Credential credential) implements Step {
    /** With the account's own password. */
    public Success(Jid address, byte[] additional) {
      this(address, additional, Credential.PASSWORD);
    }
  }

  /**
   * The attempt failed.
   *
   * @param condition the SASL error condition of RFC 6120 section 6.5, such as {@code
   *     not-authorized}
   * @param text a sentence for the person, empty for none; the same for an unknown person and a
   *     wrong password
   * @param outcome the true reason, for the record only
   * @param attempted the name that was tried, for the record only; empty when none was understood
   */
  record Failure(String condition, String text, Outcome outcome, String attempted)
      implements Step {}

  /**
   * The name that this data, if it is passed to {@link #respond}, tries to log in as, so that a
   * guard can act before any password is checked. Changes nothing.
   *
   * @return empty when this data names nobody, or nobody that can be known beforehand
   */
  default Optional<String> claims(byte[] data) {
    return Optional.empty();
  }

  /** Takes the client's next data (the initial response first) and says what to do. */
  Step respond(byte[] data);
}
