package org.chancery.server.config;

import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects what is wrong, at most one problem for each key: the first found is nearest to the
 * cause.
 */
final class Problems {

  private record Entry(int line, Problem problem) {}

  private final Optional<Path> file;
  private final Map<String, Entry> byKey = new LinkedHashMap<>();

  /** For a configuration read from this file, which is shown the way the admin wrote it. */
  Problems(Optional<Path> file) {
    this.file = file;
  }

  void add(ConfigOrigin origin, String key, String message) {
    byKey.putIfAbsent(
        key, new Entry(origin.lineNumber(), new Problem(where(origin), key, message)));
  }

  void add(String where, String key, String message) {
    byKey.putIfAbsent(key, new Entry(0, new Problem(where, key, message)));
  }

  List<Problem> inOrder() {
    return byKey.values().stream()
        .sorted(Comparator.comparingInt(Entry::line))
        .map(Entry::problem)
        .toList();
  }

  private String where(ConfigOrigin origin) {
    String name = Optional.ofNullable(origin.filename()).orElse(plainDescription(origin));
    boolean main = file.isPresent() && Path.of(name).toAbsolutePath().equals(absolute(file.get()));
    String shown = main ? file.get().toString() : name;
    return origin.lineNumber() > 0 ? shown + ":" + origin.lineNumber() : shown;
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath();
  }

  /** What has no file is either a default or what the command line says. */
  private static String plainDescription(ConfigOrigin origin) {
    return origin.description().startsWith("reference.conf") ? "reference.conf" : "--set";
  }
}
