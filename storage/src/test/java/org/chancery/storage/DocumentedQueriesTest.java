package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The queries that compliance officers are shown work, with the rights that they have, and find in
 * a {@link KnownRecord} what the page says.
 */
class DocumentedQueriesTest {
  private static final Path QUESTIONS = Path.of("..", "docs", "compliance.md");
  private static final List<Path> PAGES =
      List.of(
          QUESTIONS, Path.of("..", "docs", "audit-store.md"), Path.of("..", "docs", "rooms.md"));
  private static final Pattern QUERY = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  /** A query with the table of its answer below. */
  private static final Pattern ANSWERED =
      Pattern.compile("```sql\n(?<query>[^`]*)```\n\n(?<answer>(?:\\|.*\n)+)");

  @AutoClose private final TestDatabase test = TestDatabase.create();

  @BeforeEach
  void write() {
    KnownRecord.write(test);
  }

  @Test
  void everyQueryOfThePagesRunsAsTheComplianceRole() throws IOException, SQLException {
    test.execute(
        "INSERT INTO audit.person_state (position, person, groups) VALUES"
            + " (1, 'alice@example.org', ARRAY['research', 'traders'])");
    try (Connection connection = test.as(Roles.DEFAULT.compliance());
        Statement statement = connection.createStatement()) {
      for (Path page : PAGES) {
        for (MatchResult query : found(QUERY, page)) {
          statement.execute(query.group(1));
        }
      }
    }
  }

  @Test
  void theTenQuestionsHaveTheAnswersThatThePageShows() throws IOException, SQLException {
    List<MatchResult> questions = found(ANSWERED, QUESTIONS);
    assertEquals(11, questions.size(), "the sixth has two");
    try (Connection connection = test.as(Roles.DEFAULT.compliance());
        Statement statement = connection.createStatement()) {
      statement.execute("SET TIME ZONE 'UTC'");
      for (MatchResult question : questions) {
        String query = question.group("query");
        try (ResultSet rows = statement.executeQuery(query)) {
          assertEquals(question.group("answer"), table(rows), query);
        }
      }
    }
  }

  private static List<MatchResult> found(Pattern pattern, Path page) throws IOException {
    return pattern.matcher(Files.readString(page)).results().toList();
  }

  /** As the pages show it: Markdown, and nothing for NULL. */
  private static String table(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    List<String> headings = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      headings.add(rows.getMetaData().getColumnLabel(i));
    }
    StringBuilder table = new StringBuilder(line(headings));
    table.append("|---".repeat(columns)).append("|\n");
    while (rows.next()) {
      List<String> cells = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        cells.add(Objects.requireNonNullElse(rows.getString(i), ""));
      }
      table.append(line(cells));
    }
    return table.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
