package org.chancery.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.database.StorageConfig;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.Credentials;
import org.chancery.storage.Definitions;
import org.chancery.storage.anchor.AnchorFile;
import org.chancery.storage.record.Anchoring;
import org.chancery.storage.record.AuditStoreConfig;
import org.chancery.storage.record.PostgresAuditStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands on the record, with one embedded database for all. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class AuditCommandTest {

  private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private OpenDatabase database;

  @BeforeAll
  void open(@TempDir Path temporary) {
    directory = temporary;
    Settings settings = Settings.load(Optional.empty(), overrides());
    database = OpenDatabase.start(StorageConfig.from(settings));
    Acts acts = new Acts(database.config());
    acts.onAccounts("user add", List.of(Jid.of("alice@localhost"), Jid.of("bob@localhost")));
    acts.onAccounts("user disable", List.of(Jid.of("bob@localhost")));
  }

  @AfterAll
  void close() {
    database.close();
  }

  /** The last one, as the record is of no use to any other after it. */
  @Test
  @Order(Integer.MAX_VALUE)
  void theRecordIsVerifiedWithTheKeyThatIsPrintedUntilSomebodyChangesARow() throws Exception {
    long last = lastRowOfCommands();
    assertEquals(0, run("audit", "key"));
    Path key = Files.writeString(directory.resolve("key"), out.toString());

    assertEquals(0, run("audit", "verify", "--key", key.toString()));
    assertTrue(out.toString().contains("node 255: " + last + " rows"), out.toString());
    assertTrue(out.toString().endsWith("The record is sound.\n"), out.toString());

    asSuperuser("ALTER TABLE audit.record DISABLE TRIGGER ALL");
    asSuperuser("ALTER TABLE audit.checkpoint DISABLE TRIGGER ALL");
    Path anchors = directory.resolve("anchors");
    new Anchoring(
            database.database(), new AnchorFile(anchors), Optional.empty(), InstantSource.system())
        .run();
    asSuperuser("DELETE FROM audit.record WHERE node = 255 AND sequence = " + last);
    asSuperuser("DELETE FROM audit.checkpoint WHERE node = 255 AND last_sequence = " + last);
    assertEquals(1, run("audit", "verify"));
    assertTrue(out.toString().endsWith("The record is sound.\n"), out.toString());
    assertTrue(err.toString().contains("NOT PROTECTED: audit.record can be"), err.toString());
    assertEquals(1, run("audit", "verify", "--anchors", anchors.toString()));
    assertTrue(
        out.toString().contains("truncated at row %1$d: rows from %1$d to %1$d".formatted(last)),
        out.toString());
    asSuperuser(
        "UPDATE audit.record SET recipient = 'carol@localhost' WHERE node = 255 AND sequence = 2");

    assertEquals(1, run("audit", "verify"));
    assertTrue(out.toString().contains("changed at row 2, position "), out.toString());
    assertEquals(1, run("audit", "verify", "--json"));
    assertTrue(out.toString().startsWith("{\"started_at\":"), out.toString());
    assertTrue(out.toString().contains("\"problem\":\"changed\",\"sequence\":2"), out.toString());
  }

  @Test
  void aViewThatWasReplacedSinceTheServerStartedIsNoticed() throws Exception {
    record(
        AuditEntry.of(AuditKind.CONFIGURATION, Instant.now())
            .detail("event", "server started")
            .detail(Definitions.DETAIL, Definitions.sha256(database.database())));
    assertEquals(0, run("audit", "verify"), err.toString());
    List<String> view =
        database
            .database()
            .list(
                "SELECT pg_get_viewdef(oid) FROM pg_class WHERE relname = 'calls'",
                row -> row.getString(1));
    String original = view.getFirst().replace(";", "");
    asSuperuser(
        "CREATE OR REPLACE VIEW compliance.calls AS SELECT * FROM ("
            + original
            + ") AS c WHERE person <> 'boss@localhost'");
    assertEquals(1, run("audit", "verify"));
    assertTrue(out.toString().endsWith("The record is sound.\n"), out.toString());
    assertTrue(err.toString().contains("somebody has replaced one"), err.toString());
    asSuperuser("CREATE OR REPLACE VIEW compliance.calls AS " + original);
    assertEquals(0, run("audit", "verify"), err.toString());
  }

  @Test
  void oneMessageIsProvedByAFileAndTheKeyAlone() throws Exception {
    say("dave@localhost", "bob@localhost", "m1", "Agreed");
    assertEquals(0, run("audit", "key"));
    String key = Files.writeString(directory.resolve("key"), out.toString()).toString();
    assertEquals(
        0,
        run("sql", "-c", "select message_id as m from compliance.messages where body = 'Agreed'"));
    String id =
        out.toString().lines().filter(it -> it.matches("\\d{10,} *")).findAny().orElseThrow();
    Path proof = directory.resolve("proof.json");
    assertEquals(0, run("audit", "proof", id.strip(), "--out", proof.toString()), err.toString());
    assertEquals(1, run("audit", "proof", "12345"));
    assertEquals("error: there is no message 12345\n", err.toString());

    assertEquals(0, offline("audit", "verify", "--proof", proof.toString(), "--key", key));
    assertTrue(out.toString().endsWith("The proof holds.\n"), out.toString());
    Files.writeString(proof, Files.readString(proof).replace("Agreed", "Refused"));
    assertEquals(1, offline("audit", "verify", "--proof", proof.toString(), "--key", key));
    assertTrue(
        out.toString().endsWith("NOT HOLD: its content is not what was recorded\n"),
        out.toString());
    assertEquals(1, offline("audit", "verify", "--proof", proof.toString()));
    assertEquals("error: say by --key which public key is to be believed\n", err.toString());
  }

  @Test
  void anExportIsCompleteAndOnRecordAndHarmsNobody() throws Exception {
    say("alice@localhost", "bob@localhost", "m1", "=1+1 \"quoted\"");
    say("bob@localhost", "alice@localhost", "m2", "<script>alert(1)</script>");
    say("bob@localhost", "carol@localhost", "m3", "Not about Alice");
    Path exported = directory.resolve("exported");

    String[] command = {
      "audit",
      "export",
      "--person",
      "alice@localhost",
      "--matter",
      "2026-17",
      "--out",
      exported + ""
    };
    assertEquals(0, run(command), err.toString());
    assertEquals("2 messages exported to " + exported + "\n", out.toString());
    assertEquals(1, run(command));
    assertEquals("error: " + exported + " is not empty\n", err.toString());

    List<String> lines = Files.readAllLines(exported.resolve("messages.jsonl"));
    assertEquals(2, lines.size());
    assertTrue(lines.getFirst().contains("\"body\":\"=1+1 \\\"quoted\\\"\""), lines.getFirst());
    String csv = Files.readString(exported.resolve("messages.csv"));
    assertTrue(csv.contains(",\"'=1+1 \"\"quoted\"\"\","), csv);
    String html = Files.readString(exported.resolve("transcript.html"));
    assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), html);
    String manifest = Files.readString(exported.resolve("manifest.json"));
    for (String name : List.of("messages.jsonl", "messages.csv", "transcript.html")) {
      String digest = sha256(exported.resolve(name));
      assertTrue(manifest.contains("\"" + name + "\" : \"" + digest + "\""), manifest);
    }

    String query = "select action, matter, row_count from compliance.record_access order by 1";
    assertEquals(0, run("sql", "-c", query));
    assertTrue(out.toString().contains("export finished | 2026-17 |"), out.toString());
    assertEquals(0, run("audit", "key"));
    String key = Files.writeString(directory.resolve("key"), out.toString()).toString();
    String[] verify = {"audit", "verify", "--bundle", exported.toString(), "--key", key};
    assertEquals(0, offline(verify), out + "" + err);
    assertEquals("2 messages are proved each by itself\nThe export is sound.\n", out.toString());
    Files.writeString(
        exported.resolve("messages.jsonl"), lines.getFirst() + "\n" + lines.getFirst() + "\n");
    assertEquals(1, offline(verify));
    assertTrue(out.toString().contains("in line 2 of messages.jsonl"), out.toString());
  }

  @Test
  void whatIsHeldIsNeitherErasedNorExpiresUntilTheHoldIsReleased() {
    say("erin@localhost", "bob@localhost", "m1", "private");
    assertEquals(0, run("audit", "hold", "add", "--person", "erin@localhost", "--matter", "7"));
    assertEquals("hold 1 is in force\n", out.toString());
    String[] erase = {"audit", "erase", "--person", "erin@localhost", "--reason", "asked"};
    assertEquals(0, run(erase), err.toString());
    assertTrue(
        out.toString().contains("\"erased\":\"0\",\"files\":\"0\",\"kept by hold 1: 7\":\"1\""),
        out.toString());

    assertEquals(0, run("audit", "hold", "release", "1"));
    assertEquals(1, run("audit", "hold", "release", "1"));
    assertTrue(err.toString().contains("no hold 1 is in force"), err.toString());
    assertEquals(0, run("audit", "hold", "list"));
    assertTrue(out.toString().contains("erin@localhost"), out.toString());

    assertEquals(0, run(erase), err.toString());
    assertTrue(
        out.toString().contains("\"erased\":\"1\",\"files\":\"0\",\"on_record\":\""),
        out.toString());
    assertEquals(0, run("sql", "-c", "select action, row_count from compliance.retention_acts"));
    assertTrue(out.toString().contains("content erased | 1"), out.toString());
    assertEquals(0, run("audit", "verify"), out.toString());
    assertEquals(0, run("audit", "retention", "--dry-run"));
    assertEquals("Nothing is due.\n", out.toString());
  }

  private static String sha256(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  private void say(String from, String to, String id, String text) {
    Jid sender = Jid.of(from);
    Jid recipient = Jid.of(to);
    record(
        AuditEntry.of(AuditKind.MESSAGE, Instant.now())
            .from(sender)
            .to(recipient)
            .conversation(AuditEntry.conversationOf(sender, recipient))
            .stanza("<message/>", "chat", id, "", text));
  }

  private void record(AuditEntry.Builder entry) {
    try (PostgresAuditStore store =
        PostgresAuditStore.open(database.config(), AuditStoreConfig.defaults())) {
      store.append(List.of(entry.build()));
    }
  }

  private Map<String, String> overrides() {
    return Map.of(
        "chancery.data-dir", directory.resolve("data").toString(), "chancery.storage.port", "0");
  }

  private int run(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--set";
    all[arguments.length + 1] = "data-dir=" + directory.resolve("data");
    return offline(all);
  }

  private int offline(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commands = Main.commandLine(InputStream.nullInputStream());
    commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commands.execute(arguments);
  }

  private long lastRowOfCommands() {
    return database
        .database()
        .inTransaction(
            transaction ->
                transaction.list(
                    "SELECT max(sequence) FROM audit.record WHERE node = 255",
                    row -> row.getLong(1)))
        .getFirst();
  }

  private void asSuperuser(String sql) throws SQLException {
    Credentials superuser = database.config().administrator();
    try (Connection connection =
            DriverManager.getConnection(
                database.config().url(), superuser.user(), superuser.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
