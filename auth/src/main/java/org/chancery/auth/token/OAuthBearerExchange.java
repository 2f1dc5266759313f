package org.chancery.auth.token;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import org.chancery.auth.Outcome;
import org.chancery.auth.sasl.Account;
import org.chancery.auth.sasl.Failures;
import org.chancery.auth.sasl.MalformedMessageException;
import org.chancery.auth.sasl.Proven;
import org.chancery.auth.sasl.SaslExchange;
import org.chancery.auth.token.TokenVerifier.Verdict;
import org.chancery.protocol.Jid;

/**
 * OAUTHBEARER: a token that proves nothing is answered with a challenge that says where to get
 * another (RFC 7628 section 3.2.2), and whatever the client says to that ends in the failure.
 */
final class OAuthBearerExchange implements SaslExchange {
  private final OAuthBearer mechanism;
  private final String domain;
  private Optional<Failure> pending = Optional.empty();

  OAuthBearerExchange(OAuthBearer mechanism, String domain) {
    this.mechanism = mechanism;
    this.domain = domain;
  }

  @Override
  public Step respond(byte[] data) {
    if (pending.isPresent()) {
      return pending.get();
    }
    try {
      BearerMessage message = BearerMessage.parse(data);
      return switch (mechanism.verifier().verify(message.token())) {
        case Verdict.Good(JWTClaimsSet claims) -> admit(message.authzid(), claims);
        case Verdict.Bad(Outcome.Unproven why) -> tell(Failures.of(why, message.authzid()));
        case Verdict.Bad(Outcome why) -> Failures.of(why, message.authzid());
      };
    } catch (MalformedMessageException e) {
      return Failures.malformed(e.getMessage(), "");
    }
  }

  private Step tell(Failure failure) {
    pending = Optional.of(failure);
    Map<String, Object> error =
        Map.of(
            "status",
            "invalid_token",
            "openid-configuration",
            mechanism.issuer().configuration().toString());
    return new Challenge(JSONObjectUtils.toJSONString(error).getBytes(StandardCharsets.UTF_8));
  }

  private Step admit(String authzid, JWTClaimsSet claims) {
    Optional<Jid> account = named(claims);
    if (account.isEmpty()) {
      return Failures.of(
          new Outcome.Unproven("The token does not name an account here.", false), authzid);
    }
    if (!new Account(authzid, account).mayActAs(authzid)) {
      String text = "The token is not that person's.";
      return new Failure("invalid-authzid", text, new Outcome.Unproven(text, false), authzid);
    }
    return Proven.step(mechanism.directories(), account.get(), TokenCredential.of(claims));
  }

  private Optional<Jid> named(JWTClaimsSet claims) {
    TokenSettings settings = mechanism.settings();
    try {
      return Optional.ofNullable(claims.getStringClaim(settings.claim()))
          .flatMap(name -> Account.vouched(name, domain, settings.domains()));
    } catch (ParseException _) {
      return Optional.empty();
    }
  }
}
