package org.chancery.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One section of the configuration, read by typed getters. A getter never throws for what an admin
 * wrote: it notes the problem in the {@link Settings} and returns a harmless value, because the
 * server refuses to start anyway. Asking for a key that {@code reference.conf} does not have is a
 * programming error and throws.
 */
public final class Section {

  private final Settings settings;
  private final Config config;
  private final String path;

  Section(Settings settings, Config config, String path) {
    this.settings = settings;
    this.config = config;
    this.path = path;
  }

  /** A section within this one. */
  public Section section(String key) {
    return new Section(settings, config.getConfig(key), full(key));
  }

  /** Any text, possibly empty. */
  public String string(String key) {
    return read(key, "", "must be a text", value -> Scalar.text(value));
  }

  /** A text that is empty when not set. */
  public Optional<String> optionalString(String key) {
    return Optional.of(string(key)).filter(it -> !it.isEmpty());
  }

  /** A whole number between two bounds, both allowed. */
  public int integer(String key, int min, int max) {
    return (int) number(key, min, max);
  }

  /** A whole number between two bounds, both allowed. */
  public long number(String key, long min, long max) {
    String rule = "must be a whole number from " + min + " to " + max;
    return read(key, min, rule, value -> Scalar.whole(value, min, max));
  }

  /** A TCP port: 0 stands for any free one, and the word {@code off} for none (then empty). */
  public OptionalInt port(String key) {
    return read(
        key,
        OptionalInt.empty(),
        "must be a port from 1 to 65535, 0 for any free one, or off for none",
        Scalar::port);
  }

  /**
   * A time with its unit ({@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d}) between
   * two bounds, both allowed.
   */
  public Duration duration(String key, Duration min, Duration max) {
    String rule =
        "must be a time with its unit, such as 500ms, 30s, 5m, 2h or 7d, from %s to %s"
            .formatted(Scalar.show(min), Scalar.show(max));
    return read(
        key, min, rule, value -> Scalar.duration(value, () -> config.getDuration(key), min, max));
  }

  /** A time with its unit from zero to ten years. */
  public Duration duration(String key) {
    return duration(key, Duration.ZERO, Duration.ofDays(3660));
  }

  /**
   * A number of bytes ({@code 512}, {@code 64KiB}, {@code 10MiB}) between two bounds, both allowed.
   */
  public long size(String key, long min, long max) {
    String rule = "must be a size such as 64KiB or 10MiB, from " + min + " to " + max + " bytes";
    return read(key, min, rule, value -> Scalar.within(config.getBytes(key), min, max));
  }

  /** True or false ({@code on}, {@code off}, {@code yes}, {@code no} also serve). */
  public boolean flag(String key) {
    return read(key, false, "must be true or false", value -> Optional.of(config.getBoolean(key)));
  }

  /** One of some words, written as here. */
  public String oneOf(String key, String... allowed) {
    String rule = "must be one of " + String.join(", ", allowed);
    return read(
        key,
        allowed[0],
        rule,
        value -> Scalar.text(value).filter(it -> Arrays.asList(allowed).contains(it)));
  }

