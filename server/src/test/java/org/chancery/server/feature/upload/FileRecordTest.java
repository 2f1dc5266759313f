package org.chancery.server.feature.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.chancery.protocol.Jid;
import org.chancery.server.config.Settings;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.fake.FakeFileStore;
import org.chancery.storage.fake.FakeUploadStore;
import org.chancery.storage.files.UploadStore;
import org.junit.jupiter.api.Test;

class FileRecordTest extends UploadFixture {
  @Test
  void aFileIsOnRecordBeforeAnybodyCanHaveIt() throws Exception {
    TestClient alice = starts();
    String url = asks(alice, "filename='très cool.jpg' size='5' content-type='image/jpeg'");
    CountDownLatch stall = server.record().stall();
    HttpRequest put = to(url).PUT(BodyPublishers.ofString("hello")).build();
    var answer = http.sendAsync(put, BodyHandlers.ofString());
    server.record().awaitAttempt();
    assertEquals(404, exchange(to(url)).statusCode());
    assertFalse(answer.isDone());
    stall.countDown();
    assertEquals(201, answer.get().statusCode());
    assertEquals("hello", exchange(to(url)).body());

    AuditEntry entry = recorded("uploaded").getFirst();
    assertEquals(alice.address(), entry.from().orElseThrow());
    assertEquals("très cool.jpg", entry.detail().get("name"));
    assertEquals("image/jpeg", entry.detail().get("type"));
    assertEquals("5", entry.detail().get("size"));
    assertEquals(sha256("hello"), entry.detail().get("sha256"));
    assertTrue(url.startsWith(OWN + entry.detail().get("file") + "/"), url);
  }

  @Test
  void aFileThatCanNotBeRecordedIsNotTaken() throws Exception {
    TestClient alice = starts();
    String url = asks(alice, "filename='a.txt' size='5'");
    server.record().refuseNext(AuditKind.FILE);
    assertEquals(503, puts(url, "hello"));
    assertEquals(404, exchange(to(url)).statusCode());
    assertEquals(List.of(), recorded("uploaded"));
    assertEquals(Set.of(), server.files().unsettled());
  }

  @Test
  void aFileThatThereIsNoRoomForIsRefusedAndTheNextOneTaken() throws Exception {
    TestClient alice = starts();
    String url = asks(alice, "filename='a.txt' size='5'");
    server.files().full(true);
    assertEquals(507, puts(url, "hello"));
    assertEquals(404, exchange(to(url)).statusCode());
    assertEquals(List.of(), recorded("uploaded"));
    server.files().full(false);
    assertEquals("hello", exchange(to(shares(alice, "a.txt", "text/plain", "hello"))).body());
  }

  @Test
  void aDownloadThatCanNotBeRecordedIsRefused() throws Exception {
    TestClient alice = starts();
    String url = shares(alice, "a.txt", "text/plain", "hello");
    server.record().refuseNext(AuditKind.FILE);
    assertEquals(503, exchange(to(url)).statusCode());
    assertEquals(List.of(), recorded("downloaded"));
    assertEquals(200, exchange(to(url)).statusCode());
    assertEquals(1, recorded("downloaded").size());
  }

  @Test
  void eachDownloadIsOnRecordWithItsPart() throws Exception {
    TestClient alice = starts();
    String url = shares(alice, "a.txt", "text/plain", "hello");
    exchange(to(url).header("User-Agent", "Player 1"));
    HttpResponse<String> part = exchange(to(url).header("Range", "bytes=1-3"));
    assertEquals(206, part.statusCode());
    assertEquals("ell", part.body());
    assertEquals("bytes 1-3/5", header(part, "Content-Range"));
    HttpResponse<String> beyond = exchange(to(url).header("Range", "bytes=5-"));
    assertEquals(416, beyond.statusCode());
    assertEquals("bytes */5", header(beyond, "Content-Range"));
    HttpResponse<String> changed =
        exchange(to(url).header("Range", "bytes=1-3").header("If-Range", "\"other\""));
    assertEquals("hello", changed.body());
    assertEquals(
        List.of("0-4 true Player 1", "1-3 false", "0-4 true"),
        recorded("downloaded").stream()
            .map(AuditEntry::detail)
            .map(
                it ->
                    it.get("first")
                        + "-"
                        + it.get("last")
                        + " "
                        + it.get("whole")
                        + (it.get("client").startsWith("Player") ? " Player 1" : ""))
            .toList());
    assertEquals("127.0.0.1", recorded("downloaded").getFirst().detail().get("address"));
  }

  @Test
  void afterACrashTheRecordDecidesWhichFilesThereAre() throws Exception {
    starts();
    FakeUploadStore uploads = new FakeUploadStore(server.record());
    FakeFileStore files = new FakeFileStore();
    files.receive("recorded", new ByteArrayInputStream(new byte[3]));
    files.receive("unknown", new ByteArrayInputStream(new byte[3]));
    Instant now = Instant.now();
    Jid alice = Jid.of("alice@localhost");
    UploadStore.Upload known =
        new UploadStore.Upload("recorded", alice, "a.txt", "text/plain", 3, "ab12", now);
    server
        .core()
        .auditLog()
        .commit(AuditEntry.of(AuditKind.FILE, now).companion(uploads.row(known)).build());

    FileUpload.Parts parts =
        new FileUpload.Parts(
            UploadConfig.from(Settings.load(Optional.empty(), Map.of())),
            Set.of(TestServer.DOMAIN),
            uploads,
            files,
            server.core().auditLog(),
            Clock.systemUTC(),
            () -> "id",
            () -> 443);
    new FileUpload(parts).start();

    assertEquals(Set.of(), files.unsettled());
    try (InputStream kept = files.open("recorded", 0)) {
      assertEquals(3, kept.readAllBytes().length);
    }
    assertThrows(NoSuchFileException.class, () -> files.open("unknown", 0));
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }
}
