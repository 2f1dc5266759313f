package org.chancery.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The whole configuration: the defaults of {@code reference.conf}, over them the admin's file, over
 * that what {@code --set} says. Reading never stops at the first problem: getters return the
 * default and note what is wrong, and {@link #requireValid()} reports everything at once. Read by
 * one thread at start; not thread-safe.
 */
public final class Settings {

  /** The name under which every setting stands. */
  static final String ROOT = "chancery";

  private final Config written;
  private final Config effective;
  private final Problems problems;
  private final Map<String, String> environment;
  private final Set<String> asked = new HashSet<>();

  private Settings(
      Config written, Config effective, Problems problems, Map<String, String> environment) {
    this.written = written;
    this.effective = effective;
    this.problems = problems;
    this.environment = environment;
  }

  /**
   * Reads the file, if one is given, and the overrides. Does not throw for anything an admin may
   * have written wrong: see {@link #problems()}.
   *
   * @param file in HOCON; relative paths in it are meant from its own directory
   * @param overrides values by key, with or without the {@code chancery.} in front; relative paths
   *     in them are meant from the current directory
   */
  public static Settings load(Optional<Path> file, Map<String, String> overrides) {
    return load(file, overrides, System.getenv());
  }

  static Settings load(
      Optional<Path> file, Map<String, String> overrides, Map<String, String> environment) {
    Problems problems = new Problems(file);
    Config reference = reference();
    Config fromFile = file.map(it -> parse(it, reference, problems)).orElse(ConfigFactory.empty());
    Config given = overriding(overrides, problems).withFallback(fromFile);
    ConfigObject fitting =
        new Shape(reference.root(), problems).fitting(given.root(), reference.root());
    Config written = fitting.toConfig();
    return new Settings(written, written.withFallback(reference), problems, environment);
  }

  private static Config reference() {
    try (InputStream in = Settings.class.getResourceAsStream("/reference.conf")) {
      InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8);
      ConfigParseOptions named =
          ConfigParseOptions.defaults().setOriginDescription("reference.conf");
      return ConfigFactory.parseReader(text, named).resolve();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Config parse(Path file, Config reference, Problems problems) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      String what = Files.exists(file) ? " cannot be read" : " does not exist";
      problems.add(file.toString(), "", "the configuration file" + what);
      return ConfigFactory.empty();
    }
    try {
      ConfigParseOptions strict = ConfigParseOptions.defaults().setAllowMissing(false);
      Config parsed = ConfigFactory.parseFile(file.toFile(), strict);
      return parsed.resolveWith(parsed.withFallback(reference));
    } catch (ConfigException e) {
      report(e, file.toString(), problems);
      return ConfigFactory.empty();
    }
  }

  private static Config overriding(Map<String, String> overrides, Problems problems) {
    Config result = ConfigFactory.empty();
    for (Map.Entry<String, String> each : overrides.entrySet()) {
      String key = each.getKey();
      String full = key.equals(ROOT) || key.startsWith(ROOT + ".") ? key : ROOT + "." + key;
      try {
        result = result.withValue(full, overridingValue(each.getValue()));
      } catch (ConfigException e) {
        problems.add("--set", full, full + ": " + e.getMessage());
      }
    }
    return result;
  }

  private static ConfigValue overridingValue(String text) {
    ConfigParseOptions named = ConfigParseOptions.defaults().setOriginDescription("--set");
    boolean composed = text.startsWith("[") || text.startsWith("{");
    return composed
        ? ConfigFactory.parseString("it = " + text, named).resolve().getValue("it")
        : ConfigValueFactory.fromAnyRef(text, "--set");
  }

  private static void report(ConfigException e, String file, Problems problems) {
    String message = e.getMessage().replaceFirst("^.*?: \\d+: ", "");
    if (e.origin() == null) {
      problems.add(file, "", message);
    } else {
      problems.add(e.origin(), "", message);
    }
  }

  /** A section by its path below {@code chancery}, such as {@code client} or {@code storage}. */
  public Section section(String path) {
    return new Section(this, effective.getConfig(ROOT + "." + path), ROOT + "." + path);
  }

  /** The settings that stand directly below {@code chancery}. */
  public Section root() {
    return new Section(this, effective.getConfig(ROOT), ROOT);
  }

  /**
   * Whether the admin's file or an override says something about this key, given below {@code
   * chancery}.
   */
  public boolean isSet(String key) {
    return written.hasPath(ROOT + "." + key);
  }

  /** Everything found wrong so far, in the order of the file. */
  public List<Problem> problems() {
    return problems.inOrder();
  }

  /**
   * Returns only when nothing was found wrong. Call it after every component has read its section.
   *
   * @throws InvalidSettingsException with all the problems
   */
  public void requireValid() {
    List<Problem> found = problems();
    if (!found.isEmpty()) {
      throw new InvalidSettingsException(found);
    }
  }

  /**
   * Every setting as it is in force, one {@code key = value} a line in the order of the keys,
   * secrets masked.
   */
  public String effective() {
    return Effective.print(effective);
  }

  /** SHA-256 of {@link #effective()} in lower-case hexadecimal: it changes when a setting does. */
  public String hash() {
    return Effective.hash(effective);
  }

  /**
   * The keys that no part has asked for so far, in order. Once every part has read its section,
   * such a setting has no effect. What stands in a section of defaults for a list is left out.
   */
  public List<String> unread() {
    Set<String> declared = new TreeSet<>();
    effective.entrySet().forEach(it -> declared.add(it.getKey()));
    declared.removeIf(it -> it.contains(Shape.DEFAULTS + "."));
    declared.removeAll(asked);
    return List.copyOf(declared);
  }

  void asked(String key) {
    asked.add(key);
  }

  Problems collected() {
    return problems;
  }

  Map<String, String> environment() {
    return environment;
  }
}
