package org.chancery.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void eventsAreDueAtEqualDistancesWithoutRoundingAddingUp() {
    Pace pace = new Pace(1_000, 3);
    assertEquals(1_000, pace.due());
    for (int i = 0; i < 3_000_000; i++) {
      pace.take();
    }
    assertEquals(1_000 + 1_000_000_000_000_000L, pace.due());
  }

  @Test
  void aStallLeavesTheMissedEventsDueAtTheirOwnTimes() {
    Pace pace = new Pace(0, 1_000);
    long stalledUntil = 5_000_000;
    for (int i = 0; i <= 5; i++) {
      assertTrue(pace.isDue(stalledUntil));
      assertEquals(i * 1_000_000L, pace.due());
      assertEquals(i, pace.take());
    }
    assertFalse(pace.isDue(stalledUntil));
  }

  @Test
  void theClockMayWrapAround() {
    Pace pace = new Pace(Long.MAX_VALUE - 10, 1_000);
    pace.take();
    assertFalse(pace.isDue(Long.MAX_VALUE));
    assertTrue(pace.isDue(Long.MAX_VALUE + 1_000_000));
  }

  @Test
  void aRateMustBeAboveZero() {
    assertThrows(IllegalArgumentException.class, () -> new Pace(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Pace(0, Double.NaN));
  }
}
