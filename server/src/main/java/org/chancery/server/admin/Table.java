package org.chancery.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Text in aligned columns. A missing value is shown as ∅, and what would break a line as its
 * escape.
 */
final class Table {

  private static final String MISSING = "∅";
  private static final String GAP = " | ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    this.headings = Stream.of(headings).map(Table::oneLine).toList();
  }

  /** A row in which nothing is missing. */
  void row(String... cells) {
    add(Stream.of(cells).map(Optional::of).toList());
  }

  void add(List<Optional<String>> row) {
    rows.add(row.stream().map(it -> it.map(Table::oneLine).orElse(MISSING)).toList());
  }

  /** The heading, a rule, and the rows, each ending with a newline. */
  String print() {
    int[] widths = widths();
    StringBuilder text = new StringBuilder();
    append(text, headings, widths);
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    text.append(String.join("-+-", rule)).append('\n');
    rows.forEach(it -> append(text, it, widths));
    return text.toString();
  }

  private int[] widths() {
    int[] widths = new int[headings.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = width(headings.get(i));
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    return widths;
  }

  private static void append(StringBuilder text, List<String> cells, int[] widths) {
    for (int i = 0; i < cells.size(); i++) {
      boolean last = i == cells.size() - 1;
      String cell = cells.get(i);
      text.append(cell);
      text.append(last ? "\n" : " ".repeat(widths[i] - width(cell)) + GAP);
    }
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /**
   * Escapes line breaks, tabs, and every other control character, which could also drive the
   * terminal.
   */
  private static String oneLine(String text) {
    StringBuilder result = new StringBuilder();
    text.codePoints()
        .forEach(
            it -> {
              switch (it) {
                case '\n' -> result.append("\\n");
                case '\r' -> result.append("\\r");
                case '\t' -> result.append("\\t");
                default -> appendPlain(result, it);
              }
            });
    return result.toString();
  }

  private static void appendPlain(StringBuilder result, int codePoint) {
    if (Character.isISOControl(codePoint) || reorders(codePoint)) {
      result.append("\\u%04x".formatted(codePoint));
    } else {
      result.appendCodePoint(codePoint);
    }
  }

  /** Marks that make text appear in another order than it was written in. */
  private static boolean reorders(int codePoint) {
    return codePoint >= 0x202a && codePoint <= 0x202e
        || codePoint >= 0x2066 && codePoint <= 0x2069
        || codePoint == 0x200e
        || codePoint == 0x200f;
  }
}
