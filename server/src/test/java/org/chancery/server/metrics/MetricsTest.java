package org.chancery.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.chancery.server.http.HttpConfig;
import org.chancery.server.http.HttpListeners;
import org.chancery.server.net.Sockets;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.server.tls.Certificates;
import org.chancery.server.tls.TlsConfig;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir private Path directory;

  private final TestServer server = new TestServer();
  private final HttpClient client = HttpClient.newHttpClient();
  private Certificates certificates;
  private Sockets sockets;

  @BeforeEach
  void open() {
    TlsConfig self = new TlsConfig("localhost", Optional.empty(), directory);
    certificates = new Certificates(self, Clock.systemUTC(), Set::of);
    sockets = new Sockets(certificates::context, 100);
  }

  @AfterEach
  void close() {
    client.close();
    sockets.close();
    server.close();
  }

  @Test
  void whatBecameOfMessagesAndWhatIsOnRecordCanBeRead() throws Exception {
    try (TestClient alice = server.online("alice")) {
      alice.sends("<message type='chat' to='bob@localhost'><body>Confidential</body></message>");
      alice.sends("<message type='chat' to='bob@elsewhere.example'><body>No</body></message>");
      alice.elementsUntilPong();
      AuditEntry.Builder alarm =
          AuditEntry.of(AuditKind.CAPTURE_CHECK, Clock.systemUTC().instant());
      server.core().auditLog().commit(alarm.outcome("a row is missing").build());

      String figures = get(listensTo(Set.of(HERE)), "").body();

      assertLine(figures, "chancery_messages_total{outcome=\"recorded\"} 1.0");
      assertLine(figures, "chancery_messages_total{outcome=\"refused\"} 1.0");
      assertLine(figures, "chancery_sessions 1.0");
      assertLine(figures, "chancery_record_writable 1.0");
      assertLine(figures, "chancery_record_rows_total{accepted=\"true\",kind=\"login\"} 1.0");
      assertLine(
          figures, "chancery_record_rows_total{accepted=\"false\",kind=\"capture-check\"} 1.0");
      assertFalse(figures.contains("alice") || figures.contains("Confidential"), figures);
      long expires = certificates.certificate().getNotAfter().toInstant().getEpochSecond();
      assertTrue(
          figures
              .lines()
              .filter(line -> line.startsWith("chancery_certificate_expires_seconds "))
              .anyMatch(line -> (long) Double.parseDouble(line.split(" ")[1]) == expires),
          figures);
    }
  }

  @Test
  void whoIsNotNamedFindsNothing() throws Exception {
    assertEquals(404, get(listensTo(Set.of()), "").statusCode());
  }

  @Test
  void behindAProxyNobodyCountsAsThisMachine() throws Exception {
    assertEquals(404, get(listensTo(Set.of(HERE)), "192.0.2.1").statusCode());
  }

  private InetSocketAddress listensTo(Set<InetAddress> readers) {
    HttpConfig config =
        new HttpConfig(OptionalInt.of(0), OptionalInt.empty(), Duration.ofSeconds(30), Set.of());
    Metrics metrics = new Metrics(server.core(), certificates, readers);
    HttpListeners listeners = new HttpListeners(config, sockets, Map.of("metrics", metrics));
    return listeners.listen(new InetSocketAddress(HERE, 0), false);
  }

  private HttpResponse<String> get(InetSocketAddress where, String forwardedFor) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + where.getPort() + "/metrics"));
    if (!forwardedFor.isEmpty()) {
      request.header("X-Forwarded-For", forwardedFor);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void assertLine(String text, String line) {
    assertTrue(text.lines().anyMatch(line::equals), text);
  }
}
