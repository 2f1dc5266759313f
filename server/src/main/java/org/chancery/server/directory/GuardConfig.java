package org.chancery.server.directory;

import java.time.Duration;
import org.chancery.auth.GuardSettings;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;

/** Reads {@code chancery.login.guard}. */
public final class GuardConfig {
  private static final int MOST = 1_000_000;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration YEAR = Duration.ofDays(365);

  private GuardConfig() {}

  /** The limits; what is wrong is collected in the settings. */
  public static GuardSettings from(Settings settings) {
    Section guard = settings.section("login.guard");
    int threshold = guard.integer("lockout-threshold", 0, MOST);
    if (threshold == 1 || threshold == 2) {
      guard.problem(
          "lockout-threshold", "must be 0, or 3 or more: below there is no room to mistype");
    }
    return new GuardSettings(
        guard.integer("free-failures", 0, MOST),
        guard.duration("first-delay", Duration.ZERO, Duration.ofMinutes(1)),
        guard.duration("longest-delay", Duration.ZERO, Duration.ofMinutes(1)),
        threshold == 0 ? 0 : Math.max(3, threshold),
        guard.duration("window", SECOND, YEAR),
        guard.integer("source-failures", 1, MOST),
        guard.integer("source-failures-per-person", 0, MOST),
        guard.duration("first-ban", SECOND, YEAR),
        guard.duration("longest-ban", SECOND, YEAR),
        guard.integer("remembered", 1, 10 * MOST));
  }
}
