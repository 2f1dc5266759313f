package org.chancery.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimNames;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.chancery.auth.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which tokens prove who somebody is: signed by the issuer with an algorithm that counts,
 * meant for us, and valid now. The issuer's keys are kept for some minutes and read again, at most
 * twice in half a minute, when a token names another. Thread-safe; blocks on the issuer.
 */
final class TokenVerifier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);

  /** How far the issuer's clock may be off. */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  private static final int LONGEST_MESSAGE = 120;
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration READ_AHEAD = Duration.ofMinutes(1);
  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(30);

  /** The issuer may be away for so long before its keys count no more. */
  private static final Duration OUTAGE = Duration.ofHours(1);

  private final JWKSource<SecurityContext> keys;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /** What came of it: the claims of a good token, or why it is none. */
  sealed interface Verdict {
    /** The token is good until its end. */
    record Good(JWTClaimsSet claims) implements Verdict {}

    /** The token lets nobody in. */
    record Bad(Outcome outcome) implements Verdict {}
  }

  TokenVerifier(TokenSettings settings, Issuer issuer, InstantSource clock) {
    keys =
        JWKSourceBuilder.create(issuer)
            .cache(KEPT.toMillis(), settings.timeout().multipliedBy(3).toMillis())
            .refreshAheadCache(
                READ_AHEAD.toMillis(),
                null,
                Executors.newVirtualThreadPerTaskExecutor(),
                true,
                null,
                false)
            .rateLimited(BETWEEN_READINGS.toMillis())
            .outageTolerant(OUTAGE.toMillis())
            .build();
    Set<JWSAlgorithm> algorithms =
        settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
    processor.setJWTClaimsSetVerifier(claims(settings, clock));
  }

  private static DefaultJWTClaimsVerifier<SecurityContext> claims(
      TokenSettings settings, InstantSource clock) {
    JWTClaimsSet exact = new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build();
    Set<String> required = Set.of(JWTClaimNames.EXPIRATION_TIME, settings.claim());
    var verifier =
        new DefaultJWTClaimsVerifier<>(settings.audiences(), exact, required, Set.of()) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        };
    verifier.setMaxClockSkew((int) CLOCK_SKEW.toSeconds());
    return verifier;
  }

  Verdict verify(String token) {
    try {
      return new Verdict.Good(processor.process(token, null));
    } catch (ExpiredJWTException _) {
      return bad("The token has expired.", true);
    } catch (BadJOSEException | ParseException e) {
      LOG.info("a token was refused: {}", shortened(e));
      return bad("The token is not one of the issuer's for this service.", false);
    } catch (JOSEException e) {
      LOG.warn("a token could not be checked: {}", e.toString());
      return new Verdict.Bad(new Outcome.Unreachable("the issuer's keys cannot be read"));
    }
  }

  /** The library quotes what stands in the token. */
  private static String shortened(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
  }

  private static Verdict bad(String reason, boolean expired) {
    return new Verdict.Bad(new Outcome.Unproven(reason, expired));
  }

  @Override
  public void close() {
    if (keys instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("the keys of the issuer could not be let go", e);
      }
    }
  }
}
