package org.chancery.server.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Compares what an admin wrote with the tree of {@code reference.conf}, where every setting is
 * declared. An empty object there is a free map; a list {@code things} beside an object {@code
 * things-defaults} is a list of such objects. What does not fit is reported and left out, so that
 * the rest can still be read.
 */
final class Shape {

  static final String DEFAULTS = "-defaults";

  private final TreeSet<String> known = new TreeSet<>();
  private final Problems problems;

  Shape(ConfigObject reference, Problems problems) {
    this.problems = problems;
    collect("", reference);
  }

  private void collect(String path, ConfigObject object) {
    object.forEach(
        (name, value) -> {
          String key = join(path, name);
          known.add(key);
          if (value instanceof ConfigObject section) {
            collect(key, section);
          }
        });
  }

  /** What of the admin's settings fits. */
  ConfigObject fitting(ConfigObject written, ConfigObject declared) {
    return fitting("", written, declared);
  }

  private ConfigObject fitting(String path, ConfigObject written, ConfigObject declared) {
    ConfigObject result = written;
    for (Map.Entry<String, ConfigValue> entry : written.entrySet()) {
      String name = entry.getKey();
      Optional<ConfigValue> kept = fitting(join(path, name), name, entry.getValue(), declared);
      result = kept.isPresent() ? result.withValue(name, kept.get()) : result.withoutKey(name);
    }
    return result;
  }

  private Optional<ConfigValue> fitting(
      String key, String name, ConfigValue value, ConfigObject declared) {
    ConfigValue model = declared.get(name);
    if (model == null) {
      problems.add(value.origin(), key, key + " is not a setting" + hint(key, declared));
      return Optional.empty();
    }
    if (value.valueType() == ConfigValueType.NULL) {
      problems.add(value.origin(), key, key + " has no value");
      return Optional.empty();
    }
    if (model instanceof ConfigObject section) {
      return fittingSection(key, value, section);
    }
    if (value instanceof ConfigObject) {
      problems.add(value.origin(), key, key + " is a single setting, not a section");
      return Optional.empty();
    }
    return declared.get(name + DEFAULTS) instanceof ConfigObject each
        ? fittingList(key, value, each)
        : Optional.of(value);
  }

  private Optional<ConfigValue> fittingSection(
      String key, ConfigValue value, ConfigObject section) {
    if (value instanceof ConfigObject object) {
      return Optional.of(section.isEmpty() ? object : fitting(key, object, section));
    }
    problems.add(value.origin(), key, key + " is a section with settings in it, not a setting");
    return Optional.empty();
  }

  private Optional<ConfigValue> fittingList(String key, ConfigValue value, ConfigObject each) {
    if (!(value instanceof ConfigList list)) {
      problems.add(value.origin(), key, key + " must be a list of sections: [ { ... }, { ... } ]");
      return Optional.empty();
    }
    List<ConfigValue> kept = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      fittingSection(key + "[" + i + "]", list.get(i), each).ifPresent(kept::add);
    }
    ConfigValue result = ConfigValueFactory.fromIterable(kept);
    return Optional.of(result.withOrigin(value.origin()));
  }

  private String hint(String key, ConfigObject siblings) {
    if (siblings.containsKey(lastPart(key) + "-file")) {
      return ": a secret is not written here; name a file that holds it by " + key + "-file";
    }
    String element = key.replaceAll("\\[\\d+]", DEFAULTS);
    return Nearest.to(element, known)
        .map(it -> element.equals(key) ? it : lastPart(it))
        .map(it -> "; did you mean " + it + "?")
        .orElse("");
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  private static String join(String path, String name) {
    String part = ConfigUtil.joinPath(name);
    return path.isEmpty() ? part : path + "." + part;
  }
}
