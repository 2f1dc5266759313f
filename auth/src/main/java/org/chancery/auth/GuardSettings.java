package org.chancery.auth;

import java.time.Duration;

/**
 * The limits of {@link LoginGuard}.
 *
 * @param freeFailures failures of one name that cost no delay
 * @param firstDelay the delay after these; each further failure doubles it
 * @param longestDelay the most that an attempt waits; also the limit at which it is refused instead
 * @param lockoutThreshold failures at which the directory locks an account; fewer than that ever
 *     reach it within the window. 0 when no directory locks accounts
 * @param window how long after its last failure a name is forgotten; for a directory that locks
 *     accounts, at least its observation window
 * @param sourceFailures failures from one source within the window after which it is banned
 * @param perKnownPerson by how many more for each person who has logged in from there: an office
 *     behind one address
 * @param firstBan the first ban of a source; each further one is twice as long
 * @param longestBan the longest ban
 * @param capacity the names, and the sources, that are remembered
 */
public record GuardSettings(
    int freeFailures,
    Duration firstDelay,
    Duration longestDelay,
    int lockoutThreshold,
    Duration window,
    int sourceFailures,
    int perKnownPerson,
    Duration firstBan,
    Duration longestBan,
    int capacity) {

  /**
   * What is used when nothing is configured: below Active Directory's usual lock-out at 10 in 10
   * minutes.
   */
  public static GuardSettings defaults() {
    return new GuardSettings(
        3,
        Duration.ofSeconds(1),
        Duration.ofSeconds(20),
        10,
        Duration.ofMinutes(30),
        50,
        5,
        Duration.ofMinutes(10),
        Duration.ofHours(24),
        100_000);
  }

  /** Checks that the limits can be kept. */
  public GuardSettings {
    if (lockoutThreshold != 0 && lockoutThreshold < 3) {
      throw new IllegalArgumentException("a lock-out threshold below 3 leaves no room to mistype");
    }
    if (freeFailures < 0 || sourceFailures < 1 || perKnownPerson < 0 || capacity < 1) {
      throw new IllegalArgumentException("the limits of the log-in guard must be positive");
    }
  }
}
