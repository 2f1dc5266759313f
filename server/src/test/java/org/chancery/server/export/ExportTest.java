package org.chancery.server.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
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

  private final TestDatabase test = TestDatabase.create();
  private Path temporary;
  private Path exported;

  @BeforeAll
  void export(@TempDir Path directory) throws Exception {
    temporary = directory;
    try (PostgresAuditStore store =
        PostgresAuditStore.open(test.config(), AuditStoreConfig.defaults())) {
      for (int i = 0; i < MESSAGES; i++) {
        store.append(List.of(message(i)));
      }
    }
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
    return AuditEntry.of(AuditKind.MESSAGE, Instant.now())
        .from(alice)
        .to(bob)
        .conversation(AuditEntry.conversationOf(alice.bare(), bob))
        .stanza("<message id='" + i + "'/>", "chat", "id" + i, "", "Caf\u00e9 " + i + "\nat ten")
        .build();
  }

  private Export.Result export(Path directory, int portion, Export.Listener listener)
      throws Exception {
    try (Connection connection = test.as(Roles.DEFAULT.legal())) {
      Export export = new Export(EVERYTHING, directory, portion);
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
    assertEquals(new BundleVerifier.Result(MESSAGES, 0, Optional.empty()), verify(exported));
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
    for (String name : List.of("messages.jsonl", "messages.csv", "transcript.html", "eml.sha256")) {
      assertEquals(
          Files.readString(exported.resolve(name)), Files.readString(directory.resolve(name)));
    }
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
      assertEquals("alice@example.org", mail.getFrom()[0].toString());
      assertEquals("alice@example.org bj\u00f6rn@example.org", mail.getSubject());
      assertEquals("chat", mail.getHeader("X-Chancery-type", null));
    }
  }
}
