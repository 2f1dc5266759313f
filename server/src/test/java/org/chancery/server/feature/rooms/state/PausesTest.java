package org.chancery.server.feature.rooms.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.Test;

class PausesTest {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid BOB = Jid.of("bob@example.org");
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  private final Pauses pauses = new Pauses();

  private long waits(Jid person, int second) {
    return pauses.speaks(person, START.plusSeconds(second), PAUSE).toSeconds();
  }

  @Test
  void whoeverSpokeWaitsForTheRestOfThePause() {
    assertEquals(0, waits(ALICE, 0));
    assertEquals(0, waits(BOB, 4));
    assertEquals(1, waits(ALICE, 9));
    assertEquals(0, waits(ALICE, 10));
    assertEquals(3, waits(BOB, 11));
    assertEquals(9, waits(ALICE, 11));
  }

  @Test
  void whosePauseIsOverIsForgotten() {
    waits(ALICE, 0);
    waits(BOB, 5);
    assertEquals(2, pauses.count());
    waits(BOB, 10);
    assertEquals(1, pauses.count());
    waits(ALICE, 30);
    assertEquals(1, pauses.count());
  }
}
