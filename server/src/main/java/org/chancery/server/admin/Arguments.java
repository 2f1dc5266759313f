package org.chancery.server.admin;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;

/**
 * What people type as arguments of commands; each fails with a sentence that tells what is wrong.
 */
final class Arguments {
  private Arguments() {}

  /** An address, without a device. */
  static Jid address(String typed) {
    try {
      return Jid.of(typed).bare();
    } catch (JidException e) {
      throw new CommandFailure(typed + " is not an address", e);
    }
  }

  /** A time, or the beginning of a day, UTC. */
  static Instant from(String typed) {
    return time(typed, 0);
  }

  /** A time, or the end of a day, UTC. */
  static Instant until(String typed) {
    return time(typed, 1);
  }

  private static Instant time(String typed, int daysAfter) {
    try {
      return typed.contains("T")
          ? Instant.parse(typed)
          : LocalDate.parse(typed).plusDays(daysAfter).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new CommandFailure(
          typed + " is neither a day such as 2026-11-01 nor a time such as 2026-11-01T09:00:00Z",
          e);
    }
  }
}
