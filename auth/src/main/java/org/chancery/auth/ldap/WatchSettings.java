package org.chancery.auth.ldap;

import java.time.Duration;

/**
 * How often a directory is asked what has changed.
 *
 * @param changes how often for entries that changed: a few small searches
 * @param everybody how often for all who are logged in, which also finds those who were deleted or
 *     whose time has run out; nobody stays longer than this, and the time the searches take, after
 *     losing the right to
 * @param reload how often the groups are read anew although nothing is known to have changed
 */
public record WatchSettings(Duration changes, Duration everybody, Duration reload) {

  /** People are out within a minute. */
  public static WatchSettings defaults() {
    return new WatchSettings(
        Duration.ofSeconds(10), Duration.ofSeconds(45), Duration.ofMinutes(15));
  }

  /** Checks that the times are positive. */
  public WatchSettings {
    if (!changes.isPositive() || !everybody.isPositive() || !reload.isPositive()) {
      throw new IllegalArgumentException(
          "the intervals at which a directory is watched must be positive");
    }
  }
}
