package org.chancery.server.export;

import java.time.Instant;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Which messages are exported: those that fit everything that is named.
 *
 * @param person who wrote them or whom they were addressed to; empty for anybody
 * @param room where they were said; empty for anywhere
 * @param from recorded from this time on
 * @param until recorded before this time
 * @param matter what it is for, in the words of whoever asks; may be empty
 * @param eml whether each message is written as a mail, too
 */
public record ExportRequest(
    Optional<String> person,
    Optional<String> room,
    Instant from,
    Instant until,
    String matter,
    boolean eml) {

  /** The same until another time. */
  public ExportRequest until(Instant time) {
    return new ExportRequest(person, room, from, time, matter, eml);
  }

  /** For people and for the record. */
  public String description() {
    StringJoiner text = new StringJoiner(", ");
    person.ifPresent(it -> text.add("messages from and to " + it));
    room.ifPresent(it -> text.add("messages in " + it));
    if (person.isEmpty() && room.isEmpty()) {
      text.add("all messages");
    }
    return text.add("recorded from " + from + " until before " + until).toString();
  }
}