  /**
   * One constant of an enum, written in lower case with hyphens: {@code READ_ONLY} is {@code
   * read-only}.
   */
  public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    Map<String, E> byName = byName(type);
    String rule = "must be one of " + String.join(", ", byName.keySet());
    return read(
        key, type.getEnumConstants()[0], rule, value -> Scalar.text(value).map(byName::get));
  }

  /** Some constants of an enum in the order given, written as for one; without repetitions. */
  public <E extends Enum<E>> Set<E> someOf(String key, Class<E> type) {
    Map<String, E> byName = byName(type);
    String rule = "must be a list of some of " + String.join(", ", byName.keySet());
    return read(
        key,
        Set.of(),
        rule,
        value ->
            Scalar.texts(value)
                .filter(it -> byName.keySet().containsAll(it))
                .map(it -> new LinkedHashSet<>(it.stream().map(byName::get).toList())));
  }

  private static <E extends Enum<E>> Map<String, E> byName(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .collect(Collectors.toMap(Section::kebab, it -> it, (a, b) -> a, TreeMap::new));
  }

  /**
   * A file or directory, which need not exist; empty when not set. A relative one is meant from the
   * directory of the file that it stands in, and from the current directory when it is a default or
   * comes from {@code --set}.
   */
  public Optional<Path> path(String key) {
    return optionalString(key).map(it -> base(key).resolve(it).toAbsolutePath().normalize());
  }

  /** A file that must be there and readable; empty when not set. */
  public Optional<Path> readableFile(String key) {
    return path(key).filter(it -> readable(key, it));
  }

  private boolean readable(String key, Path file) {
    if (Files.isRegularFile(file) && Files.isReadable(file)) {
      return true;
    }
    String what = Files.exists(file) ? " cannot be read" : " does not exist";
    problem(key, "names the file " + file + ", which" + what);
    return false;
  }

  private Path base(String key) {
    return Optional.ofNullable(value(key).origin().filename())
        .map(it -> Path.of(it).toAbsolutePath().getParent())
        .orElse(Path.of("").toAbsolutePath());
  }

  /**
   * A secret that is never written in the configuration: the first line of the file that {@code
   * KEY-file} names, or else the environment variable made from the full key ({@code
   * CHANCERY_STORAGE_PASSWORD}); empty when there is neither.
   */
  public Optional<Secret> secret(String key) {
    Optional<Secret> fromFile =
        readableFile(key + "-file").flatMap(file -> firstLine(key + "-file", file));
    String variable = full(key).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    return fromFile.or(
        () -> Optional.ofNullable(settings.environment().get(variable)).map(Secret::new));
  }

  private Optional<Secret> firstLine(String key, Path file) {
    try {
      Optional<String> first =
          Files.readString(file).lines().findFirst().filter(it -> !it.isBlank());
      if (first.isEmpty()) {
        problem(key, "names the file " + file + ", whose first line is empty");
      }
      return first.map(Secret::new);
    } catch (IOException e) {
      problem(key, "names the file " + file + ", which cannot be read as text");
      return Optional.empty();
    }
  }

  /** A list of texts; a single text stands for a list of one. */
  public List<String> strings(String key) {
    return read(key, List.of(), "must be a list of texts", Scalar::texts);
  }

  /**
   * IP addresses to listen on, or to trust; {@code "*"} stands for all interfaces. Never asks DNS.
   */
  public List<InetAddress> addresses(String key) {
    String rule = "must be IP addresses, or \"*\" for all interfaces";
    return read(key, List.of(), rule, value -> Scalar.texts(value).map(Scalar::addresses));
  }

  /**
   * The elements of a list of sections. Each has, where it says nothing itself, what the section
   * {@code KEY-defaults} beside the list says.
   */
  public List<Section> sections(String key) {
    List<Section> result = new ArrayList<>();
    ConfigObject defaults = config.getObject(key + "-defaults");
    if (value(key) instanceof ConfigList list) {
      for (int i = 0; i < list.size(); i++) {
        ConfigObject element = (ConfigObject) list.get(i).withFallback(defaults);
        result.add(new Section(settings, element.toConfig(), full(key) + "[" + i + "]"));
      }
    }
    return List.copyOf(result);
  }

  /** A free map of texts, in the order of its keys; a dot in a key needs no quotes. */
  public Map<String, String> map(String key) {
    Map<String, String> result = new TreeMap<>();
    settings.asked(full(key));
    for (Map.Entry<String, ConfigValue> each : config.getConfig(key).entrySet()) {
      String name = String.join(".", ConfigUtil.splitPath(each.getKey()));
      Scalar.text(each.getValue())
          .ifPresentOrElse(
              it -> result.put(name, it), () -> problem(key, name + " must be a text"));
    }
    return result;
  }

  /**
   * Notes something wrong with a key that its type alone does not show, such as a combination that
   * cannot be.
   *
   * @param message goes on after the key: {@code must be longer than chancery.client.ping}
   */
  public void problem(String key, String message) {
    settings.collected().add(value(key).origin(), full(key), full(key) + " " + message);
  }

  private <T> T read(
      String key, T otherwise, String rule, Function<ConfigValue, Optional<T>> reader) {
    Optional<T> result;
    try {
      result = reader.apply(value(key));
    } catch (ConfigException | IllegalArgumentException e) {
      result = Optional.empty();
    }
    if (result.isEmpty()) {
      problem(key, rule + ", not " + Scalar.brief(value(key)));
    }
    return result.orElse(otherwise);
  }

  private ConfigValue value(String key) {
    settings.asked(full(key));
    return config.getValue(key);
  }

  private String full(String key) {
    return path + "." + key;
  }

  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
