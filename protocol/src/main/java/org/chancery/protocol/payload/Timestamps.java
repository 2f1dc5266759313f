package org.chancery.protocol.payload;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Dates and times as XMPP writes them, XEP-0082. */
public final class Timestamps {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Timestamps() {}

  /** A moment in UTC, to the millisecond. */
  public static String format(Instant instant) {
    return FORMAT.format(instant);
  }
}
