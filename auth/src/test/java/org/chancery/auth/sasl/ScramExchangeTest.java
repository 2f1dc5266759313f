package org.chancery.auth.sasl;

import static org.chancery.auth.sasl.Talks.bytes;
import static org.chancery.auth.sasl.Talks.challenge;
import static org.chancery.auth.sasl.Talks.failure;
import static org.chancery.auth.sasl.Talks.run;
import static org.chancery.auth.sasl.Talks.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.Outcome;
import org.chancery.auth.sasl.SaslExchange.Failure;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramExchangeTest {
  private static final String PLAIN_256 = "SCRAM-SHA-256";
  private static final String PLUS_256 = "SCRAM-SHA-256-PLUS";

  private final FakeChannelBinding channel = new FakeChannelBinding("one");
  private final FakeDirectory directory =
      new FakeDirectory("local", true)
          .with("alice@localhost", "correct horse")
          .with("o,dd=one=2c@localhost", "x")
          .with("jos\u00e9@localhost", "p\u00e9nible\u00a0\u2168")
          .with("gone@localhost", "was here", new Outcome.Disabled());
  private final SaslMechanisms mechanisms =
      new SaslMechanisms(
          new Directories(Map.of("localhost", List.of(directory))),
          bytes("a secret of the server"),
          SaslSettings.defaults());

  private SaslExchange start(String mechanism) {
    return mechanisms.start(mechanism, "localhost", Channel.encrypted(channel)).orElseThrow();
  }

  private SaslExchange startUnbound(String mechanism) {
    return mechanisms
        .start(mechanism, "localhost", Channel.encrypted(ChannelBinding.none()))
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SCRAM-SHA-512-PLUS",
        "SCRAM-SHA-256-PLUS",
        "SCRAM-SHA-1-PLUS",
        "SCRAM-SHA-512",
        "SCRAM-SHA-256",
        "SCRAM-SHA-1"
      })
  void everyOfferedMechanismLetsThePersonInAndProvesTheServer(String mechanism) {
    ScramClient client = ScramClient.forChannel(mechanism, "alice", "correct horse", channel);
    SaslExchange.Success success = success(run(start(mechanism), client));
    assertEquals(Jid.of("alice@localhost"), success.address());
    assertTrue(client.accepts(success.additional()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls-exporter", "tls-server-end-point"})
  void eachTypeOfChannelBindingIsTaken(String type) {
    ScramClient client =
        ScramClient.of(PLUS_256, "alice", "correct horse")
            .binding(type, channel.data(type).orElseThrow())
            .build();
    success(run(start(PLUS_256), client));
  }

  @Test
  void dataOfAnotherChannelAreRefused() {
    ScramClient client =
        ScramClient.forChannel(PLUS_256, "alice", "correct horse", new FakeChannelBinding("two"));
    assertEquals("not-authorized", failure(run(start(PLUS_256), client)).condition());
  }

  @Test
  void aTypeThatWasNotOfferedIsRefused() {
    ScramClient client =
        ScramClient.of(PLUS_256, "alice", "correct horse")
            .binding("tls-unique", bytes("one tls-unique"))
            .build();
    assertEquals("malformed-request", failure(run(start(PLUS_256), client)).condition());
  }

  @Test
  void aClientThatMissedOurOfferOfChannelBindingIsRefused() {
    ScramClient client = ScramClient.of(PLAIN_256, "alice", "correct horse").flag("y").build();
    assertEquals("malformed-request", failure(run(start(PLAIN_256), client)).condition());
  }

  @Test
  void aClientThatCouldBindIsLetInWhereTheChannelCannotBeBound() {
    ScramClient client = ScramClient.of(PLAIN_256, "alice", "correct horse").flag("y").build();
    success(run(startUnbound(PLAIN_256), client));
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "y"})
  void theMechanismWithChannelBindingNeedsIt(String flag) {
    ScramClient client = ScramClient.of(PLUS_256, "alice", "correct horse").flag(flag).build();
    assertEquals("malformed-request", failure(run(start(PLUS_256), client)).condition());
  }

  @Test
  void theMechanismWithoutChannelBindingRefusesIt() {
    ScramClient client = ScramClient.forChannel(PLUS_256, "alice", "correct horse", channel);
    assertEquals("malformed-request", failure(run(start(PLAIN_256), client)).condition());
  }

  @Test
  void aChangedFlagIsFoundInTheLastMessage() {
    SaslExchange exchange = startUnbound(PLAIN_256);
    ScramClient honest =
        ScramClient.of(PLAIN_256, "alice", "correct horse").flag("y").nonce("abcdefgh").build();
    String changed = challenge(exchange.respond(bytes("n,,n=alice,r=abcdefgh")));
    assertEquals(
        "not-authorized", failure(exchange.respond(honest.respond(bytes(changed)))).condition());
  }

  @Test
  void namesAreUnescapedAndNormalised() {
    success(run(start(PLAIN_256), ScramClient.of(PLAIN_256, "o,dd=one=2C", "x").build()));
    success(run(start(PLAIN_256), ScramClient.of(PLAIN_256, "ALICE", "correct horse").build()));
    success(
        run(
            start(PLAIN_256),
            ScramClient.of(PLAIN_256, "alice@localhost", "correct horse").build()));
    success(
        run(
            start(PLAIN_256),
            ScramClient.of(PLAIN_256, "alice@LOCALHOST", "correct horse").build()));
  }

  @Test
  void passwordsAreComparedInTheirPreparedForm() {
    success(
        run(start(PLAIN_256), ScramClient.of(PLAIN_256, "jos\u00e9", "p\u00e9nible IX").build()));
    success(
        run(
            start(PLAIN_256),
            ScramClient.of(PLAIN_256, "jos\u00e9", "pe\u0301nible \u2168").build()));
  }

  @Test
  void anotherDomainsPersonIsUnknown() {
    Failure failure =
        failure(
            run(
                start(PLAIN_256),
                ScramClient.of(PLAIN_256, "alice@elsewhere", "correct horse").build()));
    assertInstanceOf(Outcome.Unknown.class, failure.outcome());
    assertEquals("not-authorized", failure.condition());
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "alice@localhost", "ALICE@localhost"})
  void peopleMayNameThemselvesAsTheOneToActAs(String authzid) {
    ScramClient client =
        ScramClient.of(PLAIN_256, "alice", "correct horse").authzid(authzid).build();
    success(run(start(PLAIN_256), client));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gone",
        "gone@localhost",
        "alice@elsewhere",
        "localhost",
        "@",
        "alice@localhost/phone"
      })
  void nobodyMayActForAnother(String authzid) {
    ScramClient client =
        ScramClient.of(PLAIN_256, "alice", "correct horse").authzid(authzid).build();
    assertEquals("invalid-authzid", failure(run(start(PLAIN_256), client)).condition());
  }

  @Test
  void anUnknownUserCannotBeToldFromAWrongPassword() {
    Failure wrong =
        failure(run(start(PLAIN_256), ScramClient.of(PLAIN_256, "alice", "wrong").build()));
    Failure unknown =
        failure(run(start(PLAIN_256), ScramClient.of(PLAIN_256, "nobody", "wrong").build()));
    Failure disabled =
        failure(run(start(PLAIN_256), ScramClient.of(PLAIN_256, "gone", "wrong").build()));
    assertEquals(wrong.condition(), unknown.condition());
    assertEquals(wrong.text(), unknown.text());
    assertEquals(wrong.condition(), disabled.condition());
    assertEquals(wrong.text(), disabled.text());
    assertInstanceOf(Outcome.WrongPassword.class, wrong.outcome());
    assertInstanceOf(Outcome.Unknown.class, unknown.outcome());
    assertEquals("nobody", unknown.attempted());
  }

  @Test
  void anUnknownUsersSaltLooksRealAndStaysTheSame() {
    String first = saltOf(start(PLAIN_256), "nobody");
    assertEquals(first, saltOf(start(PLAIN_256), "NOBODY"));
    assertEquals(first, saltOf(start(PLAIN_256), "nobody@localhost"));
    assertEquals(saltOf(start(PLAIN_256), "alice").length(), first.length());
    assertNotEquals(first, saltOf(start("SCRAM-SHA-1"), "nobody"));
    assertNotEquals(first, saltOf(start(PLAIN_256), "nobody2"));
  }

  private static String saltOf(SaslExchange exchange, String name) {
    String message = challenge(exchange.respond(bytes("n,,n=" + name + ",r=abcdefgh")));
    return message.substring(message.indexOf(",s="));
  }

  @Test
  void theMadeUpKeysOfAnUnknownUserAreNotASecretThatEverybodyKnows() {
    SaslMechanisms other =
        new SaslMechanisms(
            new Directories(Map.of("localhost", List.of(directory))),
            bytes("a secret of another server"),
            SaslSettings.defaults());
    SaslExchange exchange =
        other.start(PLAIN_256, "localhost", Channel.encrypted(channel)).orElseThrow();
    assertNotEquals(saltOf(start(PLAIN_256), "nobody"), saltOf(exchange, "nobody"));
  }

  @Test
  void aDisabledPersonIsToldSoOnlyWithTheRightPassword() {
    Failure failure =
        failure(run(start(PLAIN_256), ScramClient.of(PLAIN_256, "gone", "was here").build()));
    assertEquals("account-disabled", failure.condition());
    assertInstanceOf(Outcome.Disabled.class, failure.outcome());
  }

  @Test
  void aDirectoryThatDoesNotAnswerIsATemporaryFailure() {
    directory.reachable(false);
    Failure failure =
        failure(run(start(PLAIN_256), ScramClient.of(PLAIN_256, "alice", "correct horse").build()));
    assertEquals("temporary-auth-failure", failure.condition());
    assertInstanceOf(Outcome.Unreachable.class, failure.outcome());
  }

  @Test
  void aDirectoryThatStopsAnsweringHalfWayLetsNobodyIn() {
    ScramClient client = ScramClient.of(PLAIN_256, "alice", "correct horse").build();
    SaslExchange exchange = start(PLAIN_256);
    byte[] last = client.respond(bytes(challenge(exchange.respond(client.first()))));
    directory.reachable(false);
    assertEquals("temporary-auth-failure", failure(exchange.respond(last)).condition());
  }

  @Test
  void everyChallengeHasAFreshNonce() {
    String first = challenge(start(PLAIN_256).respond(bytes("n,,n=alice,r=abcdefgh")));
    String second = challenge(start(PLAIN_256).respond(bytes("n,,n=alice,r=abcdefgh")));
    assertNotEquals(first, second);
  }

  @Test
  void aRecordedProofIsOfNoUseInAnotherExchange() {
    ScramClient client =
        ScramClient.of(PLAIN_256, "alice", "correct horse").nonce("abcdefgh").build();
    byte[] recorded = client.respond(bytes(challenge(start(PLAIN_256).respond(client.first()))));
    SaslExchange second = start(PLAIN_256);
    second.respond(client.first());
    assertEquals("not-authorized", failure(second.respond(recorded)).condition());
  }

  @Test
  void nothingFollowsTheEndOfAnExchange() {
    ScramClient client = ScramClient.of(PLAIN_256, "alice", "correct horse").build();
    SaslExchange exchange = start(PLAIN_256);
    byte[] last = client.respond(bytes(challenge(exchange.respond(client.first()))));
    success(exchange.respond(last));
    assertEquals("malformed-request", failure(exchange.respond(last)).condition());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n",
        "n,",
        "n,,",
        "n,,n=alice",
        "n,,r=abcdefgh,n=alice",
        "n,,n=alice,r=",
        "n,,n=alice,r=short",
        "n,,n=alice,r=has space",
        "n,,n=,r=abcdefgh",
        "n,,m=x,n=alice,r=abcdefgh",
        "z,,n=alice,r=abcdefgh",
        "p=,,n=alice,r=abcdefgh",
        "n,b=alice,n=alice,r=abcdefgh",
        "n,,n=al=ice,r=abcdefgh",
        "n,,n=al=2cice,r=abcdefgh",
        "n,,n=al\u0000ice,r=abcdefgh",
        "n,a=,n=alice,r=abcdefgh",
        "nn,,n=alice,r=abcdefgh",
        "p=t\u00fct,,n=alice,r=abcdefgh",
        "n,a==,n=alice,r=abcdefgh"
      })
  void aFirstMessageThatBreaksTheSyntaxIsRefused(String message) {
    assertEquals(
        "malformed-request", failure(start(PLAIN_256).respond(bytes(message))).condition());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c=biws",
        "c=biws,r=N",
        "c=biws,p=AAAA",
        "c=b!ws,r=N,p=AAAA",
        "r=N,c=biws,p=AAAA",
        "c=biws,r=N,p=A*AA"
      })
  void aLastMessageThatBreaksTheSyntaxIsRefused(String message) {
    SaslExchange exchange = start(PLAIN_256);
    String nonce =
        challenge(exchange.respond(bytes("n,,n=alice,r=abcdefgh"))).split(",")[0].substring(2);
    Failure failure = failure(exchange.respond(bytes(message.replace("N", nonce))));
    assertEquals("malformed-request", failure.condition());
    assertEquals("alice", failure.attempted());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 33, 64})
  void aProofOfAnotherLengthIsAWrongPassword(int length) {
    SaslExchange exchange = start(PLAIN_256);
    String nonce =
        challenge(exchange.respond(bytes("n,,n=alice,r=abcdefgh"))).split(",")[0].substring(2);
    String proof = Base64.getEncoder().encodeToString(new byte[length]);
    Failure failure = failure(exchange.respond(bytes("c=biws,r=" + nonce + ",p=" + proof)));
    assertEquals("not-authorized", failure.condition());
  }

  @Test
  void invalidUtf8AndOversizeAreRefused() {
    byte[] invalid = bytes("n,,n=alice,r=abcdefgh");
    invalid[6] = (byte) 0xc0;
    assertEquals("malformed-request", failure(start(PLAIN_256).respond(invalid)).condition());
    byte[] huge = bytes("n,,n=alice,r=" + "a".repeat(5000));
    assertEquals("malformed-request", failure(start(PLAIN_256).respond(huge)).condition());
  }
}
