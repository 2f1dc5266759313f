package org.chancery.server.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.chancery.auth.Directories;
import org.chancery.auth.Eventually;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.TestCa;
import org.chancery.auth.sasl.Listener;
import org.chancery.server.CoreConfig;
import org.chancery.server.config.Settings;
import org.chancery.server.directory.AccessWatch;
import org.chancery.server.net.Listeners;
import org.chancery.server.net.Sockets;
import org.chancery.server.testing.TestServer;
import org.chancery.server.tls.Certificates;
import org.chancery.server.tls.TlsConfig;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe of docs/single-sign-on.md for client certificates, over real TLS. */
class CertificateLoginTest {
  private static final Duration SOON = Duration.ofMillis(50);
  private static final TestCa CA = new TestCa("Company CA");
  private static final TestCa.Issued ALICE =
      CA.issue("CN=Alice Adams", TestCa.xmppAddress("alice@localhost"));
  private static final TestCa.Issued NAMELESS = CA.issue("CN=Printer");
  private static final TestCa.Issued FORGED =
      new TestCa("Company CA").issue("CN=Alice Adams", TestCa.xmppAddress("alice@localhost"));

  @TempDir private Path folder;
  private final FakeDirectory directory =
      new FakeDirectory("ad", false).with("alice@localhost", "secret");
  private final Directories directories = new Directories(Map.of("localhost", List.of(directory)));
  private TestServer server;
  private Certificates certificates;
  private Sockets sockets;
  private Listeners listeners;

  @BeforeEach
  void start() throws IOException {
    CA.write(folder);
    writeList(CA);
    Settings settings =
        Recipe.settings(
            folder,
            "chancery.login.certificates",
            Map.of(
                "/etc/chancery/people-ca.pem", "ca.crt",
                "/etc/chancery/people-ca.crl", "ca.crl",
                "names =", "listeners = [direct-tls]\n  names ="));
    SignOnConfig config = SignOnConfig.from(settings);
    settings.requireValid();
    SignOn signOn = new SignOn(config, directories, Clock.systemUTC());
    server = new TestServer(Map.of(), UnaryOperator.identity(), directories, signOn.mechanisms());
    certificates =
        new Certificates(
            new TlsConfig("localhost", Optional.empty(), folder),
            Clock.systemUTC(),
            signOn::authorities);
    sockets = new Sockets(certificates::context, 100);
    listeners =
        new Listeners(
            CoreConfig.from(settings).net(),
            sockets,
            signOn.askingForCertificates(),
            () -> UUID.randomUUID().toString(),
            server.core().scheduler(),
            server.core()::serve);
  }

  private void writeList(TestCa ca) throws IOException {
    Files.writeString(folder.resolve("ca.crl"), ca.crl(Instant.now().plus(Duration.ofDays(1))));
  }

  @AfterEach
  void stop() {
    sockets.close();
    server.close();
  }

  private TlsClient connects(Listener listener, Optional<TestCa.Issued> shown)
      throws IOException, GeneralSecurityException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new TlsClient(listeners.listen(any, listener), certificates.certificate(), shown);
  }

  private TlsClient arrives(TestCa.Issued shown) throws IOException, GeneralSecurityException {
    TlsClient client = connects(Listener.DIRECT_TLS, Optional.of(shown)).upgrades();
    String features = client.opens();
    assertTrue(features.contains("<mechanism>EXTERNAL</mechanism>"), features);
    return client;
  }

  private static String binds(TlsClient client) throws Exception {
    client.opens();
    client.sends("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
    return client.receives("</iq>");
  }

  private List<AuditEntry> recorded(AuditKind kind) {
    return server.record().entries().stream().filter(entry -> entry.kind() == kind).toList();
  }

  @Test
  void aPersonLogsInByCertificateAndIsOutOnceItIsRevoked() throws Exception {
    TestCa ca = new TestCa("Other CA");
    ca.write(folder);
    writeList(ca);
    TestCa.Issued bob = ca.issue("CN=Bob", TestCa.xmppAddress("alice@localhost"));
    AccessWatch watch = new AccessWatch(List.of(), server.core(), Clock.systemUTC(), SOON);
    try (TlsClient client = arrives(bob)) {
      assertTrue(client.logsInByCertificate().contains("<success"));
      assertTrue(binds(client).contains("alice@localhost/"));
      AuditEntry login = recorded(AuditKind.LOGIN).getFirst();
      assertEquals("EXTERNAL", login.detail().get("mechanism"));
      assertEquals("CN=Bob", login.detail().get("certificate"));
      String address = login.detail().get("address");
      assertEquals("127.0.0.1", address);
      assertTrue(login.detail().get("endpoint").startsWith(address + ":"));

      ca.revoke(bob.certificate());
      writeList(ca);
      client.receives("<not-authorized");
      client.receives("</stream:stream>");
      Eventually.holds( // nobody waits for that row
          "why access has ended is on record",
          () ->
              recorded(AuditKind.ADMINISTRATION).stream()
                  .map(entry -> entry.detail().get("reason"))
                  .toList()
                  .equals(List.of("the certificate was revoked")));
    } finally {
      watch.close();
    }
  }

  @Test
  void whatProvesNothingIsRefusedWithItsReasonAndOnRecordAndAPasswordStillServes()
      throws Exception {
    CA.revoke(ALICE.certificate());
    writeList(CA);
    Map<TestCa.Issued, String> reasons =
        Map.of(
            ALICE, "The certificate has been revoked.",
            NAMELESS, "The certificate does not name an account here.",
            FORGED, "The certificate is not from an authority trusted here.");
    for (TestCa.Issued shown : reasons.keySet()) {
      try (TlsClient client = arrives(shown)) {
        assertTrue(client.logsInByCertificate().contains("<not-authorized"));
        assertTrue(client.receives("</failure>").contains(reasons.get(shown)));
        client.sends(
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                + "AGFsaWNlAHNlY3JldA==</auth>");
        client.receives("<success");
        // That is on record first, and what was refused before it.
        binds(client);
      }
    }
    List<String> recorded =
        recorded(AuditKind.LOGIN_FAILED).stream().map(entry -> entry.detail().get("why")).toList();
    assertEquals(Set.copyOf(reasons.values()), Set.copyOf(recorded));
  }

  @Test
  void nobodyIsAskedWhereThatIsNotConfiguredAndWhoHasNoneIsNotOfferedIt() throws Exception {
    try (TlsClient client = connects(Listener.STARTTLS, Optional.of(ALICE))) {
      client.opens();
      client.sends("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").receives("<proceed");
      client.receives(">");
      assertFalse(client.upgrades().opens().contains("EXTERNAL"));
    }
    try (TlsClient client = connects(Listener.DIRECT_TLS, Optional.empty()).upgrades()) {
      assertFalse(client.opens().contains("EXTERNAL"));
      assertTrue(client.logsInByCertificate().contains("<invalid-mechanism"));
    }
  }
}
