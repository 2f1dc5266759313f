package org.chancery.auth.sasl;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody has logged in with, as far as it matters afterwards: on record, and for how long
 * the session may go on. Thread-safe; never blocks.
 */
public interface Credential {
  /** The account's own password: the account alone decides how long the session may go on. */
  Credential PASSWORD = new Lasting(Map.of());

  /** What stands on record beside the mechanism, such as the subject of a certificate. */
  Map<String, String> details();

  /**
   * Why a session that began with it must end now.
   *
   * @return a few words for the record, such as "the token has expired"; empty when it may go on
   */
  Optional<String> ended(Instant now);

  /** One that never ends a session. */
  record Lasting(Map<String, String> details) implements Credential {
    @Override
    public Optional<String> ended(Instant now) {
      return Optional.empty();
    }
  }
}
