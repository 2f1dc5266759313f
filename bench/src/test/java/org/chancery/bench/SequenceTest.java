package org.chancery.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.chancery.bench.Sequence.Place;
import org.junit.jupiter.api.Test;

class SequenceTest {
  private static List<Place> places(long... numbers) {
    Sequence sequence = new Sequence();
    return LongStream.of(numbers).mapToObj(sequence::place).toList();
  }

  @Test
  void stanzasInOrderAreNext() {
    assertEquals(List.of(Place.NEXT, Place.NEXT, Place.NEXT), places(0, 1, 2));
  }

  @Test
  void twoSwappedAreEarlyAndLate() {
    assertEquals(List.of(Place.NEXT, Place.EARLY, Place.LATE, Place.NEXT), places(0, 2, 1, 3));
  }

  @Test
  void oneThatCameBeforeIsDouble() {
    assertEquals(List.of(Place.NEXT, Place.NEXT, Place.DOUBLE), places(0, 1, 1));
  }

  @Test
  void aTallyTellsALossFromADoubleDelivery() {
    Tally tally = new Tally();
    Sequence sequence = new Sequence();
    tally.sent(3);
    assertTrue(tally.arrived(sequence.place(0), 0));
    assertFalse(tally.arrived(sequence.place(0), 0));
    assertTrue(tally.arrived(sequence.place(1), 0));
    assertFalse(tally.isQuiet());
    assertTrue(tally.arrived(sequence.place(2), 0));
    assertTrue(tally.isQuiet());
    assertFalse(tally.flawless());
  }
}
