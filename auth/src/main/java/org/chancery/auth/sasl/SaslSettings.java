package org.chancery.auth.sasl;

import java.util.Set;

/**
 * How people may log in.
 *
 * @param iterations of PBKDF2, the same for real and made-up verifiers, see {@link
 *     ScramVerifiers#derive}
 * @param scram when SCRAM is offered
 * @param refused mechanisms never to offer, by name
 */
public record SaslSettings(int iterations, Scram scram, Set<String> refused) {

  /** When SCRAM is offered for a domain. */
  public enum Scram {
    /**
     * When every directory of the domain has verifiers: a client that prefers SCRAM is then never
     * locked out.
     */
    WHEN_ALL_CAN,
    /** When any directory of the domain has verifiers. */
    WHEN_ANY_CAN,
    /** Never. */
    NEVER
  }

  /** What is used when nothing is configured. */
  public static SaslSettings defaults() {
    return new SaslSettings(ScramVerifiers.DEFAULT_ITERATIONS, Scram.WHEN_ALL_CAN, Set.of());
  }

  /** Copies the set. */
  public SaslSettings {
    refused = Set.copyOf(refused);
  }
}
