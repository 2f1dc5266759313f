package org.chancery.server.audit;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.LongAdder;
import org.chancery.storage.AuditPosition;

/**
 * Counts, by periods, what became of each message that the server took in, and the rows that the
 * database said it committed. Thread-safe.
 */
public final class CaptureCounts {

  /** The counts of one period. They still grow after its end, until nothing is under way. */
  public static final class Period {
    private final Instant from;
    private volatile Instant until = Instant.MAX;
    private final LongAdder received = new LongAdder();
    private final LongAdder recorded = new LongAdder();
    private final LongAdder excluded = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder rows = new LongAdder();

    private Period(Instant from) {
      this.from = from;
    }

    /** When it began. */
    public Instant from() {
      return from;
    }

    /** When it ended; far in the future while it lasts. */
    public Instant until() {
      return until;
    }

    /** Messages taken in. */
    public long received() {
      return received.sum();
    }

    /** Those that were durably recorded before they were delivered. */
    public long recorded() {
      return recorded.sum();
    }

    /** Those that passed without a row, for a named reason. */
    public long excluded() {
      return excluded.sum();
    }

    /** Those that were given back to the sender with an error. */
    public long refused() {
      return refused.sum();
    }

    /** Rows of all kinds whose commit the database confirmed. */
    public long rows() {
      return rows.sum();
    }
  }

  /** One message on its way: closed without a result, it was refused. Not thread-safe. */
  public static final class Taken implements AutoCloseable {
    private final Period period;
    private boolean accepted;

    private Taken(Period period) {
      this.period = period;
      period.received.increment();
    }

    /** It may be delivered. */
    public void accepted(Audited audited) {
      accepted = true;
      (audited.position().isPresent() ? period.recorded : period.excluded).increment();
    }

    @Override
    public void close() {
      if (!accepted) {
        period.refused.increment();
      }
    }
  }

  /**
   * Messages since the start.
   *
   * @param recorded those that were durably recorded before they were delivered
   * @param excluded those that passed without a row, for a named reason
   * @param refused those that were given back to the sender with an error
   */
  public record Totals(long recorded, long excluded, long refused) {
    private Totals plus(Period period) {
      return new Totals(
          recorded + period.recorded(), excluded + period.excluded(), refused + period.refused());
    }
  }

  private final Clock clock;

  /** The one that lasts comes first. */
  private final Deque<Period> periods = new ConcurrentLinkedDeque<>();

  private Instant lastRow;
  private Totals forgotten = new Totals(0, 0, 0);

  /**
   * Beginning to count.
   *
   * @param end where the record ends: the rows up to there are not counted, whatever the clock says
   */
  CaptureCounts(Clock clock, AuditPosition end) {
    this.clock = clock;
    this.lastRow = end.recordedAt();
    periods.add(new Period(border()));
  }

  /** A message comes in. */
  public Taken take() {
    return new Taken(periods.getFirst());
  }

  /**
   * The database has confirmed these rows, in their order. Called by the one writer, and never
   * while a border is drawn: a row may bear an earlier or a later time than the border, and is
   * counted on the side where the database has it.
   */
  synchronized void committed(List<AuditPosition> positions) {
    for (AuditPosition position : positions) {
      lastRow = position.recordedAt();
      periodOf(lastRow).ifPresent(period -> period.rows.increment());
    }
  }

  private Optional<Period> periodOf(Instant at) {
    return periods.stream().filter(period -> !at.isBefore(period.from)).findFirst();
  }

  /**
   * Ends the period and begins the next. Positions never go back even when the clock does, so the
   * border does not either.
   *
   * @return the one that ended
   */
  public synchronized Period next() {
    Period ended = periods.getFirst();
    Instant border = latest(border(), ended.from.plus(1, ChronoUnit.MICROS));
    periods.addFirst(new Period(border));
    ended.until = border;
    return ended;
  }

  /** Now, but after all rows that there are. */
  private Instant border() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return latest(now, lastRow.plus(1, ChronoUnit.MICROS));
  }

  /** The time of the newest row; whatever is committed from now on has a later one. */
  public synchronized Instant lastRow() {
    return lastRow;
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  /** A period needs no more counting. */
  public synchronized void forget(Period period) {
    if (periods.remove(period)) {
      forgotten = forgotten.plus(period);
    }
  }

  /** What became of the messages since the start. */
  public synchronized Totals totals() {
    Totals totals = forgotten;
    for (Period period : periods) {
      totals = totals.plus(period);
    }
    return totals;
  }
}
