package org.chancery.bench;

import org.chancery.bench.measure.Figure;
import org.chancery.bench.measure.Latencies;
import org.chancery.bench.measure.Report;

/**
 * Counts what arrives of what was sent, and how long it took. Used on the event loop only.
 *
 * <p>The number of arrivals is of those that came in while the window was open. Latencies are of
 * what was due in the window, also when it arrived after.
 */
final class Tally {
  private final Latencies latencies = new Latencies();
  private boolean opened;
  private boolean counting;
  private long openedAt;
  private long closedAt;
  private long arrived;
  private long underWay;
  private long doubled;
  private long outOfOrder;
  private long refused;
  private long broken;

  public void open() {
    openedAt = System.nanoTime();
    opened = true;
    counting = true;
  }

  public void close() {
    closedAt = System.nanoTime();
    counting = false;
  }

  /** So many arrivals are to be expected for something sent. */
  void sent(int arrivals) {
    underWay += arrivals;
  }

  /** Something arrived that was due at {@code due}; answers whether it is the first of its kind. */
  boolean arrived(Sequence.Place place, long due) {
    if (place == Sequence.Place.DOUBLE) {
      doubled++;
      return false;
    }
    if (place == Sequence.Place.EARLY) {
      outOfOrder++;
    }
    underWay--;
    if (counting) {
      arrived++;
    }
    if (opened && due - openedAt >= 0 && (counting || due - closedAt < 0)) {
      latencies.record(System.nanoTime() - due);
    }
    return true;
  }

  /** The server refused something, so that these arrivals will not come. */
  void refused(int arrivals) {
    refused++;
    underWay -= arrivals;
  }

  /** A connection ended that should not have. */
  void broke() {
    broken++;
  }

  /** How many arrived while the window was open. */
  long arrivals() {
    return arrived;
  }

  /** Whether all that was sent has arrived or was refused. */
  boolean isQuiet() {
    return underWay == 0;
  }

  /** Whether all arrived, once and in order. */
  boolean flawless() {
    return underWay == 0 && doubled == 0 && outOfOrder == 0 && refused == 0 && broken == 0;
  }

  void report(Report report) {
    latencies.report(report);
    report.put(Figure.LOST, underWay);
    report.put(Figure.DOUBLED, doubled);
    report.put(Figure.OUT_OF_ORDER, outOfOrder);
    report.put(Figure.REFUSED, refused);
    report.put(Figure.BROKEN, broken);
  }
}
