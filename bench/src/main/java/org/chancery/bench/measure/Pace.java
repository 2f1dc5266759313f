package org.chancery.bench.measure;

/**
 * When each of a constant stream of events is due. Latency in an open loop counts from the time
 * due, not from the time sent: otherwise a server that makes the generator late hides its own delay
 * ("coordinated omission"). Not thread-safe.
 */
public final class Pace {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long start;
  private final double perSecond;
  private long taken;

  /**
   * A pace.
   *
   * @param start when the first event is due, on the clock of {@link System#nanoTime}
   * @param perSecond how many are due in a second, above zero
   */
  public Pace(long start, double perSecond) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("a rate must be above zero: " + perSecond);
    }
    this.start = start;
    this.perSecond = perSecond;
  }

  /** When the next event is due, on the clock of {@link System#nanoTime}. */
  public long due() {
    // From the count and not by adding intervals, so that rounding does not add up.
    return start + Math.round(taken * NANOS_PER_SECOND / perSecond);
  }

  /** Whether the next event is due at {@code now} or was before. */
  public boolean isDue(long now) {
    return due() - now <= 0;
  }

  /** Counts the next event as done; returns its number, from 0. */
  public long take() {
    return taken++;
  }
}
