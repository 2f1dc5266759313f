package org.chancery.server.feature.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.server.config.Settings;
import org.chancery.server.http.HttpConfig;
import org.chancery.server.http.HttpListeners;
import org.chancery.server.net.Sockets;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.fake.FakeAuditStore;
import org.chancery.storage.fake.FakeFileStore;
import org.chancery.storage.fake.FakeUploadStore;
import org.chancery.storage.files.UploadStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FileUploadTest {
  private static final String OWN = "https://localhost:5281/upload/";

  private final Sockets sockets = new Sockets(FileUploadTest::noTls, 100);
  private final HttpClient http = HttpClient.newHttpClient();
  private TestServer server;
  private HttpListeners listeners;
  private InetSocketAddress address;

  private static SSLContext noTls() {
    throw new AssertionError("only HTTP in clear is spoken here");
  }

  private TestClient starts(Map<String, String> settings) {
    server = new TestServer(settings);
    listeners =
        new HttpListeners(
            new HttpConfig(
                OptionalInt.empty(), OptionalInt.empty(), Duration.ofSeconds(10), Set.of()),
            sockets,
            server.core().hooks().httpHandlers());
    address = listeners.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false);
    return server.online("alice");
  }

  private TestClient starts() {
    return starts(Map.of());
  }

  @AfterEach
  void stop() {
    http.close();
    listeners.close();
    server.close();
    sockets.close();
  }

  // ---- what a client does ----

  private static String asks(TestClient client, String attributes) {
    client.sends(
        """
        <iq type='get' id='slot' to='upload.localhost'>
          <request xmlns='urn:xmpp:http:upload:0' %s/>
        </iq>
        """
            .formatted(attributes));
    Element slot =
        client
            .receives(
                """
                <iq type='result' id='slot' from='upload.localhost'>
                  <slot xmlns='urn:xmpp:http:upload:0'><put url='*'/><get url='*'/></slot>
                </iq>
                """)
            .children()
            .getFirst();
    return slot.children().getFirst().attribute("url").orElseThrow();
  }

  private static void isRefused(TestClient client, String attributes, String error) {
    client.sends(
        """
        <iq type='get' id='slot' to='upload.localhost'>
          <request xmlns='urn:xmpp:http:upload:0' %s/>
        </iq>
        """
            .formatted(attributes));
    client.receives("<iq type='error' id='slot'>" + error + "</iq>");
  }

  private HttpRequest.Builder to(String url) {
    assertTrue(url.startsWith(OWN), url);
    String here = "http://localhost:" + address.getPort() + "/upload/";
    return HttpRequest.newBuilder(URI.create(here + url.substring(OWN.length())));
  }

  private HttpResponse<String> exchange(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private int puts(String url, String content, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = to(url).PUT(BodyPublishers.ofString(content));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return exchange(request).statusCode();
  }

  private String shares(TestClient client, String name, String type, String content)
      throws IOException, InterruptedException {
    int size = content.getBytes(StandardCharsets.UTF_8).length;
    String url =
        asks(client, "filename='%s' size='%d' content-type='%s'".formatted(name, size, type));
    assertEquals(201, puts(url, content, "Content-Type", type));
    return url;
  }

  private List<AuditEntry> recorded(String event) {
    return server.record().entries().stream()
        .filter(entry -> entry.kind() == AuditKind.FILE)
        .filter(entry -> entry.detail().get("event").equals(event))
        .toList();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  // ---- finding it ----

  @Test
  void clientsFindTheServiceAndItsLimit() {
    TestClient alice = starts(Map.of("upload.max-file-size", "5000"));
    alice.sends(
        "<iq type='get' id='1' to='localhost'><query"
            + " xmlns='http://jabber.org/protocol/disco#items'/></iq>");
    String items = alice.receives("<iq type='result' id='1'/>").toString();
    assertTrue(items.contains("upload.localhost"), items);
    alice.sends(
        "<iq type='get' id='2' to='upload.localhost'><query"
            + " xmlns='http://jabber.org/protocol/disco#info'/></iq>");
    alice.receives(
        """
        <iq type='result' id='2' from='upload.localhost'>
          <query xmlns='http://jabber.org/protocol/disco#info'>
            <identity category='store' type='file'/>
            <feature var='urn:xmpp:http:upload:0'/>
            <x xmlns='jabber:x:data' type='result'>
              <field var='FORM_TYPE'><value>urn:xmpp:http:upload:0</value></field>
              <field var='max-file-size'><value>5000</value></field>
            </x>
          </query>
        </iq>
        """);
  }

  @Test
  void withoutHttpsThereIsNoService() {
    TestClient alice = starts(Map.of("https.port", "off"));
    alice.sends(
        "<iq type='get' id='1' to='upload.localhost'><query"
            + " xmlns='http://jabber.org/protocol/disco#info'/></iq>");
    alice.receives("<iq type='error' id='1'/>");
    assertEquals(Map.of(), server.core().hooks().httpHandlers());
  }

  @Test
  void behindAProxyAddressesAreTheProxys() {
    TestClient alice =
        starts(Map.of("https.port", "off", "upload.public-url", "https://files.example.org"));
    String url = asks(alice, "filename='a.txt' size='5'");
    assertTrue(url.startsWith("https://files.example.org/upload/"), url);
  }

  // ---- slots ----

  @Test
  void tooLargeAFileIsRefusedWithTheLimit() {
    TestClient alice = starts(Map.of("upload.max-file-size", "5000"));
    isRefused(
        alice,
        "filename='a.txt' size='5001'",
        """
        <error type='modify'>
          <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
          <file-too-large xmlns='urn:xmpp:http:upload:0'>
            <max-file-size>5000</max-file-size>
          </file-too-large>
        </error>
        """);
    isRefused(
        alice,
        "filename='a.txt' size='99999999999999999999999'",
        "<error type='modify'><not-acceptable"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
  }

  @Test
  void whatIsNoFileIsRefused() {
    TestClient alice = starts();
    String badRequest =
        "<error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    isRefused(alice, "filename='a.txt'", badRequest);
    isRefused(alice, "filename='a.txt' size='0'", badRequest);
    isRefused(alice, "filename='a.txt' size='-5'", badRequest);
    isRefused(alice, "filename=' ' size='5'", badRequest);
  }

  @Test
  void onlyTypesThatAreAllowedAreTaken() throws Exception {
    TestClient alice = starts(Map.of("upload.types", "[\"image/*\", text/plain]"));
    String refused =
        "<error type='modify'><not-acceptable"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    isRefused(alice, "filename='a.exe' size='5' content-type='application/x-msdownload'", refused);
    isRefused(alice, "filename='a.exe' size='5'", refused);
    shares(alice, "a.txt", "text/plain", "hello");
    String url = asks(alice, "filename='a.png' size='5' content-type='image/png'");
    assertEquals(415, puts(url, "hello", "Content-Type", "text/html"));
  }

  @Test
  void nobodySharesMoreThanADaysShare() throws Exception {
    TestClient alice = starts(Map.of("upload.per-person-per-day", "10"));
    String tooMuch =
        """
        <error type='wait'>
          <resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
          <retry xmlns='urn:xmpp:http:upload:0' stamp='*'/>
        </error>
        """;
    shares(alice, "a.txt", "text/plain", "hello");
    isRefused(alice, "filename='b.txt' size='6'", tooMuch);
    String url = asks(alice, "filename='b.txt' size='5'");
    isRefused(alice, "filename='c.txt' size='1'", tooMuch);
    assertEquals(413, puts(url, "too long for it"));
    asks(alice, "filename='c.txt' size='5'"); // what never came does not count
    asks(server.online("bob"), "filename='d.txt' size='10'");
  }

  @Test
  void aSlotIsForOneUploadOfExactlyItsSize() throws Exception {
    TestClient alice = starts();
    String url = shares(alice, "a.txt", "text/plain", "hello");
    assertEquals(403, puts(url, "world"));
    assertEquals("hello", exchange(to(url)).body());
    String other = asks(alice, "filename='b.txt' size='5'");
    assertEquals(413, puts(other, "hell"));
    assertEquals(403, puts(other, "hello"));
    assertEquals(404, exchange(to(other)).statusCode());
    assertEquals(403, puts(OWN + "guessed/a.txt", "hello"));
    String unknownLength = asks(alice, "filename='c.txt' size='5'");
    HttpRequest.Builder chunked =
        to(unknownLength)
            .PUT(
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8))));
    assertEquals(411, exchange(chunked).statusCode());
  }

  @Test
  void anUploadThatBreaksOffLeavesNothing() throws Exception {
    TestClient alice = starts();
    String url = asks(alice, "filename='a.txt' size='5'");
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket
          .getOutputStream()
          .write(
              "PUT /upload/%s HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel"
                  .formatted(url.substring(OWN.length()))
                  .getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      assertEquals(-1, socket.getInputStream().read());
    }
    assertEquals(404, exchange(to(url)).statusCode());
    assertEquals(List.of(), recorded("uploaded"));
    assertEquals(Set.of(), server.files().unsettled());
  }

  // ---- the record ----

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
    server.record().failNext(FakeAuditStore.Fault.BAD_ENTRY);
    assertEquals(503, puts(url, "hello"));
    assertEquals(404, exchange(to(url)).statusCode());
    assertEquals(List.of(), recorded("uploaded"));
    assertEquals(Set.of(), server.files().unsettled());
  }

  @Test
  void aDownloadThatCanNotBeRecordedIsRefused() throws Exception {
    TestClient alice = starts();
    String url = shares(alice, "a.txt", "text/plain", "hello");
    server.record().failNext(FakeAuditStore.Fault.BAD_ENTRY);
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

  // ---- what browsers and clients get ----

  @Test
  void aHeadRequestTellsWhatADownloadWouldBe() throws Exception {
    TestClient alice = starts();
    String url = shares(alice, "a.txt", "text/plain", "hello");
    HttpResponse<String> head = exchange(to(url).HEAD());
    assertEquals(200, head.statusCode());
    assertEquals("5", header(head, "Content-Length"));
    assertEquals("text/plain", header(head, "Content-Type"));
    assertEquals(List.of(), recorded("downloaded"));
  }

  @Test
  void noFileCanDoHarmInABrowser() throws Exception {
    TestClient alice = starts();
    String page = shares(alice, "a.html", "text/html", "<script>alert(1)</script>");
    HttpResponse<String> shown = exchange(to(page));
    assertEquals("nosniff", header(shown, "X-Content-Type-Options"));
    assertTrue(header(shown, "Content-Security-Policy").contains("sandbox"));
    assertTrue(header(shown, "Content-Disposition").startsWith("attachment; "));
    String image = shares(alice, "a.png", "image/png", "png");
    assertTrue(header(exchange(to(image)), "Content-Disposition").startsWith("inline; "));
    String drawing = shares(alice, "a.svg", "image/svg+xml", "<svg/>");
    assertTrue(header(exchange(to(drawing)), "Content-Disposition").startsWith("attachment; "));
  }

  @Test
  void webClientsOfOtherOriginsMayUploadAndDownload() throws Exception {
    TestClient alice = starts();
    String url = shares(alice, "a.txt", "text/plain", "hello");
    HttpResponse<String> asked = exchange(to(url).method("OPTIONS", BodyPublishers.noBody()));
    assertEquals(204, asked.statusCode());
    assertEquals("*", header(asked, "Access-Control-Allow-Origin"));
    assertTrue(header(asked, "Access-Control-Allow-Methods").contains("PUT"));
    assertEquals("*", header(exchange(to(url)), "Access-Control-Allow-Origin"));
    assertEquals(405, exchange(to(url).DELETE()).statusCode());
  }

  @Test
  void namesKeepTheirLettersAndLoseTheirDirectories() throws Exception {
    TestClient alice = starts();
    String url = asks(alice, "filename='../../etc/Müller &quot;1&quot; 50%.txt' size='5'");
    assertTrue(url.endsWith("/M%C3%BCller%20%221%22%2050%25.txt"), url);
    assertEquals(201, puts(url, "hello"));
    assertEquals(
        "attachment; filename=\"M_ller _1_ 50_.txt\";"
            + " filename*=UTF-8''M%C3%BCller%20%221%22%2050%25.txt",
        header(exchange(to(url)), "Content-Disposition"));
    assertEquals(404, exchange(to(OWN + "..%2f..%2fetc%2fpasswd/a.txt")).statusCode());
    assertEquals(404, exchange(to(OWN + "a")).statusCode());
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }
}
