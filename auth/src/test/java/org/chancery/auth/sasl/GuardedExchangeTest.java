package org.chancery.auth.sasl;

import static org.chancery.auth.sasl.Talks.bytes;
import static org.chancery.auth.sasl.Talks.challenge;
import static org.chancery.auth.sasl.Talks.failure;
import static org.chancery.auth.sasl.Talks.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.GuardSettings;
import org.chancery.auth.LoginGuard;
import org.chancery.auth.Outcome;
import org.junit.jupiter.api.Test;

class GuardedExchangeTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");

  private final FakeDirectory directory =
      new FakeDirectory("ad", false).with("alice@localhost", "secret");
  private final FakeDirectory local =
      new FakeDirectory("local", true).with("bob@localhost", "secret");
  private final List<Duration> pauses = new ArrayList<>();
  private final LoginGuard guard =
      new LoginGuard(
          new GuardSettings(
              1,
              Duration.ofSeconds(1),
              Duration.ofSeconds(8),
              5,
              Duration.ofMinutes(30),
              100,
              5,
              Duration.ofMinutes(10),
              Duration.ofHours(1),
              1000),
          () -> Instant.parse("2026-01-01T00:00:00Z"),
          _ -> {});

  private GuardedExchange start(String mechanism, FakeDirectory chain) {
    SaslMechanisms mechanisms =
        new SaslMechanisms(
            new Directories(Map.of("localhost", List.of(chain))),
            new byte[16],
            SaslSettings.defaults());
    SaslExchange exchange =
        mechanisms
            .start(mechanism, "localhost", Channel.encrypted(ChannelBinding.none()))
            .orElseThrow();
    return new GuardedExchange(exchange, guard, HERE, pauses::add);
  }

  private SaslExchange.Step plain(String password) {
    return start("PLAIN", directory).respond(bytes("\0alice\0" + password));
  }

  @Test
  void theDirectoryIsNotAskedOftenEnoughToLockTheAccount() {
    for (int i = 0; i < 3; i++) {
      assertInstanceOf(Outcome.WrongPassword.class, failure(plain("wrong")).outcome());
    }
    SaslExchange.Failure refused = failure(plain("wrong"));
    assertInstanceOf(Outcome.TooManyAttempts.class, refused.outcome());
    assertEquals("temporary-auth-failure", refused.condition());
    assertEquals(3, directory.checks("alice@localhost"));
    assertEquals(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)), pauses);
  }

  @Test
  void aNameIsCountedTheSameUnderEveryMechanismAndSpelling() {
    plain("wrong");
    ScramClient client = ScramClient.of("SCRAM-SHA-256", "Alice@LOCALHOST", "wrong").build();
    SaslExchange exchange = start("SCRAM-SHA-256", local);
    assertFalse(exchange.claims(client.first()).isEmpty());
    byte[] last = client.respond(bytes(challenge(exchange.respond(client.first()))));
    assertTrue(exchange.claims(last).isEmpty());
    failure(exchange.respond(last));
    assertEquals(List.of(Duration.ofSeconds(1)), pauses);
  }

  @Test
  void aSuccessMakesTheNameFree() {
    plain("wrong");
    plain("wrong");
    success(plain("secret"));
    pauses.clear();
    plain("wrong");
    assertEquals(List.of(), pauses);
  }

  @Test
  void anOutageOfTheDirectoryCountsAgainstNobody() {
    directory.reachable(false);
    for (int i = 0; i < 20; i++) {
      assertInstanceOf(Outcome.Unreachable.class, failure(plain("secret")).outcome());
    }
    directory.reachable(true);
    success(plain("secret"));
    assertEquals(List.of(), pauses);
  }

  @Test
  void anUnknownNameIsTreatedAsAKnownOne() {
    for (int i = 0; i < 3; i++) {
      failure(start("PLAIN", directory).respond(bytes("\0nobody\0x")));
    }
    SaslExchange.Failure refused = failure(start("PLAIN", directory).respond(bytes("\0nobody\0x")));
    assertInstanceOf(Outcome.TooManyAttempts.class, refused.outcome());
  }

  @Test
  void aSessionThatEndsWhileItWaitsIsRefused() {
    plain("wrong");
    SaslExchange inner =
        new SaslMechanisms(
                new Directories(Map.of("localhost", List.of(directory))),
                new byte[16],
                SaslSettings.defaults())
            .start("PLAIN", "localhost", Channel.encrypted(ChannelBinding.none()))
            .orElseThrow();
    GuardedExchange ending =
        new GuardedExchange(
            inner,
            guard,
            HERE,
            _ -> {
              throw new InterruptedException();
            });
    assertInstanceOf(
        Outcome.TooManyAttempts.class, failure(ending.respond(bytes("\0alice\0secret"))).outcome());
    assertTrue(Thread.interrupted());
    assertEquals(1, directory.checks("alice@localhost"));
  }
}
