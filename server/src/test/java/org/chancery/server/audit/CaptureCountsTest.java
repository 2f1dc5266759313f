package org.chancery.server.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.chancery.server.audit.CaptureCounts.Period;
import org.chancery.storage.AuditPosition;
import org.junit.jupiter.api.Test;

class CaptureCountsTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final int NODE = 1;

  private Instant now = NOON.minusSeconds(60);
  private Runnable whenTheClockIsRead = () -> {};
  private final InstantSource clock =
      () -> {
        whenTheClockIsRead.run();
        return now;
      };
  private final CaptureCounts counts = startingAfter(new AuditPosition(0));

  /** The database counts a row by its time, so a border may not pass between the two. */
  @Test
  void aRowCommittedWhileThePeriodEndsIsCountedWhereItsTimeIs() throws InterruptedException {
    AuditPosition later = position(NOON.plusMillis(5));
    Thread writer = Thread.ofPlatform().unstarted(() -> counts.committed(List.of(later)));
    now = NOON;
    whenTheClockIsRead = () -> startAndAwaitWaitingOrEnd(writer);

    Period ended = counts.next();
    writer.join();
    whenTheClockIsRead = () -> {};
    Period following = counts.next();

    assertEquals(NOON, ended.until());
    assertEquals(0, ended.rows());
    assertEquals(1, following.rows());
  }

  @Test
  void aRowOfAnEndedPeriodIsCountedThereWhenItsCommitComesLate() {
    now = NOON;
    Period ended = counts.next();

    counts.committed(List.of(position(NOON.minusMillis(5)), position(NOON)));

    assertEquals(1, ended.rows());
    assertEquals(1, counts.next().rows());
  }

  @Test
  void theRowsOfAnEarlierRunAreNotCountedWhenTheClockWentBack() {
    AuditPosition earlier = position(NOON);
    now = NOON.minusSeconds(3600);

    CaptureCounts again = startingAfter(earlier);
    AuditPosition first = AuditPosition.next(earlier, now, NODE);
    again.committed(List.of(first));

    Period ended = again.next();
    assertEquals(first.recordedAt(), ended.from());
    assertEquals(1, ended.rows());
  }

  private CaptureCounts startingAfter(AuditPosition end) {
    return new CaptureCounts(clock.withZone(ZoneOffset.UTC), end);
  }

  private static void startAndAwaitWaitingOrEnd(Thread thread) {
    thread.start();
    while (thread.getState() != Thread.State.BLOCKED
        && thread.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }

  private static AuditPosition position(Instant at) {
    return AuditPosition.next(new AuditPosition(0), at, NODE);
  }
}
