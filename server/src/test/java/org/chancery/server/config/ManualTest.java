package org.chancery.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The manual config/chancery.conf tells every setting of reference.conf with the default it has
 * there.
 */
class ManualTest {

  private static final Path MANUAL = Path.of("../config/chancery.conf");
  private static final Path GUIDE = Path.of("../docs/configuration.md");
  private static final String BEGIN = "<!-- written by ManualTest from config/chancery.conf -->\n";
  private static final String END = "<!-- end -->";

  @Test
  void everySettingStandsInTheManualWithItsDefault() throws IOException {
    String uncommented = Files.readString(MANUAL).replaceAll("(?m)^( *)#(?=\\S)", "$1");

    assertEquals(
        values("", reference().root()),
        values("", ConfigFactory.parseString(uncommented).resolve().root()));
  }

  @Test
  void theManualItselfIsAValidConfiguration() {
    Settings settings = Settings.load(Optional.of(MANUAL), Map.of());

    assertEquals(List.of(), settings.problems());
  }

  @Test
  void whatTheManualLeavesUncommentedIsStillTheDefault() throws IOException {
    Config manual = ConfigFactory.parseString(Files.readString(MANUAL)).resolve();

    assertEquals(
        values("", reference().root()), values("", manual.withFallback(reference()).root()));
  }

  @Test
  void theGuidesTableIsThatOfTheManual() throws IOException {
    String guide = Files.readString(GUIDE);
    String before = guide.substring(0, guide.indexOf(BEGIN) + BEGIN.length());
    String after = guide.substring(guide.indexOf(END));
    String expected = before + ManualTable.print(Files.readAllLines(MANUAL)) + after;

    if (!guide.equals(expected)) {
      Files.writeString(GUIDE, expected);
    }
    assertEquals(expected, guide, "docs/configuration.md was not up to date; it is now");
  }

  private static Config reference() {
    return ConfigFactory.parseResources("reference.conf").resolve();
  }

  /** Every single setting with its value as text; an empty section counts as one. */
  private static SortedMap<String, String> values(String path, ConfigObject section) {
    SortedMap<String, String> result = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> each : section.entrySet()) {
      String key = path.isEmpty() ? each.getKey() : path + "." + each.getKey();
      if (each.getValue() instanceof ConfigObject inner && !inner.isEmpty()) {
        result.putAll(values(key, inner));
      } else {
        result.put(key, each.getValue().render(ConfigRenderOptions.concise()));
      }
    }
    return result;
  }
}
