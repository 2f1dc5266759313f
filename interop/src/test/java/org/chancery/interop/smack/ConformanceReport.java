package org.chancery.interop.smack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The part of {@code docs/conformance.md} that is written from a run of the suite. The rest of the
 * page is written by hand and left alone.
 */
final class ConformanceReport {
  private static final Path PAGE = Path.of("..", "docs", "conformance.md");
  private static final String BEGIN = "<!-- smack suite: written by bin/conformance -->\n";
  private static final String END = "<!-- end of smack suite -->\n";

  private final EnabledTests enabled;
  private final List<SuiteResult> results;

  ConformanceReport(EnabledTests enabled, List<SuiteResult> results) {
    this.enabled = enabled;
    this.results = results;
  }

  /**
   * Fails when the page says something else than this run; with the system property {@code
   * conformance.write} it writes the page instead.
   */
  void check() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (Boolean.getBoolean("conformance.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + text() + page.substring(end));
      return;
    }
    assertEquals(
        text(), page.substring(begin, end), "docs/conformance.md is out of date: bin/conformance");
  }

  private String text() {
    StringBuilder text = new StringBuilder(4096);
    text.append(
        """
        %d test classes of Smack's integration suite are enabled (`interop/suite/enabled.txt`), over the
        connections %s: %d tests passed, %d failed, %d could not run.

        """
            .formatted(
                enabled.classes().size(),
                enabled.connections().stream()
                    .map(name -> "`" + name + "`")
                    .collect(Collectors.joining(", ")),
                count(SuiteResult.Verdict.PASSED),
                count(SuiteResult.Verdict.FAILED),
                count(SuiteResult.Verdict.NOT_POSSIBLE)));
    list(text, "Failed", lines(SuiteResult.Verdict.FAILED));
    list(text, "Could not run", lines(SuiteResult.Verdict.NOT_POSSIBLE));
    list(text, "Left out", enabled.leftOut());
    list(text, "Run again when they fail", enabled.byChance());
    list(text, "Passed", lines(SuiteResult.Verdict.PASSED));
    return text.toString();
  }

  private long count(SuiteResult.Verdict verdict) {
    return results.stream().filter(result -> result.verdict() == verdict).count();
  }

  private List<String> lines(SuiteResult.Verdict verdict) {
    return results.stream()
        .filter(result -> result.verdict() == verdict)
        .map(
            result ->
                result.reason().isEmpty() ? result.test() : result.test() + ": " + result.reason())
        .sorted()
        .toList();
  }

  private static void list(StringBuilder text, String title, List<String> lines) {
    text.append("### ").append(title).append("\n\n");
    if (lines.isEmpty()) {
      text.append("None.\n");
    }
    lines.forEach(each -> text.append("- ").append(each).append('\n'));
    text.append('\n');
  }
}
