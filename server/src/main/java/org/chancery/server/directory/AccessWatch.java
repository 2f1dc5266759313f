package org.chancery.server.directory;

import java.time.Clock;
import java.time.Duration;
import org.chancery.auth.Directories;
import org.chancery.auth.Outcome;
import org.chancery.protocol.Jid;
import org.chancery.server.Core;
import org.chancery.server.Repeating;
import org.chancery.server.config.Section;
import org.chancery.server.session.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the sessions of people who may no longer log in: disabled, expired, locked, removed from the
 * access group, or deleted, in a directory or among the local accounts; and sessions whose
 * certificate, token or device password is no longer good. Asks for everybody who is online, one
 * after the other, once in a period; a directory that does not answer ends nobody's session. Runs
 * on a thread of its own.
 */
public final class AccessWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccessWatch.class);

  private final Directories directories;
  private final boolean alone;
  private final Core core;
  private final AccessEnd access;
  private final Clock clock;
  private final Repeating looks;

  /**
   * Starts to watch.
   *
   * @param alone whether there are no other directories: then who is unknown here has been removed
   */
  public AccessWatch(
      Directories directories, boolean alone, Core core, Clock clock, Duration period) {
    this.directories = directories;
    this.alone = alone;
    this.core = core;
    this.access = new AccessEnd(core, clock);
    this.clock = clock;
    this.looks = Repeating.every("access-watch", period, this::checkAll);
  }

  /** How often everybody is asked for. */
  public static Duration period(Section login) {
    return login.duration("check-access-every", Duration.ofSeconds(1), Duration.ofHours(1));
  }

  private void checkAll() {
    core.sessions().all().forEach(this::checkCredential);
    core.sessions().all().stream().map(Session::account).distinct().forEach(this::check);
  }

  private void checkCredential(Session session) {
    try {
      session
          .credential()
          .ended(clock.instant())
          .ifPresent(reason -> access.end(session.address(), reason));
    } catch (RuntimeException e) {
      log.error("could not check what {} has logged in with", session.address(), e);
    }
  }

  private void check(Jid account) {
    try {
      Outcome outcome = directories.admit(account);
      if (isEnd(outcome)) {
        access.end(account, outcome);
      }
    } catch (RuntimeException e) {
      log.error("could not check whether {} may still be logged in", account, e);
    }
  }

  private boolean isEnd(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Unknown unknown -> alone;
      case Outcome.Ok ok -> false;
      case Outcome.Unreachable unreachable -> false;
      case Outcome.Invalid invalid -> false;
      case Outcome.Unproven unproven -> false;
      case Outcome.TooManyAttempts attempts -> false;
      default -> true;
    };
  }

  @Override
  public void close() {
    looks.close();
  }
}
