package org.chancery.server.feature.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.chancery.protocol.Element;
import org.chancery.server.http.HttpConfig;
import org.chancery.server.http.HttpListeners;
import org.chancery.server.net.Sockets;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.AfterEach;

/** A server that keeps files, and what clients do over XMPP and over HTTP to share them. */
abstract class UploadFixture {
  static final String OWN = "https://localhost:5281/upload/";

  private final Sockets sockets = new Sockets(UploadFixture::noTls, 100);
  final HttpClient http = HttpClient.newHttpClient();
  TestServer server;
  private HttpListeners listeners;
  InetSocketAddress address;

  private static SSLContext noTls() {
    throw new AssertionError("only HTTP in clear is spoken here");
  }

  TestClient starts(Map<String, String> settings) {
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

  TestClient starts() {
    return starts(Map.of());
  }

  @AfterEach
  void stop() {
    http.close();
    listeners.close();
    server.close();
    sockets.close();
  }

  static String asks(TestClient client, String attributes) {
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

  static void isRefused(TestClient client, String attributes, String error) {
    client.sends(
        """
        <iq type='get' id='slot' to='upload.localhost'>
          <request xmlns='urn:xmpp:http:upload:0' %s/>
        </iq>
        """
            .formatted(attributes));
    client.receives("<iq type='error' id='slot'>" + error + "</iq>");
  }

  HttpRequest.Builder to(String url) {
    assertTrue(url.startsWith(OWN), url);
    String here = "http://localhost:" + address.getPort() + "/upload/";
    return HttpRequest.newBuilder(URI.create(here + url.substring(OWN.length())));
  }

  HttpResponse<String> exchange(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  int puts(String url, String content, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = to(url).PUT(BodyPublishers.ofString(content));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return exchange(request).statusCode();
  }

  String shares(TestClient client, String name, String type, String content)
      throws IOException, InterruptedException {
    int size = content.getBytes(StandardCharsets.UTF_8).length;
    String url =
        asks(client, "filename='%s' size='%d' content-type='%s'".formatted(name, size, type));
    assertEquals(201, puts(url, content, "Content-Type", type));
    return url;
  }

  List<AuditEntry> recorded(String event) {
    return server.record().entries().stream()
        .filter(entry -> entry.kind() == AuditKind.FILE)
        .filter(entry -> entry.detail().get("event").equals(event))
        .toList();
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
