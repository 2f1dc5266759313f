package org.chancery.auth.sasl;

import static org.chancery.auth.sasl.Talks.bytes;
import static org.chancery.auth.sasl.Talks.failure;
import static org.chancery.auth.sasl.Talks.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chancery.auth.Directories;
import org.chancery.auth.Directory;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.Outcome;
import org.chancery.auth.sasl.SaslSettings.Scram;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaslMechanismsTest {
  private static final List<String> WITHOUT_BINDING =
      List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN");

  private final FakeChannelBinding channel = new FakeChannelBinding("one");
  private final FakeDirectory local =
      new FakeDirectory("local", true).with("alice@localhost", "secret");
  private final FakeDirectory ldap =
      new FakeDirectory("ldap", false).with("bob@localhost", "secret");

  private static SaslMechanisms over(SaslSettings settings, Directory... chain) {
    return new SaslMechanisms(
        new Directories(Map.of("localhost", List.of(chain))), new byte[32], settings);
  }

  private static SaslSettings settings(Scram scram, String... refused) {
    return new SaslSettings(4096, scram, Set.of(refused));
  }

  @Test
  void theStrongestComesFirst() {
    List<String> offered =
        over(SaslSettings.defaults(), local).offered("localhost", Channel.encrypted(channel));
    assertEquals(
        List.of(
            "SCRAM-SHA-512-PLUS",
            "SCRAM-SHA-256-PLUS",
            "SCRAM-SHA-1-PLUS",
            "SCRAM-SHA-512",
            "SCRAM-SHA-256",
            "SCRAM-SHA-1",
            "PLAIN"),
        offered);
  }

  @Test
  void withoutChannelBindingNoneIsOffered() {
    assertEquals(
        WITHOUT_BINDING,
        over(SaslSettings.defaults(), local)
            .offered("localhost", Channel.encrypted(ChannelBinding.none())));
  }

  @Test
  void plainNeedsEncryption() {
    SaslMechanisms mechanisms = over(SaslSettings.defaults(), local);
    List<String> offered = mechanisms.offered("localhost", Channel.clear(Listener.STARTTLS));
    assertEquals(List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1"), offered);
    assertTrue(mechanisms.start("PLAIN", "localhost", Channel.clear(Listener.STARTTLS)).isEmpty());
  }

  @Test
  void scramIsOfferedOnlyWhereItLocksNobodyOut() {
    assertEquals(
        List.of("PLAIN"),
        over(SaslSettings.defaults(), local, ldap)
            .offered("localhost", Channel.encrypted(channel)));
    assertEquals(
        WITHOUT_BINDING,
        over(settings(Scram.WHEN_ANY_CAN), local, ldap)
            .offered("localhost", Channel.encrypted(ChannelBinding.none())));
    assertEquals(
        List.of("PLAIN"),
        over(settings(Scram.NEVER), local).offered("localhost", Channel.encrypted(channel)));
    assertEquals(
        List.of("PLAIN"),
        over(settings(Scram.WHEN_ANY_CAN), ldap).offered("localhost", Channel.encrypted(channel)));
  }

  @Test
  void aRefusedMechanismIsNeitherOfferedNorStarted() {
    SaslMechanisms mechanisms = over(settings(Scram.WHEN_ALL_CAN, "SCRAM-SHA-1", "PLAIN"), local);
    assertEquals(
        List.of("SCRAM-SHA-512", "SCRAM-SHA-256"),
        mechanisms.offered("localhost", Channel.encrypted(ChannelBinding.none())));
    assertTrue(
        mechanisms
            .start("SCRAM-SHA-1", "localhost", Channel.encrypted(ChannelBinding.none()))
            .isEmpty());
    assertTrue(
        mechanisms.start("PLAIN", "localhost", Channel.encrypted(ChannelBinding.none())).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "SCRAM-MD5",
        "SCRAM-SHA-256-PLUS-PLUS",
        "SCRAM-SHA-256-PLUS",
        "EXTERNAL",
        "-PLUS"
      })
  void whatWasNotOfferedIsNotStarted(String mechanism) {
    assertTrue(
        over(SaslSettings.defaults(), local)
            .start(mechanism, "localhost", Channel.encrypted(ChannelBinding.none()))
            .isEmpty());
  }

  @Test
  void aDomainThatIsNotServedHasNoMechanisms() {
    SaslMechanisms mechanisms = over(SaslSettings.defaults(), local);
    assertEquals(List.of(), mechanisms.offered("elsewhere", Channel.encrypted(channel)));
    assertTrue(mechanisms.start("PLAIN", "elsewhere", Channel.encrypted(channel)).isEmpty());
  }

  private SaslExchange.Step plain(String message, Directory... chain) {
    return over(SaslSettings.defaults(), chain)
        .start("PLAIN", "localhost", Channel.encrypted(channel))
        .orElseThrow()
        .respond(bytes(message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0alice\0secret",
        "alice\0alice\0secret",
        "alice@localhost\0alice\0secret",
        "\0alice@localhost\0secret",
        "\0Alice\0secret"
      })
  void plainLetsThePersonIn(String message) {
    assertEquals(Jid.of("alice@localhost"), success(plain(message, local)).address());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bob\0alice\0secret", "bob@localhost\0alice\0secret", "alice@else\0alice\0secret"})
  void plainLetsNobodyActForAnother(String message) {
    assertEquals("invalid-authzid", failure(plain(message, local, ldap)).condition());
    assertEquals(0, local.checks("alice@localhost"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alice", "alice\0secret", "\0\0secret", "\0alice\0sec\0ret"})
  void plainThatBreaksTheSyntaxIsRefused(String message) {
    assertEquals("malformed-request", failure(plain(message, local)).condition());
  }

  @Test
  void anEmptyPasswordNeverReachesADirectory() {
    assertEquals("not-authorized", failure(plain("\0alice\0", local)).condition());
    assertEquals(0, local.checks("alice@localhost"));
  }

  @Test
  void anOverlongNameOrPasswordIsRefused() {
    assertEquals(
        "malformed-request", failure(plain("\0alice\0" + "x".repeat(1100), local)).condition());
    assertEquals(
        "malformed-request", failure(plain("\0" + "x".repeat(1100) + "\0x", local)).condition());
  }

  @Test
  void aLaterDirectoryIsAskedWhenAnEarlierOneDoesNotKnowThePerson() {
    success(plain("\0bob\0secret", local, ldap));
  }

  @Test
  void aLaterDirectoryDoesNotSpeakForOneThatDoesNotAnswer() {
    ldap.reachable(false);
    FakeDirectory impostor = new FakeDirectory("later", false).with("bob@localhost", "secret");
    assertEquals(
        "temporary-auth-failure", failure(plain("\0bob\0secret", ldap, impostor)).condition());
    assertEquals(0, impostor.checks("bob@localhost"));
  }

  @Test
  void theFirstDirectoryThatKnowsAPersonDecides() {
    FakeDirectory second = new FakeDirectory("second", true).with("bob@localhost", "other");
    assertEquals("not-authorized", failure(plain("\0bob\0other", ldap, second)).condition());
    Directories chain = new Directories(Map.of("localhost", List.of(ldap, second)));
    Jid bob = Jid.of("bob@localhost");
    assertInstanceOf(
        Outcome.WrongPassword.class, chain.admit(bob, chain.verifiers(bob).getFirst()));
  }

  @Test
  void everyOutcomeIsToldInItsOwnWordsOrKeptToItself() {
    Map<Outcome, String> conditions =
        Map.of(
            new Outcome.MustChangePassword(), "credentials-expired",
            new Outcome.Expired(), "credentials-expired",
            new Outcome.Disabled(), "account-disabled",
            new Outcome.Locked(), "not-authorized",
            new Outcome.OutsideHours(), "not-authorized",
            new Outcome.NotAllowed(), "not-authorized",
            new Outcome.Unreachable("x"), "temporary-auth-failure",
            new Outcome.Unknown(), "not-authorized");
    conditions.forEach(
        (outcome, condition) -> {
          FakeDirectory directory =
              new FakeDirectory("some", false).with("eve@localhost", "pw", outcome);
          SaslExchange.Failure failure = failure(plain("\0eve\0pw", directory));
          assertEquals(condition, failure.condition());
          assertEquals(outcome, failure.outcome());
          assertTrue(!failure.text().isEmpty());
        });
  }

  @Test
  void aLockedAccountCannotBeToldFromAWrongPassword() {
    FakeDirectory directory =
        new FakeDirectory("some", false).with("eve@localhost", "pw", new Outcome.Locked());
    SaslExchange.Failure locked = failure(plain("\0eve\0pw", directory));
    SaslExchange.Failure wrong = failure(plain("\0eve\0wrong", directory));
    assertEquals(wrong.condition() + wrong.text(), locked.condition() + locked.text());
    assertInstanceOf(Outcome.Locked.class, locked.outcome());
  }
}
