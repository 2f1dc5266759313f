package org.chancery.server.feature.rooms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.fake.FakeAuditStore;

/** What the record says of one room, and what follows from it. Immutable. */
final class RecordedRoom {
  static final String MESSAGE = "message";

  /**
   * A row.
   *
   * @param position its place in the record
   * @param event what happened; {@code message} for what was said to everybody
   * @param device whom it is about, by full address
   * @param nick that person's nickname after it
   * @param audience who was shown a message, by bare address
   * @param body what was said
   */
  record Row(
      long position, String event, String device, String nick, List<String> audience, String body) {

    /** From text, its parts separated by bars. */
    static Row of(String text) {
      String[] parts = text.split("\\|", -1);
      List<String> audience = parts[4].isEmpty() ? List.of() : Arrays.asList(parts[4].split(","));
      return new Row(Long.parseLong(parts[0]), parts[1], parts[2], parts[3], audience, parts[5]);
    }

    private static Row of(FakeAuditStore.Row row) {
      AuditEntry entry = row.entry();
      Map<String, String> detail = entry.detail();
      boolean message = entry.kind() == AuditKind.MESSAGE;
      return new Row(
          row.position().value(),
          message ? MESSAGE : detail.getOrDefault("event", ""),
          detail.getOrDefault("person", ""),
          detail.getOrDefault("nick", ""),
          entry.audience(),
          entry.body());
    }
  }

  private final List<Row> rows;
  private final List<Row> messages;

  RecordedRoom(List<Row> rows) {
    this.rows = List.copyOf(rows);
    this.messages = rows.stream().filter(row -> row.event().equals(MESSAGE)).toList();
  }

  /** From a record in memory. */
  static RecordedRoom of(FakeAuditStore record, String room, String service) {
    return new RecordedRoom(
        record.rows().stream()
            .filter(
                row ->
                    row.entry().conversation().equals(room)
                        || row.entry().conversation().equals(service))
            .map(Row::of)
            .toList());
  }

  /** What was said, in order. */
  List<Row> messages() {
    return messages;
  }

  /** Whether such an event of a device stands between two places, both excluded. */
  boolean has(List<String> events, String device, long after, long before) {
    return rows.stream()
        .anyMatch(
            row ->
                events.contains(row.event())
                    && row.device().equals(device)
                    && row.position() > after
                    && row.position() < before);
  }

  /** The nickname of each device that is in the room at the end. */
  Map<String, String> occupants() {
    Map<String, String> occupants = new LinkedHashMap<>();
    rows.forEach(row -> apply(row, occupants));
    return occupants;
  }

  private static void apply(Row row, Map<String, String> occupants) {
    switch (row.event()) {
      case "entered", "renamed" -> occupants.put(row.device(), row.nick());
      case "left", "removed" -> occupants.remove(row.device());
      case "cleared" -> occupants.clear();
      default -> {} // says nothing about who is there
    }
  }

  /** The messages whose audience is not exactly who was in the room by the rows before. */
  List<String> wrongAudiences() {
    List<String> wrong = new ArrayList<>();
    Map<String, String> occupants = new LinkedHashMap<>();
    for (Row row : rows) {
      apply(row, occupants);
      TreeSet<String> present =
          occupants.keySet().stream()
              .map(device -> device.substring(0, device.indexOf('/')))
              .collect(Collectors.toCollection(TreeSet::new));
      if (row.event().equals(MESSAGE) && !List.copyOf(present).equals(row.audience())) {
        wrong.add(row.body() + " shown to " + row.audience() + " while there were " + present);
      }
    }
    return wrong;
  }

  /** The bodies that are on record more than once. */
  List<String> doubled() {
    return messages.stream()
        .collect(Collectors.groupingBy(Row::body, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(each -> each.getValue() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  <T> List<T> messages(Function<Row, T> part) {
    return messages.stream().map(part).toList();
  }
}
