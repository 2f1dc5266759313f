package org.chancery.server.directory;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.chancery.auth.Directories;
import org.chancery.auth.Outcome;
import org.chancery.protocol.Jid;
import org.chancery.server.Core;
import org.chancery.server.config.Section;
import org.chancery.server.session.Session;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the sessions of people who may no longer log in: disabled, expired, locked, removed from the
 * access group, or deleted, in a directory or among the local accounts. Asks for everybody who is
 * online, one after the other, once in a period; a directory that does not answer ends nobody's
 * session. Runs on a thread of its own.
 */
public final class AccessWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccessWatch.class);

  private final Directories directories;
  private final Core core;
  private final Clock clock;
  private final Duration period;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  /** Starts to watch. */
  public AccessWatch(Directories directories, Core core, Clock clock, Duration period) {
    this.directories = directories;
    this.core = core;
    this.clock = clock;
    this.period = period;
    this.thread = Thread.ofVirtual().name("access-watch").start(this::run);
  }

  /** How often everybody is asked for. */
  public static Duration period(Section login) {
    return login.duration("check-access-every", Duration.ofSeconds(1), Duration.ofHours(1));
  }

  private void run() {
    try {
      while (!stopped.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
        checkAll();
      }
    } catch (InterruptedException e) {
      log.debug("access watch interrupted");
    }
  }

  private void checkAll() {
    List<Jid> online = core.sessions().all().stream().map(Session::account).distinct().toList();
    for (Jid account : online) {
      try {
        obstacle(directories.admit(account)).ifPresent(reason -> end(account, reason));
      } catch (RuntimeException e) {
        log.error("could not check whether {} may still be logged in", account, e);
      }
    }
  }

  /** Why somebody may not be logged in any more, in words for the record. */
  private static Optional<String> obstacle(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Ok ok -> Optional.empty();
      case Outcome.Unreachable unreachable -> Optional.empty();
      case Outcome.Invalid invalid -> Optional.empty();
      case Outcome.TooManyAttempts attempts -> Optional.empty();
      default -> Optional.of(words(outcome.getClass().getSimpleName()));
    };
  }

  private static String words(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  private void end(Jid account, String reason) {
    log.info("access of {} has ended: {}", account, reason);
    core.auditLog()
        .submit(
            AuditEntry.of(AuditKind.ADMINISTRATION, clock.instant())
                .from(account)
                .outcome("access ended")
                .detail("reason", reason)
                .build());
    core.endSessions(account, "access ended: " + reason);
  }

  @Override
  public void close() {
    stopped.countDown();
    thread.interrupt();
  }
}
