package org.chancery.auth;

import java.util.HashSet;
import java.util.Set;

/**
 * What the guard remembers of a source address. Immutable.
 *
 * @param failures failed attempts within the window
 * @param last when the last of them failed, in milliseconds
 * @param bannedAt when the last ban began, in milliseconds; 0 for never
 * @param bannedUntil when it ends
 * @param bans how many there were
 * @param people hashes of the names that have logged in from there
 */
record SourceTally(
    int failures, long last, long bannedAt, long bannedUntil, int bans, Set<Integer> people) {
  private static final int REMEMBERED_PEOPLE = 256;
  private static final int LONGEST_SHIFT = 20;

  static SourceTally renewed(SourceTally old) {
    return old == null ? new SourceTally(0, 0, 0, 0, 0, Set.of()) : old;
  }

  long bannedFor(long now) {
    return bannedUntil - now;
  }

  boolean justBanned(long now) {
    return bannedAt == now && failures == 0;
  }

  SourceTally failed(long now, GuardSettings settings) {
    int count = now - last >= settings.window().toMillis() ? 1 : failures + 1;
    if (count < settings.sourceFailures() + settings.perKnownPerson() * people.size()) {
      return new SourceTally(count, now, bannedAt, bannedUntil, bans, people);
    }
    long length = settings.firstBan().toMillis() << Math.min(bans, LONGEST_SHIFT);
    long until = now + Math.min(length, settings.longestBan().toMillis());
    return new SourceTally(0, now, now, until, bans + 1, people);
  }

  SourceTally succeeded(String person) {
    if (people.size() >= REMEMBERED_PEOPLE || people.contains(person.hashCode())) {
      return this;
    }
    Set<Integer> more = new HashSet<>(people);
    more.add(person.hashCode());
    return new SourceTally(failures, last, bannedAt, bannedUntil, bans, Set.copyOf(more));
  }
}
