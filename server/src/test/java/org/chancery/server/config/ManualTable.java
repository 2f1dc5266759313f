package org.chancery.server.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the manual into a table of key, default and reason. It reads the file by its lines, not as
 * HOCON, because the comments are what it is after.
 */
final class ManualTable {

  private static final Pattern COMMENT = Pattern.compile("\\s*# (.*)");
  private static final Pattern OPENED = Pattern.compile("\\s*([\\w.-]+) \\{");
  private static final Pattern SETTING = Pattern.compile("\\s*#?([\\w.-]+)(?: = (.*)| (\\{.*}))");

  private final Deque<String> path = new ArrayDeque<>();
  private final StringBuilder table =
      new StringBuilder("| setting | default | what for, and why so |\n| --- | --- | --- |\n");
  private StringJoiner comment = new StringJoiner(" ");

  private ManualTable() {}

  static String print(List<String> manual) {
    ManualTable table = new ManualTable();
    manual.forEach(table::read);
    return table.table.toString();
  }

  private void read(String line) {
    Matcher comments = COMMENT.matcher(line);
    Matcher opened = OPENED.matcher(line);
    Matcher setting = SETTING.matcher(line);
    if (comments.matches()) {
      comment.add(comments.group(1).strip());
    } else if (opened.matches()) {
      path.addLast(opened.group(1));
    } else if (line.strip().equals("}")) {
      path.removeLast();
    } else if (setting.matches()) {
      String value = setting.group(2) == null ? setting.group(3) : setting.group(2);
      add(setting.group(1), value.strip());
    }
    if (line.isBlank()) {
      comment = new StringJoiner(" ");
    }
  }

  private void add(String name, String value) {
    String key = String.join(".", path) + "." + name;
    String why = comment.length() == 0 ? "(as above)" : comment.toString();
    table.append("| `%s` | `%s` | %s |\n".formatted(key, value, why.strip().replace("|", "\\|")));
    comment = new StringJoiner(" ");
  }
}
