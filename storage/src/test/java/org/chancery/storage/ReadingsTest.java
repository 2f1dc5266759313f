package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.chancery.protocol.Jid;
import org.chancery.storage.record.PostgresAuditStore;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  private static final String ACCESS =
      """
      SELECT concat_ws(' ', accessed_by, action, statement, matter, row_count) FROM compliance.record_access
      ORDER BY accessed_at
      """;

  @AutoClose private final TestDatabase test = TestDatabase.create();
  private final PostgresAuditStore store = test.record();
  private final Readings readings = new Readings(test.database());

  @Test
  void aReadingIsTakenOverIntoTheRecordOnce() throws SQLException {
    search("SET compliance.matter = 'case 7'", "SELECT * FROM compliance.search('plan')");
    String expected =
        "chancery_compliance search {\"most\": 100, \"exact\": false, \"words\": \"plan\"} case 7"
            + " 0";
    assertEquals(List.of(expected), test.texts(ACCESS));
    List<AuditEntry> found = readings.unrecorded(10);
    store.append(found);
    assertEquals(List.of(), readings.unrecorded(10));
    assertThrows(NotRecordedException.class, () -> store.append(found));
    assertEquals(List.of(expected), test.texts(ACCESS));
    assertEquals(
        List.of("1 127.0.0.1"),
        test.texts(
            "SELECT concat_ws(' ', detail ->> 'reading', detail ->> 'address') FROM audit.record"
                + " WHERE kind = 'audit-access'"));
  }

  @Test
  void aReadingThatWasRolledBackIsOnRecordAsThat() throws SQLException {
    search("BEGIN", "SELECT * FROM compliance.search('plan')", "ROLLBACK");
    search("SELECT * FROM compliance.search('plan')");
    assertEquals(1, readings.unrecorded(10).size(), "it might be under way");
    test.execute(
        "ALTER TABLE audit.reading DISABLE TRIGGER USER; UPDATE audit.reading SET at = at -"
            + " interval '1 hour'");
    store.append(readings.unrecorded(10));
    assertEquals(
        List.of("1 reading rolled back", "2 search"),
        test.texts(
            "SELECT concat_ws(' ', detail ->> 'reading', detail ->> 'action') FROM audit.record"
                + " WHERE kind = 'audit-access' ORDER BY position"));
    assertEquals(List.of(), readings.unrecorded(10));
  }

  @Test
  void aViewIsReadOnceForAStatementAndTheStatementIsOnRecord() throws SQLException {
    store.append(List.of(message("one"), message("two")));
    String query = "SELECT body FROM compliance.messages WHERE sender = 'alice@example.org'";
    search("SET application_name = 'psql'", query, "EXPLAIN " + query);
    search("PREPARE p AS " + query, "EXECUTE p");
    assertEquals(
        List.of(
            "chancery_compliance messages " + query,
            "chancery_compliance messages EXECUTE p; PREPARE p AS " + query),
        test.texts(ACCESS));
    store.append(readings.unrecorded(10));
    assertEquals(List.of(), readings.unrecorded(10));
    assertEquals(2, test.texts("SELECT 1 FROM audit.record WHERE kind = 'audit-access'").size());
  }

  @Test
  void nobodyReadsAViewWithoutATrace() {
    SQLException refused =
        assertThrows(
            SQLException.class,
            () -> search("BEGIN READ ONLY", "SELECT * FROM compliance.messages"));
    assertEquals("25006", refused.getSQLState());
  }

  @Test
  void thePageSaysWhatLeavesATraceAndWhatDoesNot() throws IOException, SQLException {
    List<String> views =
        test.texts(
            "SELECT relname FROM pg_class WHERE relnamespace = 'compliance'::regnamespace AND"
                + " relkind = 'v'");
    for (String view : views) {
      test.texts(Roles.DEFAULT.legal(), "SELECT * FROM compliance." + view);
    }
    Set<String> traced =
        named(
            """
            SELECT function FROM audit.reading
            UNION SELECT proname FROM pg_proc
            WHERE pronamespace = 'compliance'::regnamespace AND prosrc ~ 'audit\\.(note|finish_selection)'
            """);
    Set<String> untraced =
        named("SELECT proname FROM pg_proc WHERE pronamespace = 'compliance'::regnamespace");
    untraced.addAll(views);
    untraced.removeAll(traced);
    String page = Files.readString(Path.of("..", "docs", "audit-store.md"));
    assertEquals(traced, named(page, "Reading what people wrote or shared leaves a trace"));
    assertEquals(untraced, named(page, "What tells of log-ins"));
  }

  private Set<String> named(String query) {
    return new TreeSet<>(test.texts(query));
  }

  /** The names in the paragraph that begins so. */
  private static Set<String> named(String page, String paragraph) {
    String text = page.substring(page.indexOf(paragraph)).split("\n\n", 2)[0];
    return Pattern.compile("`([a-z_]+)`")
        .matcher(text)
        .results()
        .map(name -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void noRoleCanBothReadContentAndRemoveATrace() {
    assertEquals(
        List.of(),
        test.texts(
            """
            SELECT r.rolname || ' ' || t.oid::regclass || ' ' || p.privilege FROM pg_roles r, pg_class t,
              (VALUES ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('TRIGGER')) AS p (privilege)
            WHERE r.rolname LIKE 'chancery\\_%' AND r.rolcanlogin
              AND t.relnamespace = 'audit'::regnamespace AND t.relkind IN ('r', 'p')
              AND (has_table_privilege(r.oid, t.oid, p.privilege) OR pg_has_role(r.oid, t.relowner, 'MEMBER'))
            """));
    assertEquals(
        List.of("chancery_compliance", "chancery_legal", "chancery_server"),
        test.texts(
            """
            SELECT DISTINCT r.rolname FROM pg_roles r, pg_class t
            WHERE r.rolname LIKE 'chancery\\_%' AND r.rolcanlogin AND has_table_privilege(r.oid, t.oid, 'SELECT')
              AND t.oid IN ('audit.record'::regclass, 'audit.messages'::regclass, 'compliance.messages'::regclass)
            ORDER BY 1
            """));
  }

  private static AuditEntry message(String body) {
    return AuditEntry.of(AuditKind.MESSAGE, Instant.now())
        .from(Jid.of("alice@example.org/desk"))
        .stanza("<message/>", "chat", "", "", body)
        .build();
  }

  private void search(String... statements) throws SQLException {
    test.texts(Roles.DEFAULT.compliance(), statements);
  }
}
