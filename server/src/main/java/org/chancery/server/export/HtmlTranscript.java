package org.chancery.server.export;

import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** A page for people: nothing of it comes from elsewhere, and it can be printed. */
final class HtmlTranscript {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>Transcript</title>
      <style>
      body { font: 11pt/1.4 sans-serif; margin: 2em; color: #111; background: #fff }
      table { border-collapse: collapse; width: 100% }
      th, td { text-align: left; vertical-align: top; padding: .25em .6em; border-bottom: 1px solid #ccc }
      thead { display: table-header-group }
      tr { break-inside: avoid }
      td.time { white-space: nowrap; font-variant-numeric: tabular-nums }
      td.text { white-space: pre-wrap; overflow-wrap: anywhere }
      .note { color: #555; font-style: italic }
      @media print { body { margin: 0 } }
      </style>
      </head>
      <body>
      """;

  private HtmlTranscript() {}

  static String head(ExportRequest request) {
    String matter =
        request.matter().isEmpty() ? "" : "<p>Matter: " + escaped(request.matter()) + "</p>\n";
    return HEAD
        + "<h1>Transcript</h1>\n<p>"
        + escaped(request.description())
        + ". Times are UTC.</p>\n"
        + matter
        + "<table>\n"
        + "<thead><tr><th>Time</th><th>From</th><th>To</th><th>Text</th></tr></thead>\n"
        + "<tbody>\n";
  }

  static String line(ExportRow row, List<SharedFile> files) {
    String time = row.value("sent_at").orElse("").replace('T', ' ').replace("Z", "");
    return "<tr id=\"m%s\"><td class=\"time\">%s</td><td>%s</td><td>%s</td><td class=\"text\">%s%s%s</td></tr>\n"
        .formatted(
            escaped(row.value("message_id").orElse("")),
            escaped(time),
            escaped(row.value("sender").orElse("")),
            escaped(row.value("recipient").orElse("")),
            escaped(row.value("body").orElse("")),
            note(row),
            files.stream().map(HtmlTranscript::link).collect(Collectors.joining()));
  }

  private static String link(SharedFile file) {
    String name = escaped(file.name());
    return file.problem()
        .map(why -> "<div class=\"note\">[file %s: %s]</div>".formatted(name, escaped(why)))
        .orElseGet(() -> "<div><a href=\"%s\">%s</a></div>".formatted(escaped(file.path()), name));
  }

  private static String note(ExportRow row) {
    StringJoiner notes = new StringJoiner("; ");
    notes.setEmptyValue("");
    row.value("changes").ifPresent(how -> notes.add(how + " an earlier message"));
    row.value("corrected_at").ifPresent(at -> notes.add("corrected " + at));
    row.value("retracted_at").ifPresent(at -> notes.add("retracted " + at));
    row.value("policy").filter(it -> !it.equals("accepted")).ifPresent(notes::add);
    if (row.value("body").isEmpty() && notes.length() == 0) {
      notes.add("no text");
    }
    return notes.length() == 0
        ? ""
        : " <span class=\"note\">[" + escaped(notes.toString()) + "]</span>";
  }

  static String end(long messages) {
    return "</tbody>\n</table>\n<p>" + messages + " messages.</p>\n</body>\n</html>\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
