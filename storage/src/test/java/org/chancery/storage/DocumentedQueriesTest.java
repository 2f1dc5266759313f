package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chancery.protocol.Jid;
import org.chancery.storage.record.AuditStoreConfig;
import org.chancery.storage.record.PostgresAuditStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queries that compliance officers are shown work, with the rights that they have. */
class DocumentedQueriesTest {
  private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
  private static final List<Path> PAGES =
      List.of(Path.of("..", "docs", "audit-store.md"), Path.of("..", "docs", "compliance.md"));
  private static final Jid ALICE = Jid.of("alice@example.org/desk");
  private static final Jid BOB = Jid.of("bob@example.org/desk");

  private final TestDatabase test = TestDatabase.create();

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void everyQueryOfThePagesRunsAsTheComplianceRole() throws IOException, SQLException {
    record();
    Credentials compliance = test.config().login(test.config().roles().compliance());
    try (Connection connection =
            DriverManager.getConnection(
                test.config().url(), compliance.user(), compliance.password());
        Statement statement = connection.createStatement()) {
      List<String> queries = queries();
      assertTrue(queries.size() >= 10, "the pages answer ten questions");
      for (String query : queries) {
        statement.execute(query);
      }
    }
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (Path page : PAGES) {
      Matcher matcher = SQL.matcher(Files.readString(page));
      while (matcher.find()) {
        queries.add(matcher.group(1));
      }
    }
    return queries;
  }

  private void record() {
    try (AuditStore record = PostgresAuditStore.open(test.config(), AuditStoreConfig.defaults())) {
      record.append(
          List.of(
              AuditEntry.of(AuditKind.MESSAGE, Instant.now())
                  .from(ALICE)
                  .to(BOB.bare())
                  .conversation(AuditEntry.conversationOf(ALICE, BOB))
                  .stanza("<message/>", "chat", "m1", "", "the invoice")
                  .build()));
    }
  }
}
