package org.chancery.auth.token;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.sasl.Listener;

/**
 * Whose tokens let people in, and as whom.
 *
 * @param issuer the identity provider, as it stands in its tokens
 * @param audiences whom a token must be meant for; one of them is enough
 * @param algorithms the signatures that count, such as {@code RS256}; asymmetric ones only
 * @param claim the claim that names the account
 * @param domains what may stand after the {@code @} there beside the XMPP domain
 * @param authorities a PEM file of those who vouch for the issuer's web server; empty for whom the
 *     JDK trusts
 * @param timeout how long one request to the issuer may take
 * @param listeners where it is offered
 */
public record TokenSettings(
    URI issuer,
    Set<String> audiences,
    Set<String> algorithms,
    String claim,
    Set<String> domains,
    Optional<Path> authorities,
    Duration timeout,
    Set<Listener> listeners) {
  private static final Set<String> KNOWN =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException for a combination that would let strangers in
   */
  public TokenSettings {
    audiences = Set.copyOf(audiences);
    algorithms = Set.copyOf(algorithms);
    domains = Set.copyOf(domains);
    listeners = Set.copyOf(listeners);
    check(isSafe(issuer), "the issuer must be an https address");
    check(
        !audiences.isEmpty(),
        "at least one audience is needed, or a token for any service would do");
    check(
        !algorithms.isEmpty() && KNOWN.containsAll(algorithms),
        "algorithms must be among " + KNOWN);
    check(!claim.isEmpty(), "the claim that names the account is missing");
  }

  private static void check(boolean right, String otherwise) {
    if (!right) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Whether keys that come from there can't have been exchanged on the way. */
  static boolean isSafe(URI address) {
    String host = address.getHost();
    if (host == null) {
      return false;
    }
    return switch (address.getScheme()) {
      case "https" -> true;
      case "http" -> isLoopback(host);
      default -> false;
    };
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
