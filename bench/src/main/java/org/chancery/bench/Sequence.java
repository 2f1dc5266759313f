package org.chancery.bench;

/** The order in which one receiver gets one sender's numbered stanzas. Not thread-safe. */
final class Sequence {
  /** How a stanza stands to those before it. */
  enum Place {
    NEXT,
    /** One before it is missing still. */
    EARLY,
    /** It was missing when a later one came. */
    LATE,
    /** It came before. */
    DOUBLE
  }

  private long expected;
  private long missing;

  /** Where a stanza that came in stands in the order in which they were sent. */
  Place place(long number) {
    if (number == expected) {
      expected++;
      return Place.NEXT;
    }
    if (number > expected) {
      missing += number - expected;
      expected = number + 1;
      return Place.EARLY;
    }
    if (missing > 0) {
      missing--;
      return Place.LATE;
    }
    return Place.DOUBLE;
  }
}
