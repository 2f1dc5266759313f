package org.chancery.storage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Named lists of values as a list of {@code name=value}; a name holds no equals sign. */
final class SettingLines {
  private SettingLines() {}

  static List<String> of(Map<String, List<String>> settings) {
    List<String> lines = new ArrayList<>();
    settings.forEach(
        (name, values) -> values.forEach(value -> lines.add(name + "=" + StorableText.of(value))));
    return lines;
  }

  static Map<String, List<String>> read(String[] lines) {
    Map<String, List<String>> settings = new LinkedHashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      settings
          .computeIfAbsent(line.substring(0, equals), name -> new ArrayList<>())
          .add(line.substring(equals + 1));
    }
    settings.replaceAll((name, values) -> List.copyOf(values));
    return Map.copyOf(settings);
  }
}
