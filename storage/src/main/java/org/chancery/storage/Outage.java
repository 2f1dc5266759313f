package org.chancery.storage;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Something that is tried again and again and may fail for a while: the log says so once when that
 * begins and once when it is over. Thread-safe.
 */
public final class Outage {
  private final Logger log;
  private final String what;
  private final AtomicBoolean lasts = new AtomicBoolean();

  /**
   * Not begun.
   *
   * @param what can't be done while it lasts, such as "add to the search table"
   */
  public Outage(Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  /** It failed. */
  public void failed(String reason) {
    if (lasts.compareAndSet(false, true)) {
      log.warn("can't {} now: {}", what, reason);
    }
  }

  /** It succeeded. */
  public void over() {
    if (lasts.compareAndSet(true, false)) {
      log.info("can {} again", what);
    }
  }
}
