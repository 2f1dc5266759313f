package org.chancery.server.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.Roles;
import org.chancery.storage.TestDatabase;
import org.chancery.storage.Transaction;
import org.chancery.storage.fake.FakeFileStore;
import org.chancery.storage.files.FileLink;
import org.chancery.storage.files.FileStore;
import org.chancery.storage.record.AuditStoreConfig;
import org.chancery.storage.record.EvidenceReader;
import org.chancery.storage.record.PostgresAuditStore;
import org.chancery.storage.record.SigningKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Exports, and what a verifier without the database says of them. */
@TestInstance(Lifecycle.PER_CLASS)
class ExportTest {
  private static final int MESSAGES = 60;
  private static final int CASES = 100;
  private static final ExportRequest EVERYTHING =
      new ExportRequest(
          Optional.empty(),
          Optional.empty(),
          Instant.EPOCH,
          Instant.parse("2100-01-01T00:00:00Z"),
          "2026-17",
          true);

  private static final byte[] CONTENT = "secret plan".getBytes(UTF_8);
  private static final FileLink PLAN =
      new FileLink("plan1", "c894e0fb797a615a884a512483766f2a0a98c0dde0b27ef48a6dbd01e8780c05");
  private static final FileLink LOST = new FileLink("lost1", "0".repeat(64));

  private final FileStore files = new FakeFileStore();
  private final TestDatabase test = TestDatabase.create();
  private Path temporary;
  private Path exported;

  @BeforeAll
  void export(@TempDir Path directory) throws Exception {
    temporary = directory;
    try (PostgresAuditStore store =
        PostgresAuditStore.open(test.config(), AuditStoreConfig.defaults())) {
      store.append(List.of(upload()));
      for (int i = 0; i < MESSAGES; i++) {
        store.append(List.of(message(i)));
      }
    }
    files.receive(PLAN.id(), new ByteArrayInputStream(CONTENT));
    files.keep(PLAN.id());
    exported = Files.createDirectory(temporary.resolve("exported"));
    export(exported, MESSAGES, (done, all) -> {});
  }

  @AfterAll
  void close() {
    test.close();
  }

  private static AuditEntry message(int i) {
    Jid alice = Jid.of("alice@example.org/desk");
    Jid bob = Jid.of("bj\u00f6rn@example.org");
    AuditEntry.Builder entry =
        AuditEntry.of(AuditKind.MESSAGE, Instant.now())
            .from(alice)
            .to(bob)
            .conversation(AuditEntry.conversationOf(alice.bare(), bob))
            .stanza(
                "<message id='" + i + "'/>", "chat", "id" + i, "", "Caf\u00e9 " + i + "\nat ten");
    switch (i) {
      case 0, 20 -> entry.detail(FileLink.DETAIL, FileLink.text(List.of(PLAN)));
      case 30 -> entry.detail(FileLink.DETAIL, FileLink.text(List.of(LOST, PLAN)));
      default -> {
        // No file.
      }
    }
    return entry.build();
  }

  private static AuditEntry upload() {
    return AuditEntry.of(AuditKind.FILE, Instant.now())
        .detail("event", "uploaded")
        .detail("file", PLAN.id())
        .detail("name", "pl\u00e4n <b>.txt")
        .detail("type", "text/plain")
        .build();
  }

  private Export.Result export(Path directory, int portion, Export.Listener listener)
      throws Exception {
    try (Connection connection = test.as(Roles.DEFAULT.legal())) {
      Export export = new Export(EVERYTHING, directory, files, portion);
      Export.Result result = export.run(connection, listener);
      AuditPosition finished = record(result);
      export.prove(new EvidenceReader(new Transaction(connection)).of(finished).orElseThrow());
      connection.commit();
      return result;
    }
  }

  private AuditPosition record(Export.Result result) {
    try (PostgresAuditStore store =
        PostgresAuditStore.open(
            test.config(), new AuditStoreConfig(255, AuditStoreConfig.defaults().stallTimeout()))) {
      return store
          .append(
              List.of(
                  AuditEntry.of(AuditKind.AUDIT_ACCESS, Instant.now())
                      .detail("manifest-sha256", result.manifestSha256())
                      .build()))
          .getLast();
    }
  }

  private BundleVerifier.Result verify(Path directory) throws IOException {
    Set<SigningKey.PublicKey> keys =
        Set.of(SigningKey.readOrCreate(test.config().secrets()).publicKey());
    return new BundleVerifier(directory, keys).run(count -> {});
  }

  @Test
  void whatWasExportedIsSound() throws IOException {
    assertEquals(new BundleVerifier.Result(MESSAGES, 0, 1, Optional.empty()), verify(exported));
    assertEquals(Optional.empty(), Export.brokenOff(exported));
  }

