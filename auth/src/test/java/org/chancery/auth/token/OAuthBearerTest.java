package org.chancery.auth.token;

import static org.chancery.auth.sasl.Talks.bytes;
import static org.chancery.auth.sasl.Talks.challenge;
import static org.chancery.auth.sasl.Talks.failure;
import static org.chancery.auth.sasl.Talks.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.Outcome;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.ChannelBinding;
import org.chancery.auth.sasl.Credential;
import org.chancery.auth.sasl.Listener;
import org.chancery.auth.sasl.SaslExchange;
import org.chancery.auth.sasl.SaslExchange.Failure;
import org.chancery.auth.sasl.SaslExchange.Step;
import org.chancery.auth.token.TestIssuer.Answer;
import org.chancery.auth.token.TestIssuer.Document;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OAuthBearerTest {
  private final TestIssuer issuer = new TestIssuer();
  private final FakeDirectory directory =
      new FakeDirectory("ad", false)
          .with("alice@localhost", "x")
          .with("gone@localhost", "x", new Outcome.Disabled());
  private Instant now = Instant.now();
  private final OAuthBearer mechanism = mechanism(issuer.address(), Duration.ofSeconds(10));

  private OAuthBearer mechanism(URI address, Duration timeout) {
    return new OAuthBearer(
        new TokenSettings(
            address,
            Set.of(TestIssuer.AUDIENCE, "other-name"),
            Set.of("RS256", "ES256"),
            "preferred_username",
            Set.of("corp.example"),
            Optional.empty(),
            timeout,
            EnumSet.allOf(Listener.class)),
        new Directories(Map.of("localhost", List.of(directory))),
        () -> now);
  }

  @AfterEach
  void stop() {
    mechanism.close();
    issuer.close();
  }

  private JWTClaimsSet.Builder claims(String name) {
    return issuer.claims(name, now.plusSeconds(300));
  }

  private SaslExchange start() {
    return mechanism.start("localhost", Channel.encrypted(ChannelBinding.none()));
  }

  private static byte[] message(String authzid, String token) {
    String header = authzid.isEmpty() ? "n,," : "n,a=" + authzid + ",";
    return bytes(header + "\1host=localhost\1port=5222\1auth=Bearer " + token + "\1\1");
  }

  private Step logIn(String token) {
    return start().respond(message("", token));
  }

  /** The failure after the challenge that must come before it. */
  private Failure refused(String token) {
    SaslExchange exchange = start();
    assertEquals(
        Map.of(
            "status",
            "invalid_token",
            "openid-configuration",
            issuer.address() + "/.well-known/openid-configuration"),
        json(challenge(exchange.respond(message("", token)))));
    Failure failure = failure(exchange.respond(bytes("\1")));
    assertInstanceOf(Outcome.Unproven.class, failure.outcome());
    return failure;
  }

  private static Map<String, Object> json(String text) {
    try {
      return com.nimbusds.jose.util.JSONObjectUtils.parse(text);
    } catch (java.text.ParseException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "Alice@localhost", "alice@Corp.example"})
  void aTokenLetsItsPersonIn(String name) {
    assertEquals(
        Jid.of("alice@localhost"), success(logIn(issuer.sign(claims(name).build()))).address());
  }

  @Test
  void whoTheClientWantsToBeMustBeWhomTheTokenNames() {
    String token = issuer.sign(claims("alice").build());
    success(start().respond(message("alice@localhost", token)));
    assertEquals(
        "invalid-authzid", failure(start().respond(message("bob@localhost", token))).condition());
  }

  @Test
  void forgeriesAreRefused() throws JOSEException {
    JWTClaimsSet good = claims("alice").build();
    RSAKey own = TestIssuer.newKey("first");
    assertEquals(
        "not-authorized", refused(TestIssuer.sign(good, own, JWSAlgorithm.RS256)).condition());
    refused(new PlainJWT(good).serialize());
    SignedJWT shared = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), good);
    // The old trick: the public key, which everybody has, as a shared secret.
    shared.sign(new MACSigner(issuer.key().toRSAPublicKey().getEncoded()));
    refused(shared.serialize());
    refused(TestIssuer.sign(good, issuer.key(), JWSAlgorithm.RS512));
    String token = issuer.sign(good);
    String[] parts = token.split("\\.");
    refused(parts[0] + "." + issuer.sign(claims("bob").build()).split("\\.")[1] + "." + parts[2]);
    refused(parts[0] + "." + parts[1] + ".");
    refused("nonsense");
    refused("");
  }

  @Test
  void aTokenForOthersOrOfOthersIsRefused() {
    refused(issuer.sign(claims("alice").audience("mail").build()));
    refused(issuer.sign(claims("alice").audience((String) null).build()));
    refused(issuer.sign(claims("alice").issuer("https://elsewhere.example").build()));
    refused(issuer.sign(claims("alice").issuer(null).build()));
    refused(issuer.sign(claims("alice").claim("preferred_username", null).build()));
    success(logIn(issuer.sign(claims("alice").audience(List.of("mail", "other-name")).build())));
  }

  @Test
  void aTokenThatNamesNoAccountIsRefused() {
    for (Object name : List.of("alice@elsewhere", "", 7)) {
      Step step = logIn(issuer.sign(claims("x").claim("preferred_username", name).build()));
      assertInstanceOf(Outcome.Unproven.class, failure(step).outcome());
    }
    assertInstanceOf(
        Outcome.Unknown.class, failure(logIn(issuer.sign(claims("nobody").build()))).outcome());
    assertEquals(
        "account-disabled", failure(logIn(issuer.sign(claims("gone").build()))).condition());
  }

  @Test
  void anExpiredTokenIsRefusedAndEndsItsSession() {
    Instant end = now.plusSeconds(300);
    String token = issuer.sign(claims("alice").build());
    Credential credential = success(logIn(token)).credential();
    assertEquals("0815", credential.details().get("token-subject"));
    assertEquals(Optional.empty(), credential.ended(end));
    now = end.plus(Duration.ofMinutes(1));
    assertEquals(Optional.of("the token has expired"), credential.ended(now));
    assertEquals("credentials-expired", refused(token).condition());
    refused(issuer.sign(claims("alice").notBeforeTime(Date.from(now.plusSeconds(200))).build()));
    refused(issuer.sign(claims("alice").expirationTime(null).build()));
  }

  @Test
  void aNewKeyIsFetchedButStrangersCannotMakeTheServerFetchAtWill() {
    success(logIn(issuer.sign(claims("alice").build())));
    assertEquals(1, issuer.keyReadings());
    String old = issuer.sign(claims("alice").build());
    issuer.rotate("second");
    success(logIn(issuer.sign(claims("alice").build())));
    assertEquals(2, issuer.keyReadings());
    for (int i = 0; i < 20; i++) {
      RSAKey own = TestIssuer.newKey("unknown " + i);
      String forged = TestIssuer.sign(claims("alice").build(), own, JWSAlgorithm.RS256);
      assertFalse(logIn(forged) instanceof SaslExchange.Success);
      assertFalse(logIn(old) instanceof SaslExchange.Success);
    }
    assertTrue(issuer.keyReadings() <= 3, "read " + issuer.keyReadings() + " times");
    success(logIn(issuer.sign(claims("alice").build())));
  }

  static Stream<Answer> oddAnswers() {
    return Stream.of(
            IntStream.of(201, 204, 301, 401, 404, 500)
                .mapToObj(status -> new Answer(status, UnaryOperator.identity(), false)),
            Stream.<UnaryOperator<String>>of(
                    _ -> "",
                    _ -> "<html>",
                    _ -> "null",
                    _ -> "[]",
                    _ -> "{}",
                    _ -> "{\"keys\": [], \"issuer\": 7, \"jwks_uri\": 7}",
                    _ -> "{\"keys\": [{\"kty\": \"oct\", \"k\": \"AAAA\"}]}",
                    json -> json.substring(0, json.length() / 2),
                    json -> json.substring(0, json.length() - 1),
                    json -> json + json,
                    json -> json.replace("\"n\"", "\"m\"").replace("/realm\"", "/other\""),
                    json -> json.replace("RSA", "EC").replace("http:", "ftp:"),
                    json -> json + " ".repeat(600_000))
                .map(body -> new Answer(200, body, false)),
            Stream.of(new Answer(200, UnaryOperator.identity(), true)))
        .flatMap(answers -> answers);
  }

  @ParameterizedTest
  @EnumSource(Document.class)
  void anIssuerThatAnswersOddlyLetsNobodyIn(Document document) {
    String token = issuer.sign(claims("alice").build());
    oddAnswers()
        .forEach(
            answer -> {
              issuer.answer(document, answer);
              try (OAuthBearer fresh = mechanism(issuer.address(), Duration.ofSeconds(10))) {
                Step step =
                    fresh
                        .start("localhost", Channel.encrypted(ChannelBinding.none()))
                        .respond(message("", token));
                assertFalse(step instanceof SaslExchange.Success, answer::toString);
              }
            });
  }

  @Test
  void anIssuerThatIsDownLetsNobodyIn() {
    String token = issuer.sign(claims("alice").build());
    issuer.close();
    assertEquals("temporary-auth-failure", failure(logIn(token)).condition());
  }

  @Test
  void aSilentIssuerIsGivenUpAndDelaysNobodyWhoseKeyIsKnown() throws Exception {
    success(logIn(issuer.sign(claims("alice").build())));
    CountDownLatch latch = new CountDownLatch(1);
    issuer.hold(latch);
    String known = issuer.sign(claims("alice").build());
    issuer.rotate("second");
    String unknown = issuer.sign(claims("alice").build());
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Step> waiting = others.submit(() -> logIn(unknown));
      success(logIn(known));
      assertFalse(waiting.isDone());
      latch.countDown();
      success(waiting.get());
    }
    try (OAuthBearer hasty = mechanism(issuer.address(), Duration.ofMillis(200))) {
      CountDownLatch never = new CountDownLatch(1);
      issuer.hold(never);
      Step step =
          hasty
              .start("localhost", Channel.encrypted(ChannelBinding.none()))
              .respond(message("", unknown));
      assertEquals("temporary-auth-failure", failure(step).condition());
      never.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n,,",
        "n,,\1\1",
        "n,,\1auth=Bearer x\1",
        "p=tls-exporter,,\1auth=Bearer x\1\1",
        "n,alice,\1auth=Bearer x\1\1",
        "n,,\1auth=Basic x\1\1",
        "n,,\1auth=Bearer x\1auth=Bearer y\1\1"
      })
  void whatBreaksTheSyntaxIsMalformed(String message) {
    assertEquals("malformed-request", failure(start().respond(bytes(message))).condition());
  }

  @Test
  void settingsThatWouldLetStrangersInAreRefused() {
    for (String address : List.of("http://idp.example", "http://10.0.0.1/", "ftp://x", "x")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> mechanism(URI.create(address), Duration.ofSeconds(1)));
    }
    for (Set<String> algorithms : List.of(Set.of("none"), Set.of("HS256"), Set.<String>of())) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new TokenSettings(
                  issuer.address(),
                  Set.of("x"),
                  algorithms,
                  "sub",
                  Set.of(),
                  Optional.empty(),
                  Duration.ofSeconds(1),
                  Set.of()));
    }
  }

  @Test
  void tokensNeverTravelInClear() {
    assertFalse(mechanism.servesOn(Channel.clear(Listener.STARTTLS)));
    assertTrue(mechanism.servesOn(Channel.encrypted(ChannelBinding.none())));
  }
}
