package org.chancery.server.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.junit.jupiter.api.Test;

class KnownPeopleTest {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid BOB = Jid.of("bob@example.org");

  private final AtomicLong now = new AtomicLong();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final FakeDirectory directory =
      new FakeDirectory("fake", false).with(ALICE.toString(), "pw");
  private final KnownPeople people =
      new KnownPeople(
          new Directories(Map.of("example.org", List.of(directory))), now::get, background::add);

  private void renew() {
    while (!background.isEmpty()) {
      background.remove().run();
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void whatWasKnownHoldsWhileTheDirectoryDoesNotAnswer() {
    assertTrue(people.exists(ALICE));
    directory.reachable(false);
    for (int i = 0; i < 5; i++) {
      pass(Duration.ofMinutes(20));
      assertTrue(people.exists(ALICE));
      renew();
    }
    StanzaException refused = assertThrows(StanzaException.class, () -> people.exists(BOB));
    assertEquals(Condition.SERVICE_UNAVAILABLE, refused.error().condition());
  }

  @Test
  void anOldAnswerIsGivenAtOnceAndRenewedBehindTheBack() {
    assertTrue(people.exists(ALICE));
    directory.without(ALICE.toString());
    pass(Duration.ofMinutes(2));
    assertTrue(people.exists(ALICE));
    renew();
    assertFalse(people.exists(ALICE));
  }

  @Test
  void aStrangerIsNotAStrangerForLong() {
    assertFalse(people.exists(BOB));
    directory.with(BOB.toString(), "pw");
    pass(Duration.ofMinutes(1));
    assertTrue(people.exists(BOB));
  }
}
