package org.chancery.server.export;

import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values, RFC 4180. */
final class Csv {
  private static final String LINE_END = "\r\n";

  private Csv() {}

  static String heading() {
    return String.join(",", ExportQuery.COLUMNS) + LINE_END;
  }

  static String line(ExportRow row) {
    return ExportQuery.COLUMNS.stream()
        .map(column -> row.value(column).map(Csv::quoted).orElse(""))
        .collect(Collectors.joining(",", "", LINE_END));
  }

  /**
   * A text that a spreadsheet would take for a formula gets an apostrophe in front: what somebody
   * wrote must not run on the reader's machine.
   */
  private static String quoted(String text) {
    boolean formula =
        !text.isEmpty() && List.of('=', '+', '-', '@', '\t', '\r').contains(text.charAt(0));
    return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }
}
