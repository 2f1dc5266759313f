package org.chancery.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Slows down guessing. Counts failed attempts per name, whether or not there is such a person, and
 * per source address; makes each further attempt wait longer, keeps a name below the number of
 * failures at which the directory would lock the account, and bans a source that fails too often.
 * An attempt counts as failed from its beginning until it is known to have succeeded, so that
 * attempts side by side gain nothing. Memory is bounded. Thread-safe; never blocks.
 */
public final class LoginGuard {
  private static final int IPV6_SITE_BYTES = 8;
  private static final Duration BETWEEN_REFUSALS = Duration.ofMinutes(1);

  private final GuardSettings settings;
  private final InstantSource clock;
  private final Consumer<Ban> bans;
  private final Cache<String, PersonTally> people;

  /** The names being guessed once more, so that a flood of names tried once can't push them out. */
  private final Cache<String, PersonTally> guessed;

  private final Cache<String, SourceTally> sources;

  /** Sources that were refused lately. */
  private final Cache<String, Boolean> refused;

  /**
   * A source that was banned.
   *
   * @param source the address, or the /64 of an IPv6 address
   * @param until the end of the ban
   */
  public record Ban(String source, Instant until) {}

  /** With limits, a clock, and whom to tell of a ban. */
  public LoginGuard(GuardSettings settings, InstantSource clock, Consumer<Ban> bans) {
    this.settings = settings;
    this.clock = clock;
    this.bans = bans;
    this.people = cache(settings.window());
    this.guessed = cache(settings.window());
    this.sources = cache(settings.longestBan().multipliedBy(2));
    this.refused = limited().expireAfterWrite(BETWEEN_REFUSALS).build();
  }

  private <V> Cache<String, V> cache(Duration kept) {
    return limited().expireAfterAccess(kept).build();
  }

  private Caffeine<Object, Object> limited() {
    return Caffeine.newBuilder()
        .maximumSize(settings.capacity())
        .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
        .executor(Runnable::run);
  }

  /** The longest that an attempt is made to wait; a longer {@link #delayBefore} is a refusal. */
  public Duration patience() {
    return settings.longestDelay();
  }

  /**
   * How long an attempt must wait before any password is checked. Up to {@link #patience} the
   * attempt is counted, and one of {@link #failed}, {@link #succeeded} or {@link #notChecked} must
   * follow; beyond it the attempt is refused, is not counted, and nothing must follow.
   */
  public Duration delayBefore(String person, InetAddress source) {
    long now = clock.millis();
    String from = key(source);
    long banned =
        sources.asMap().compute(from, (_, old) -> SourceTally.renewed(old)).bannedFor(now);
    if (banned > 0) {
      return Duration.ofMillis(Math.max(banned, patience().toMillis() + 1));
    }
    long[] delay = new long[1];
    change(
        person,
        now,
        tally -> {
          delay[0] = tally.delay(from, now, settings);
          return delay[0] > patience().toMillis() ? tally : tally.begun(now);
        });
    return Duration.ofMillis(delay[0]);
  }

  /** The attempt failed: the password was wrong, or there is no such person. */
  public void failed(InetAddress source) {
    long now = clock.millis();
    String from = key(source);
    SourceTally tally =
        sources.asMap().compute(from, (_, old) -> SourceTally.renewed(old).failed(now, settings));
    if (tally.justBanned(now)) {
      bans.accept(new Ban(from, Instant.ofEpochMilli(tally.bannedUntil())));
    }
  }

  /** The attempt succeeded: the name starts afresh, and the source is known to it. */
  public void succeeded(String person, InetAddress source) {
    long now = clock.millis();
    String from = key(source);
    change(person, now, tally -> tally.succeeded(from));
    sources.asMap().compute(from, (_, old) -> SourceTally.renewed(old).succeeded(key(person)));
  }

  /**
   * The attempt ended before any password was checked, for instance because the directory did not
   * answer.
   */
  public void notChecked(String person) {
    change(person, clock.millis(), PersonTally::withdrawn);
  }

  /**
   * Whether an attempt that was refused without a check is the first of its source for a minute.
   * The others say nothing new: who is refused can try thousands of times a second, and must not
   * fill the record by it.
   */
  public boolean isNewRefusal(InetAddress source) {
    return refused.asMap().putIfAbsent(key(source), true) == null;
  }

  private void change(String person, long now, UnaryOperator<PersonTally> operation) {
    String name = key(person);
    people
        .asMap()
        .compute(
            name,
            (_, old) -> {
              PersonTally before = old == null ? guessed.getIfPresent(name) : old;
              PersonTally after = operation.apply(PersonTally.current(before, now, settings));
              if (after.failures() > settings.freeFailures()) {
                guessed.put(name, after);
              } else {
                guessed.invalidate(name);
              }
              return after;
            });
  }

  private static String key(String person) {
    return person.toLowerCase(Locale.ROOT);
  }

  /** A site that has IPv6 has at least 2^64 addresses, so they are counted as one. */
  private static String key(InetAddress source) {
    return source instanceof Inet6Address v6
        ? HexFormat.ofDelimiter(":").formatHex(Arrays.copyOf(v6.getAddress(), IPV6_SITE_BYTES))
            + "/64"
        : source.getHostAddress();
  }
}
