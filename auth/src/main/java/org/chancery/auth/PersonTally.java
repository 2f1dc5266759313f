package org.chancery.auth;

import java.util.ArrayList;
import java.util.List;

/**
 * What the guard remembers of a name. Immutable.
 *
 * @param failures attempts that failed or have not ended, since the last success
 * @param last when the last of them began, in milliseconds
 * @param familiar the sources of the last successes
 */
record PersonTally(int failures, long last, List<String> familiar) {
  private static final int REMEMBERED_SOURCES = 4;
  private static final int LONGEST_SHIFT = 20;

  /** The tally as it stands now: a name that was quiet for the window starts afresh. */
  static PersonTally current(PersonTally old, long now, GuardSettings settings) {
    if (old == null) {
      return new PersonTally(0, now, List.of());
    }
    return now - old.last >= settings.window().toMillis()
        ? new PersonTally(0, now, old.familiar)
        : old;
  }

  long delay(String source, long now, GuardSettings settings) {
    if (settings.lockoutThreshold() > 0 && failures >= limit(source, settings)) {
      long left = last + settings.window().toMillis() - now;
      return Math.max(left, settings.longestDelay().toMillis() + 1);
    }
    int over = failures - settings.freeFailures();
    if (over < 0) {
      return 0;
    }
    long doubled = settings.firstDelay().toMillis() << Math.min(over, LONGEST_SHIFT);
    return Math.min(doubled, settings.longestDelay().toMillis());
  }

  /**
   * One attempt is kept for where the person usually is, so that a stranger's guesses don't shut
   * the person out.
   */
  private int limit(String source, GuardSettings settings) {
    int most = settings.lockoutThreshold() - 1;
    return familiar.contains(source) ? most : most - 1;
  }

  PersonTally begun(long now) {
    return new PersonTally(failures + 1, now, familiar);
  }

  PersonTally withdrawn() {
    return new PersonTally(Math.max(0, failures - 1), last, familiar);
  }

  PersonTally succeeded(String source) {
    List<String> sources = new ArrayList<>(familiar);
    sources.remove(source);
    sources.addFirst(source);
    return new PersonTally(
        0, last, List.copyOf(sources.subList(0, Math.min(sources.size(), REMEMBERED_SOURCES))));
  }
}