  @Test
  void anyChangeToAnyFileIsFound() throws Exception {
    List<Path> files = files(exported);
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(i);
      Path file = files.get(random.nextInt(files.size()));
      byte[] before = Files.readAllBytes(file);
      byte[] changed = before.clone();
      int place = random.nextInt(changed.length);
      changed[place] = (byte) (changed[place] == '7' ? '8' : '7');
      Files.write(file, changed);
      // Names of members of the last proof may change as long as its values do not.
      boolean harmless = file.endsWith("manifest.proof.json");
      assertTrue(harmless || verify(exported).problem().isPresent(), file + " at byte " + place);
      Files.write(file, before);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void theBadMessageIsNamed() throws Exception {
    Path lines = exported.resolve("messages.jsonl");
    List<String> before = Files.readAllLines(lines);
    List<String> changed = new ArrayList<>(before);
    changed.set(16, changed.get(16).replace("Caf\u00e9 16", "Caf\u00e9 61"));
    Files.write(lines, changed);
    String problem = verify(exported).problem().orElseThrow();
    assertTrue(
        problem.endsWith(" in line 17 of messages.jsonl: its body is not what was recorded"),
        problem);

    changed = new ArrayList<>(before);
    changed.remove(40);
    Files.write(lines, changed);
    problem = verify(exported).problem().orElseThrow();
    assertTrue(problem.contains(" in line 41 of messages.jsonl: the evidence is of"), problem);
    Files.write(lines, before);
  }

  @Test
  void messagesThatAreTakenOutOfAllFilesAreMissed() throws Exception {
    Path fewer = Files.createDirectory(temporary.resolve("fewer"));
    ExportRequest request = EVERYTHING.until(Instant.now());
    try (Connection connection = test.as(Roles.DEFAULT.legal())) {
      new Export(
              new ExportRequest(
                  Optional.of("carol@example.org"),
                  Optional.empty(),
                  request.from(),
                  request.until(),
                  "2026-17",
                  true),
              fewer,
              files,
              10)
          .run(connection, (done, all) -> {});
    }
    Files.copy(exported.resolve(Manifest.PROOF), fewer.resolve(Manifest.PROOF));
    assertEquals(
        Optional.of("manifest.json is not the one that the record has of this export"),
        verify(fewer).problem());
    Files.delete(fewer.resolve(Manifest.PROOF));
    assertEquals(
        Optional.of(fewer.resolve(Manifest.PROOF) + " is missing"), verify(fewer).problem());
  }

  @Test
  void anExportThatWasBrokenOffGoesOnAndIsTheSameInTheEnd() throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("again"));
    for (long end : List.of(14L, 42L)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              export(
                  directory,
                  7,
                  (done, all) -> {
                    assertEquals(MESSAGES, all);
                    if (done == end) {
                      throw new IllegalStateException("killed");
                    }
                  }));
      assertEquals(Optional.of(EVERYTHING), Export.brokenOff(directory));
    }
    export(directory, 7, (done, all) -> assertTrue(done > 42));

    assertEquals(Optional.empty(), verify(directory).problem());
    for (String name :
        List.of(
            "messages.jsonl",
            "messages.csv",
            "transcript.html",
            "eml.sha256",
            "files.sha256",
            "files/plan1/pl_n__b_.txt")) {
      assertEquals(
          Files.readString(exported.resolve(name)), Files.readString(directory.resolve(name)));
    }
  }

  @Test
  void aFileThatWasSharedIsThereAndOneThatIsNotThereIsNamed() throws Exception {
    assertArrayEquals(CONTENT, Files.readAllBytes(exported.resolve("files/plan1/pl_n__b_.txt")));
    String copy = PLAN.sha256() + "  files/plan1/pl_n__b_.txt";
    assertEquals(
        List.of(copy, copy, "# lost1: it is not there", copy),
        Files.readAllLines(exported.resolve("files.sha256")));
    String page = Files.readString(exported.resolve("transcript.html"));
    assertTrue(
        page.contains("<a href=\"files/plan1/pl_n__b_.txt\">pl\u00e4n &lt;b&gt;.txt</a>"), page);
    assertTrue(page.contains("[file file: it is not there]"), page);
  }

  @Test
  void aFileThatWasExchangedBeforeTheExportIsNotPassedOff() throws Exception {
    FileStore exchanged = new FakeFileStore();
    exchanged.receive(PLAN.id(), new ByteArrayInputStream("another plan".getBytes(UTF_8)));
    exchanged.keep(PLAN.id());
    Path directory = Files.createDirectory(temporary.resolve("exchanged"));
    try (Connection connection = test.as(Roles.DEFAULT.legal())) {
      new Export(EVERYTHING, directory, exchanged, MESSAGES).run(connection, (done, all) -> {});
    }
    assertEquals(
        "# plan1: what is there is not what was uploaded",
        Files.readAllLines(directory.resolve("files.sha256")).getFirst());
  }

  @Test
  void aMailHasTextAddressesAndTheMessageAsAccepted() throws Exception {
    Path file = files(exported.resolve("eml")).getFirst();
    assertFalse(Files.readString(file).isEmpty());
    try (InputStream in = Files.newInputStream(file)) {
      MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()), in);
      MimeMultipart parts = (MimeMultipart) mail.getContent();
      assertTrue(mail.getContentType().contains("boundary="), mail.getContentType());
      assertEquals(
          "Caf\u00e9 0\nat ten", parts.getBodyPart(0).getContent().toString().replace("\r", ""));
      assertEquals("message.xml", parts.getBodyPart(1).getFileName());
      assertEquals("pl\u00e4n <b>.txt", parts.getBodyPart(2).getFileName());
      assertArrayEquals(CONTENT, parts.getBodyPart(2).getInputStream().readAllBytes());
      assertEquals("alice@example.org", mail.getFrom()[0].toString());
      assertEquals("alice@example.org bj\u00f6rn@example.org", mail.getSubject());
      assertEquals("chat", mail.getHeader("X-Chancery-type", null));
    }
  }
}
