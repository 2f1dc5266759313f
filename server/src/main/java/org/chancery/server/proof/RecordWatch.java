package org.chancery.server.proof;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chancery.storage.StorageException;
import org.chancery.storage.record.Anchoring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Anchors what was signed and verifies the record, again and again, on threads of its own. */
public final class RecordWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RecordWatch.class);

  /** A server that has just started has better things to do than to read its whole record. */
  private static final Duration AFTER_START = Duration.ofMinutes(1);

  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(2, Thread.ofVirtual().name("record-watch").factory());

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  /** Starts to watch: what a crash left without an anchor gets one at once. */
  public RecordWatch(Anchoring anchoring, SelfVerification verification, ProofConfig config)
      throws IOException {
    repeat("anchor", anchoring::run, Duration.ZERO, config.anchorEvery());
    Duration wait = verification.untilDue();
    repeat(
        "verify",
        verification::run,
        wait.compareTo(AFTER_START) > 0 ? wait : AFTER_START,
        config.verifyEvery());
  }

  private void repeat(String what, Work work, Duration wait, Duration every) {
    timer.scheduleWithFixedDelay(
        () -> attempt(what, work), wait.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void attempt(String what, Work work) {
    try {
      work.run();
    } catch (StorageException | IOException e) {
      log.warn("can't {} the record now: {}", what, e.getMessage());
    } catch (RuntimeException e) {
      log.error("can't {} the record", what, e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
