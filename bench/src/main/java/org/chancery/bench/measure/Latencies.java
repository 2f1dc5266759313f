package org.chancery.bench.measure;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Times, exact to one part in a thousand, from a microsecond to ten minutes; longer ones count as
 * ten minutes. Not thread-safe.
 */
public final class Latencies {
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
  private static final int DIGITS = 3;
  private static final double MICROS_PER_MILLI = 1_000;

  private final Histogram histogram = new Histogram(LONGEST_MICROS, DIGITS);

  /** Takes in one time, in nanoseconds. */
  public void record(long nanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
    histogram.recordValue(Math.clamp(micros, 0, LONGEST_MICROS));
  }

  /** How many were taken in. */
  public long count() {
    return histogram.getTotalCount();
  }

  /** The time that {@code percentile} percent of all do not exceed, in milliseconds. */
  public double millis(double percentile) {
    return histogram.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }

  /** Adds the percentiles that every report shows. */
  public void report(Report report) {
    if (count() > 0) {
      report.put(Figure.LATENCY_P50, millis(50));
      report.put(Figure.LATENCY_P90, millis(90));
      report.put(Figure.LATENCY_P99, millis(99));
      report.put(Figure.LATENCY_P999, millis(99.9));
      report.put(Figure.LATENCY_MAX, millis(100));
    }
  }
}
