package org.chancery.server.signon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.chancery.server.config.Settings;

/** The recipes of {@code docs/single-sign-on.md}, as they stand there but for names. */
final class Recipe {
  private static final Path GUIDE = Path.of("../docs/single-sign-on.md");
  private static final Pattern BLOCK = Pattern.compile("```\n(.*?)```", Pattern.DOTALL);

  private Recipe() {}

  /**
   * The settings of a recipe, written to a folder.
   *
   * @param first what the recipe begins with
   * @param names what is exchanged for a test's own
   */
  static Settings settings(Path folder, String first, Map<String, String> names)
      throws IOException {
    String recipe =
        BLOCK
            .matcher(Files.readString(GUIDE))
            .results()
            .map((MatchResult block) -> block.group(1))
            .filter(block -> block.startsWith(first))
            .findFirst()
            .orElseThrow();
    for (Map.Entry<String, String> name : names.entrySet()) {
      assertTrue(recipe.contains(name.getKey()), () -> "no " + name.getKey() + " in the recipe");
      recipe = recipe.replace(name.getKey(), name.getValue());
    }
    Path file = Files.writeString(folder.resolve("chancery.conf"), recipe);
    return Settings.load(Optional.of(file), Map.of());
  }
}
