package org.chancery.server.capture;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.audit.CaptureCounts.Period;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.CaptureStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares, period by period, what the server took in with what it did about it, and the rows that
 * it believes in with those that the database has. Not thread-safe.
 *
 * <p>A period is judged one period after its end at the earliest, so that nothing of it is under
 * way, and called wrong only when it is still wrong after the grace.
 */
public final class CaptureCheck {
  private static final Logger log = LoggerFactory.getLogger(CaptureCheck.class);

  private final AuditLog auditLog;
  private final CaptureStore store;
  private final Clock clock;
  private final Duration grace;
  private final List<Ended> waiting = new ArrayList<>();

  /** A period that is over, and what became of the canary that was sent in it. */
  private record Ended(Period period, Optional<Boolean> canaryOnRecord) {}

  /**
   * Without anything to judge yet.
   *
   * @param grace how long a period's messages may be under way after its end
   */
  public CaptureCheck(AuditLog auditLog, CaptureStore store, Clock clock, Duration grace) {
    this.auditLog = auditLog;
    this.store = store;
    this.clock = clock;
    this.grace = grace;
  }

  /**
   * Judges the periods that ended before, then ends the one that lasts. Blocks.
   *
   * @param canaryOnRecord whether the canary of the period was found; empty when that can't be said
   * @throws org.chancery.storage.StorageException when the database can't count; what was not
   *     judged is next time
   */
  void endPeriod(Optional<Boolean> canaryOnRecord) {
    try {
      for (Ended ended : List.copyOf(waiting)) {
        judge(ended);
      }
    } finally {
      waiting.add(new Ended(auditLog.counts().next(), canaryOnRecord));
    }
  }

  private void judge(Ended ended) {
    Period period = ended.period();
    long found = store.rows(period.from(), period.until());
    Optional<String> difference = difference(period, found);
    if (difference.isPresent() && clock.instant().isBefore(period.until().plus(grace))) {
      return;
    }
    waiting.remove(ended);
    auditLog.counts().forget(period);
    Optional<String> wrong = wrong(ended, difference);
    auditLog.submit(row(ended, found, wrong));
    wrong.ifPresent(explanation -> alarm(period, explanation));
  }

  private static Optional<String> difference(Period period, long found) {
    StringJoiner differences = new StringJoiner("; ");
    differences.setEmptyValue("");
    long received = period.received();
    long accounted = period.recorded() + period.excluded() + period.refused();
    if (received != accounted) {
      differences.add(
          received + " messages were taken in, and " + accounted + " are accounted for");
    }
    if (period.rows() != found) {
      differences.add(period.rows() + " rows were committed, and the database has " + found);
    }
    return Optional.of(differences.toString()).filter(text -> !text.isEmpty());
  }

  private static Optional<String> wrong(Ended ended, Optional<String> difference) {
    boolean lost = ended.canaryOnRecord().filter(found -> !found).isPresent();
    Optional<String> canary = lost ? Optional.of("the canary is not on record") : Optional.empty();
    return difference
        .map(text -> canary.map(also -> text + "; " + also).orElse(text))
        .or(() -> canary);
  }

  private AuditEntry row(Ended ended, long found, Optional<String> wrong) {
    Period period = ended.period();
    AuditEntry.Builder row =
        AuditEntry.of(AuditKind.CAPTURE_CHECK, clock.instant())
            .outcome(wrong.orElse(AuditEntry.ACCEPTED))
            .detail("event", "capture")
            .detail("from", period.from().toString())
            .detail("until", period.until().toString())
            .detail("received", Long.toString(period.received()))
            .detail("recorded", Long.toString(period.recorded()))
            .detail("excluded", Long.toString(period.excluded()))
            .detail("refused", Long.toString(period.refused()))
            .detail("rows-written", Long.toString(period.rows()))
            .detail("rows-found", Long.toString(found));
    ended
        .canaryOnRecord()
        .ifPresent(onRecord -> row.detail("canary", onRecord ? "on record" : "lost"));
    return row.build();
  }

  private void alarm(Period period, String explanation) {
    log.error(
        "the record may be incomplete from={} until={}: {}",
        period.from(),
        period.until(),
        explanation);
    auditLog.submit(
        AuditEntry.of(AuditKind.CAPTURE_CHECK, clock.instant())
            .outcome(explanation)
            .detail("event", "capture alarm")
            .detail("from", period.from().toString())
            .detail("until", period.until().toString())
            .build());
  }
}
