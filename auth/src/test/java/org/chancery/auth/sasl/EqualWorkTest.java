package org.chancery.auth.sasl;

import static org.chancery.auth.sasl.Talks.bytes;
import static org.chancery.auth.sasl.Talks.challenge;
import static org.chancery.auth.sasl.Talks.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An unknown name costs what a wrong password costs: counted in hashes, since a clock would prove
 * nothing.
 */
class EqualWorkTest {
  private final FakeDirectory directory =
      new FakeDirectory("local", true)
          .with("alice@localhost", "correct horse")
          .with("gone@localhost", "was here", new Outcome.Disabled());
  private final SaslMechanisms mechanisms =
      new SaslMechanisms(
          new Directories(Map.of("localhost", List.of(directory))),
          new byte[16],
          SaslSettings.defaults());
  private WorkCounter counter;

  @BeforeEach
  void count() {
    counter = new WorkCounter();
  }

  @AfterEach
  void stopCounting() {
    counter.close();
  }

  private List<Map<String, Long>> scramWork(String mechanism, String name) {
    ScramClient client = ScramClient.of(mechanism, name, "wrong").build();
    SaslExchange exchange =
        mechanisms
            .start(mechanism, "localhost", Channel.encrypted(ChannelBinding.none()))
            .orElseThrow();
    counter.take();
    byte[] challenge = bytes(challenge(exchange.respond(client.first())));
    Map<String, Long> first = counter.take();
    byte[] last = client.respond(challenge);
    counter.take();
    failure(exchange.respond(last));
    return List.of(first, counter.take());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"})
  void scramDoesTheSameForEverybody(String mechanism) {
    List<Map<String, Long>> wrong = scramWork(mechanism, "alice");
    assertTrue(wrong.stream().noneMatch(Map::isEmpty), "the work was counted: " + wrong);
    assertEquals(wrong, scramWork(mechanism, "nobody"));
    assertEquals(wrong, scramWork(mechanism, "gone"));
    assertEquals(wrong, scramWork(mechanism, "not a name @ all"));
  }
}
