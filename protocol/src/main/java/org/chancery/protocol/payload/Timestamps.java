package org.chancery.protocol.payload;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/** Dates and times as XMPP writes them, XEP-0082. Thread-safe. */
public final class Timestamps {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Stricter than ISO 8601: seconds are needed, and a zone, section 3.2. */
  private static final Pattern PROFILE =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,20})?(Z|[+-]\\d\\d:\\d\\d)");

  private static final Pattern BEYOND_NANOSECONDS = Pattern.compile("(\\.\\d{9})\\d+");

  private Timestamps() {}

  /** A moment in UTC, to the millisecond. */
  public static String format(Instant instant) {
    return FORMAT.format(instant);
  }

  /**
   * Reads a moment.
   *
   * @throws StanzaException {@code bad-request} when it is not a DateTime of XEP-0082
   */
  public static Instant parse(String text) {
    String stripped = text.strip();
    if (!PROFILE.matcher(stripped).matches()) {
      throw malformed();
    }
    try {
      return OffsetDateTime.parse(BEYOND_NANOSECONDS.matcher(stripped).replaceFirst("$1"))
          .toInstant();
    } catch (DateTimeException e) {
      throw malformed();
    }
  }

  private static StanzaException malformed() {
    return new StanzaException(Condition.BAD_REQUEST, "A time is not written as XEP-0082 asks.");
  }
}
