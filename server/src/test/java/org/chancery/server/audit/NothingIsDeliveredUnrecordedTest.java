package org.chancery.server.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditKind;
import org.chancery.storage.fake.FakeAuditStore;
import org.chancery.storage.fake.FakeAuditStore.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise, under seeded faults of the database and of the recipient's network: what was
 * delivered or acknowledged is on record, once and in order; what was refused is not delivered;
 * what is on record arrives.
 */
class NothingIsDeliveredUnrecordedTest {
  private static final int SEEDS_PER_GROUP = 40;
  private static final Map<String, String> HASTY =
      Map.of(
          "chancery.audit.patience",
          "150ms",
          "chancery.audit.retry",
          "2ms",
          "chancery.audit.batch",
          "4");

  /** What the two clients saw. */
  private static final class Seen {
    private final List<String> sent = new ArrayList<>();
    private final Set<String> refused = new LinkedHashSet<>();
    private final List<String> received = new ArrayList<>();
    private long acknowledged;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void whateverTheDatabaseAndTheNetworkDo(int group) {
    for (int i = 0; i < SEEDS_PER_GROUP; i++) {
      long seed = group * 1_000L + i;
      try {
        converse(new Random(seed));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private void converse(Random random) {
    try (TestServer server = new TestServer(HASTY);
        TestClient alice = server.connectsEventually("alice").comesOnline()) {
      Seen seen = new Seen();
      alice.sends("<enable xmlns='urn:xmpp:sm:3'/>");
      alice.receives("<enabled xmlns='urn:xmpp:sm:3'/>");
      TestClient bob = managed(server);
      List<CountDownLatch> stalls = new ArrayList<>();
      for (int step = 0; step < 25; step++) {
        switch (random.nextInt(8)) {
          case 0 -> server.record().failNext(Fault.values()[random.nextInt(Fault.values().length)]);
          case 1 -> stalls.add(server.record().stall());
          case 2 -> stalls.forEach(CountDownLatch::countDown);
          case 3 -> {
            stalls.forEach(CountDownLatch::countDown);
            collect(bob, seen);
            bob.losesConnection();
            bob = managed(server);
          }
          default -> send(alice, seen);
        }
      }
      stalls.forEach(CountDownLatch::countDown);
      finish(alice, bob, seen);
      check(server.record(), seen);
    }
  }

  private static TestClient managed(TestServer server) {
    TestClient bob = server.connectsEventually("bob");
    bob.sends("<enable xmlns='urn:xmpp:sm:3'/>");
    bob.receives("<enabled xmlns='urn:xmpp:sm:3'/>");
    return bob.comesOnline();
  }

  private static void send(TestClient alice, Seen seen) {
    String id = "m" + seen.sent.size();
    seen.sent.add(id);
    alice.sends(
        "<message type='chat' id='%s' to='bob@localhost'><body>%s</body></message>"
            .formatted(id, id));
  }

  private static void finish(TestClient alice, TestClient bob, Seen seen) {
    alice.sends("<r xmlns='urn:xmpp:sm:3'/>");
    for (Element element : alice.elementsUntilPong()) {
      if (element.name().equals("message")
          && element.attribute("type").filter("error"::equals).isPresent()) {
        seen.refused.add(element.attribute("id").orElseThrow());
      } else if (element.name().equals("a")) {
        seen.acknowledged = Long.parseLong(element.attribute("h").orElseThrow());
      }
    }
    collect(bob, seen);
    bob.close();
  }

  /**
   * Bob acknowledges nothing, so that whatever he has not been seen to get comes again; doubles are
   * his to drop.
   */
  private static void collect(TestClient bob, Seen seen) {
    Set<String> known = new HashSet<>(seen.received);
    for (Element element : bob.elementsUntilPong()) {
      element
          .attribute("id")
          .filter(id -> element.name().equals("message") && known.add(id))
          .ifPresent(seen.received::add);
    }
  }

  private static void check(FakeAuditStore record, Seen seen) {
    List<String> recorded = new ArrayList<>();
    for (FakeAuditStore.Row row : record.rows()) {
      if (row.entry().kind() == AuditKind.MESSAGE) {
        recorded.add(row.entry().stanzaId());
      }
    }
    assertEquals(
        recorded.size(), Set.copyOf(recorded).size(), "a message is on record twice: " + recorded);
    assertEquals(
        seen.sent.stream().filter(recorded::contains).toList(),
        recorded,
        "the record's order is not the sender's");
    assertTrue(
        recorded.containsAll(seen.received), "delivered but not on record: " + seen.received);
    assertEquals(
        seen.sent.size(), seen.acknowledged, "every stanza was handled, by delivery or by refusal");
    List<String> accepted = seen.sent.stream().filter(id -> !seen.refused.contains(id)).toList();
    assertTrue(recorded.containsAll(accepted), "accepted but not on record: " + accepted);
    assertEquals(accepted, seen.received, "what was accepted, and only that, arrives, in order");
    assertEquals(
        List.of(),
        seen.refused.stream().filter(recorded::contains).toList(),
        "on record, although the sender was told that it is not");
  }
}
