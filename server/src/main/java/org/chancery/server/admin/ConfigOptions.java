package org.chancery.server.admin;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chancery.server.config.Settings;
import picocli.CommandLine.Option;

/** The options that say which configuration a command works with. */
final class ConfigOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; without it, the defaults.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides one setting, such as chancery.domain=example.org. Repeatable.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  /** The settings, possibly with problems noted in them. */
  Settings load() {
    return Settings.load(file, overrides);
  }

  /**
   * The settings with further values that hold where neither the file nor an override says
   * anything.
   */
  Settings loadWithDefaults(Map<String, String> defaults) {
    Settings written = load();
    Map<String, String> all = new LinkedHashMap<>(overrides);
    defaults.forEach(
        (key, value) -> {
          if (!written.isSet(key)) {
            all.put(key, value);
          }
        });
    return Settings.load(file, all);
  }
}
