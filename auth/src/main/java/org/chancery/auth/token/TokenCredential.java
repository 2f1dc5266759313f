package org.chancery.auth.token;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.chancery.auth.sasl.Credential;

/**
 * The token of a session, which ends with it.
 *
 * @param subject the issuer's own name for the person, for the record
 * @param expires when the token ends
 */
record TokenCredential(String subject, Instant expires) implements Credential {
  private static final int LONGEST_SUBJECT = 100;

  static TokenCredential of(JWTClaimsSet claims) {
    String subject = Optional.ofNullable(claims.getSubject()).orElse("");
    return new TokenCredential(
        subject.substring(0, Math.min(subject.length(), LONGEST_SUBJECT)),
        claims.getExpirationTime().toInstant());
  }

  @Override
  public Map<String, String> details() {
    return Map.of("token-subject", subject, "token-expires", expires.toString());
  }

  @Override
  public Optional<String> ended(Instant now) {
    return now.isAfter(expires.plus(TokenVerifier.CLOCK_SKEW))
        ? Optional.of("the token has expired")
        : Optional.empty();
  }
}
