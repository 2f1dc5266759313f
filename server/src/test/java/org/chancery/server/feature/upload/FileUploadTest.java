package org.chancery.server.feature.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chancery.server.testing.TestClient;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;

class FileUploadTest extends UploadFixture {
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
  void theRowOfAMessageNamesTheFilesThatItLinksToWithTheirDigests() throws Exception {
    TestClient alice = starts();
    String url = shares(alice, "a.txt", "text/plain", "hello");
    String id = url.split("/")[4];
    String secret = "aesgcm" + shares(alice, "b.txt", "text/plain", "hello").substring(5);
    alice.sends(
        "<message to='bob@localhost' type='chat'><body>look: %s</body><x xmlns='jabber:x:oob'>"
                .formatted(url)
            + "<url>%s</url></x></message>".formatted(url));
    alice.sends("<message to='bob@localhost'><body>%s#0123</body></message>".formatted(secret));
    alice.sends(
        "<message to='bob@localhost'><body>https://localhost/upload/%sx/a.txt</body></message>"
            .formatted(id));
    alice.sends("<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>");
    alice.receives("<iq type='result' id='1'/>");
    String hello = "/2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    assertEquals(
        List.of(id + hello, secret.split("/")[4] + hello, "none"),
        server.record().entries().stream()
            .filter(entry -> entry.kind() == AuditKind.MESSAGE)
            .map(entry -> entry.detail().getOrDefault("files", "none"))
            .toList());
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
}
