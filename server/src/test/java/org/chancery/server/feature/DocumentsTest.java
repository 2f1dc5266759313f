package org.chancery.server.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chancery.server.audit.Exclusion;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

/**
 * The documents that are written from the running list of features. A difference fails the build;
 * {@code -Dchancery.docs.write=true} writes them anew.
 */
class DocumentsTest {
  private static final Path DOCS = Path.of("..", "docs");

  private static final String PATH =
      """
      # The path of a message

      Written by `DocumentsTest` from the running server; a change of the order shows here. What each hop promises is
      in [architecture.md](architecture.md).

      | # | where | what happens | on which thread |
      |---|---|---|---|
      | 1 | `StreamDecoder` | bytes become an immutable element; limits of size, depth and count | event loop |
      | 2 | `ClientStream` | the next stanza from a bounded inbox; the sender's address is stamped | the stream's virtual thread |
      | 3 | `Router` | `screen` hooks may refuse, `stamp` hooks may change, the recipient admits | the same |
      | 4 | `AuditLog.commit` | one row, and what `record` hooks add, in one transaction shared with others | the same; `audit-writer` batches |
      | 5 | `Delivery` | recipients by RFC 6121 section 8.5, then `fanOut` hooks | the same |
      | 6 | `Session.send` | `outbound` hooks; the unacknowledged queue; write | the same |
      | 7 | `TcpConnection` | serialised once, written, flushed together with what else waits | the recipient's event loop |

      An acknowledgement (XEP-0198) counts a stanza when `Router` has returned: after hop 6 has been done for every
      recipient here, or the sender has been told why not.
      """;

  @Test
  void theMessagePathIsAsDocumented() throws IOException {
    try (TestServer server = new TestServer(Map.of("notice.text", "understood"))) {
      StringBuilder text = new StringBuilder(PATH);
      text.append("\n## The hooks, in the order in which they work\n");
      Map<String, List<Hooks.Use>> byHook = new LinkedHashMap<>();
      for (String hook :
          List.of(
              "screen",
              "stamp",
              "record",
              "fanOut",
              "outbound",
              "presence stamp",
              "presence",
              "session",
              "nonza",
              "host",
              "http")) {
        byHook.put(
            hook,
            server.core().hooks().uses().stream().filter(use -> use.hook().equals(hook)).toList());
      }
      byHook.forEach((hook, uses) -> table(text, hook, uses));
      text.append(
          "\n"
              + "## What is not on record\n\n"
              + "Presence, IQs, and these messages, all of which are counted:\n\n");
      for (Exclusion exclusion : Exclusion.values()) {
        text.append("- `").append(exclusion).append("`: ").append(exclusion.reason()).append('\n');
      }
      check("message-path.md", text.toString());
    }
  }

  private static void table(StringBuilder text, String hook, List<Hooks.Use> uses) {
    text.append("\n### `").append(hook).append("`\n\n");
    if (uses.isEmpty()) {
      text.append("Nobody.\n");
    }
    int number = 1;
    for (Hooks.Use use : uses) {
      text.append(number++)
          .append(". **")
          .append(use.feature())
          .append("**: ")
          .append(use.what())
          .append('\n');
    }
  }

  @Test
  void theSpecificationsAreAsDocumented() throws IOException {
    try (TestServer server = new TestServer()) {
      Map<String, String> rows = new TreeMap<>();
      for (Feature feature : server.core().features()) {
        for (Spec spec : feature.specs()) {
          rows.merge(
              "| %s | %s | %s |".formatted(spec.name(), spec.title(), spec.version()),
              "`" + feature.name() + "`",
              (one, other) -> one.contains(other) ? one : one + ", " + other);
        }
      }
      for (Spec spec : CoreSpecs.ALL) {
        rows.put("| %s | %s | %s |".formatted(spec.name(), spec.title(), spec.version()), "core");
      }
      StringBuilder text =
          new StringBuilder(
              "# What is implemented\n\n"
                  + "Written by `DocumentsTest` from what the features declare.\n\n");
      text.append("| specification | title | version | by |\n|---|---|---|---|\n");
      rows.forEach((row, by) -> text.append(row).append(' ').append(by).append(" |\n"));
      check("features.md", text.toString());
    }
  }

  private static void check(String name, String expected) throws IOException {
    Path file = DOCS.resolve(name);
    if (Boolean.getBoolean("chancery.docs.write")) {
      Files.writeString(file, expected);
    }
    String actual = Files.exists(file) ? Files.readString(file) : "";
    assertEquals(
        expected, actual, "docs/" + name + " is out of date; run with -Dchancery.docs.write=true");
  }
}
