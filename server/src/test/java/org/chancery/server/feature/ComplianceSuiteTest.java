package org.chancery.server.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

/**
 * Where the server stands with the compliance suites of XEP-0479, in {@code docs/conformance.md}:
 * what the features declare decides, and whatever is missing needs a reason. {@code
 * -Dchancery.docs.write=true} writes the table anew.
 */
class ComplianceSuiteTest {
  private static final Path PAGE = Path.of("..", "docs", "conformance.md");
  private static final String BEGIN =
      "<!-- compliance suites: written by ComplianceSuiteTest -->\n";
  private static final String END = "<!-- end of compliance suites -->\n";
  private static final String BOTH = "Server, Advanced Server";
  private static final String ADVANCED = "Advanced Server";
  private static final String CLIENTS = "clients need it";

  /** A row of the suites; {@code specs} are all of what it takes. */
  private record Row(String suite, String feature, String asked, String... specs) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("Core", "Core features", BOTH, "RFC 6120"),
          new Row("Core", "TLS", BOTH, "RFC 7590"),
          new Row("Core", "Direct TLS", ADVANCED, "XEP-0368"),
          new Row("Core", "Feature discovery", BOTH, "XEP-0030"),
          new Row("Core", "Feature broadcasts", ADVANCED, "XEP-0115"),
          new Row("Core", "Server extensibility", BOTH, "XEP-0114"),
          new Row("Core", "Event publishing", ADVANCED, "XEP-0163"),
          new Row("Web", "Web connection mechanisms", BOTH, "RFC 7395", "XEP-0124", "XEP-0206"),
          new Row("Web", "Connection mechanism discovery", CLIENTS, "XEP-0156"),
          new Row("IM", "Core features", BOTH, "RFC 6121"),
          new Row("IM", "vcard-temp", BOTH, "XEP-0054"),
          new Row("IM", "User avatars", CLIENTS, "XEP-0084"),
          new Row("IM", "User avatar compatibility", ADVANCED, "XEP-0153", "XEP-0398"),
          new Row("IM", "Outbound message synchronisation", BOTH, "XEP-0280"),
          new Row("IM", "User blocking", ADVANCED, "XEP-0191"),
          new Row("IM", "Group chat", BOTH, "XEP-0045", "XEP-0249"),
          new Row(
              "IM",
              "Advanced group chat",
              ADVANCED,
              "XEP-0048",
              "XEP-0313",
              "XEP-0402",
              "XEP-0410"),
          new Row("IM", "Persistent storage of private data by PubSub", ADVANCED, "XEP-0223"),
          new Row("IM", "Private XML storage", ADVANCED, "XEP-0049"),
          new Row("IM", "Stream management", ADVANCED, "XEP-0198"),
          new Row("IM", "Message acknowledgements", CLIENTS, "XEP-0184"),
          new Row("IM", "History storage and retrieval", ADVANCED, "XEP-0313"),
          new Row("IM", "Message correction", CLIENTS, "XEP-0308"),
          new Row("IM", "File upload", BOTH, "XEP-0363"),
          new Row("Mobile", "Stream management", BOTH, "XEP-0198"),
          new Row("Mobile", "Client state indication", BOTH, "XEP-0352"),
          new Row("Mobile", "Third-party push notifications", ADVANCED, "XEP-0357"),
          new Row("A/V", "STUN and TURN server discovery", BOTH, "XEP-0215"));

  private static final Map<String, String> WHY_NOT =
      Map.of(
          "XEP-0114", "there are no external components yet",
          "RFC 7395", "there is no WebSocket yet",
          "XEP-0124", "there is no BOSH yet",
          "XEP-0206", "there is no BOSH yet",
          "XEP-0156", "there are no connections over HTTP to find yet");

  private static final Map<String, String> NOTES =
      Map.of(
          "XEP-0357", "with the services that `chancery.push.services` names",
          "XEP-0215", "with the servers of `chancery.external-services`");

  @Test
  void theTableSaysWhatIsThere() throws IOException {
    String table = table(implemented());
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (Boolean.getBoolean("chancery.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
      return;
    }
    assertEquals(
        table,
        page.substring(begin, end),
        "docs/conformance.md is out of date; run with -Dchancery.docs.write=true");
  }

  @Test
  void nothingThatIsThereIsExcused() {
    Set<String> excused = WHY_NOT.keySet();
    assertEquals(
        Set.of(), implemented().stream().filter(excused::contains).collect(Collectors.toSet()));
  }

  private static Set<String> implemented() {
    try (TestServer server = new TestServer()) {
      return Stream.concat(
              server.core().features().stream().flatMap(feature -> feature.specs().stream()),
              CoreSpecs.ALL.stream())
          .map(Spec::name)
          .collect(Collectors.toSet());
    }
  }

  private static String table(Set<String> implemented) {
    StringBuilder table =
        new StringBuilder("| suite | feature | asked of | by | here |\n|---|---|---|---|---|\n");
    for (Row row : ROWS) {
      table.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  row.suite(),
                  row.feature(),
                  row.asked(),
                  String.join(", ", row.specs()),
                  standing(row, implemented)));
    }
    return table.toString();
  }

  private static String standing(Row row, Set<String> implemented) {
    List<String> missing =
        Stream.of(row.specs()).filter(spec -> !implemented.contains(spec)).toList();
    if (missing.isEmpty()) {
      return Stream.concat(
              Stream.of("yes"), Stream.of(row.specs()).filter(NOTES::containsKey).map(NOTES::get))
          .collect(Collectors.joining(", "));
    }
    return "no: "
        + missing.stream()
            .map(
                spec -> {
                  if (!WHY_NOT.containsKey(spec)) {
                    throw new AssertionError("no reason why there is no " + spec);
                  }
                  return WHY_NOT.get(spec);
                })
            .distinct()
            .collect(Collectors.joining(", "));
  }
}
