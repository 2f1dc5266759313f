package org.chancery.server.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.StreamException;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.AuditStore;
import org.chancery.storage.fake.FakeAuditStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a sender is told is true, whatever the database does (decision 0023). */
class AuditLogTest {
  /** Long enough for a writer that is free to begin, on a busy machine too. */
  private static final AuditConfig HASTY = config(Duration.ofMillis(500));

  private static final AuditConfig PATIENT = config(Duration.ofMinutes(1));

  private final FakeAuditStore store = new FakeAuditStore(Clock.systemUTC());
  private final AuditLog log = new AuditLog(store, HASTY, Clock.systemUTC());

  private static AuditConfig config(Duration patience) {
    return new AuditConfig(1, 100, Duration.ZERO, patience, Duration.ofMillis(2), false);
  }

  @AfterEach
  void stop() {
    log.close();
  }

  @Test
  void whoseTurnHasNotComeIsRefusedAfterAWhileAndIsNeverOnRecord() {
    CountDownLatch release = store.stall();
    CompletableFuture<AuditPosition> first = commit("first");
    assertThrows(StanzaException.class, () -> committedWithin(first, "second"));
    release.countDown();
    assertEquals(first.join(), store.rows().getFirst().position());
    log.close();
    assertEquals(List.of("first"), recorded());
  }

  /** Sends a second one as long as the writer is busy with the first. */
  private void committedWithin(CompletableFuture<AuditPosition> first, String second) {
    assertFalse(first.isDone());
    log.commit(entry(second));
  }

  @Test
  void whoseRowIsBeingWrittenWaitsForTheTruthHoweverLongItTakes() {
    store.breakInCommit();
    CompletableFuture<AuditPosition> first = commit("first");
    assertThrows(StanzaException.class, () -> log.commit(entry("second")));
    assertFalse(first.isDone(), "the database has not said yet what became of it");
    store.comeBack();
    assertEquals(first.join(), store.rows().getFirst().position());
    assertEquals(List.of("first"), recorded());
  }

  @Test
  void whenTheServerStopsBeforeItKnowsTheSenderIsToldNeither() {
    store.breakInCommit();
    CompletableFuture<AuditPosition> first = commit("first");
    assertThrows(StanzaException.class, () -> log.commit(entry("second")));
    log.close();
    CompletionException unanswered = assertThrows(CompletionException.class, first::join);
    assertInstanceOf(StreamException.class, unanswered.getCause());
  }

  @Test
  void whoComesWhenTheServerStopsIsToldThatAndSoIsTheAdministrator() {
    log.close();
    StanzaException refused = assertThrows(StanzaException.class, () -> log.commit(entry("late")));
    assertEquals(
        "Your message could not be recorded, so it was not delivered. The server is stopping.",
        refused.error().text());
    Logger logger = (Logger) LoggerFactory.getLogger(AuditLog.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      log.submit(entry("later"));
    } finally {
      logger.detachAppender(lines);
    }
    assertTrue(
        lines.list.stream()
            .map(ILoggingEvent::getFormattedMessage)
            .anyMatch("event not recorded: the server is stopping kind=message"::equals));
  }

  @Test
  void aFailureOfTheStoreItselfLeavesNobodyWaiting() {
    CountDownLatch asked = new CountDownLatch(1);
    try (AuditLog broken = new AuditLog(failing(asked), PATIENT, Clock.systemUTC())) {
      assertThrows(StreamException.class, () -> broken.commit(entry("first")));
      assertTrue(asked.getCount() == 0);
      assertThrows(StreamException.class, () -> broken.commit(entry("second")));
    }
  }

  private static AuditStore failing(CountDownLatch asked) {
    return new AuditStore() {
      @Override
      public List<AuditPosition> append(List<AuditEntry> batch) {
        asked.countDown();
        throw new IllegalStateException("a defect");
      }

      @Override
      public List<AuditPosition> resolve() {
        throw new IllegalStateException("a defect");
      }

      @Override
      public AuditPosition end() {
        return new AuditPosition(0);
      }

      @Override
      public void close() {}
    };
  }

  /** Commits on a thread of its own and returns when the writer has begun with it. */
  private CompletableFuture<AuditPosition> commit(String body) {
    CompletableFuture<AuditPosition> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(log.commit(entry(body)));
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    store.awaitAttempt();
    return result;
  }

  private static AuditEntry entry(String body) {
    return AuditEntry.of(AuditKind.MESSAGE, Clock.systemUTC().instant())
        .stanza("<message/>", "chat", body, "", body)
        .build();
  }

  private List<String> recorded() {
    return store.entries().stream().map(AuditEntry::stanzaId).toList();
  }
}
