package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/directory.md} shows is what there is. */
class DirectoryGuideTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern RECIPE = Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("(?m)^\\| `([^`]+)`[^|]*\\|");
  private static final Pattern CONCATENATED = Pattern.compile("\"\\s*\\+\\s*\"");

  private static String guide() throws IOException {
    return Files.readString(ROOT.resolve("docs/directory.md"));
  }

  @Test
  void theRecipesAreTheShippedExamples() throws IOException {
    List<String> examples =
        List.of(
            Files.readString(ROOT.resolve("config/examples/openldap.conf")),
            Files.readString(ROOT.resolve("config/examples/active-directory.conf")));
    List<String> recipes =
        RECIPE
            .matcher(guide())
            .results()
            .map(recipe -> recipe.group(1).replaceAll("(?m)^   ", ""))
            .toList();
    assertEquals(examples, recipes);
  }

  @Test
  void theSymptomsAreInTheWordsOfTheServer() throws IOException {
    String guide = guide();
    String said = sources();
    List<String> symptoms =
        QUOTED
            .matcher(guide.substring(guide.indexOf("## Trouble-shooting")))
            .results()
            .map((MatchResult symptom) -> symptom.group(1))
            .toList();
    assertTrue(symptoms.size() > 20, symptoms::toString);
    for (String symptom : symptoms) {
      String words =
          Stream.of(symptom.split("…"))
              .map(Pattern::quote)
              .collect(Collectors.joining("(\\{\\}|%[ds])"));
      assertTrue(Pattern.compile(words).matcher(said).find(), "nothing says: " + symptom);
    }
  }

  /** All string literals, those that are put together from several as one. */
  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String module : List.of("auth", "server")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
        for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
          all.append(CONCATENATED.matcher(Files.readString(file)).replaceAll(""));
        }
      }
    }
    return all.toString();
  }
}
