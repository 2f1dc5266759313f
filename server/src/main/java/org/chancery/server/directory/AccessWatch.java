package org.chancery.server.directory;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.chancery.auth.LocalDirectory;
import org.chancery.protocol.Jid;
import org.chancery.server.Core;
import org.chancery.server.Repeating;
import org.chancery.server.config.Section;
import org.chancery.server.session.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the sessions of local accounts that were disabled or removed, and sessions whose
 * certificate, token or device password is no longer good. Asks for everybody who is online, one
 * after the other, once in a period; a store that does not answer ends nobody's session. Runs on a
 * thread of its own.
 */
public final class AccessWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccessWatch.class);

  private final List<LocalDirectory> accounts;
  private final Core core;
  private final AccessEnd access;
  private final Clock clock;
  private final Repeating looks;

  /** Starts to watch. */
  public AccessWatch(List<LocalDirectory> accounts, Core core, Clock clock, Duration period) {
    this.accounts = accounts;
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
      accounts.stream()
          .flatMap(directory -> directory.ended(account).stream())
          .forEach(outcome -> access.end(account, outcome));
    } catch (RuntimeException e) {
      log.error("could not check whether {} may still be logged in", account, e);
    }
  }

  @Override
  public void close() {
    looks.close();
  }
}
