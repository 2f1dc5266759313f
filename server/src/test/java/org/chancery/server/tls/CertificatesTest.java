package org.chancery.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x509.GeneralName;
import org.chancery.auth.TestCa;
import org.chancery.server.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir Path directory;

  @Test
  void aSelfSignedCertificateIsForTheDomainAndWhatIsBelowIt() {
    X509Certificate certificate = selfSigned("example.org", NOW).certificate();

    assertEquals(List.of("example.org", "*.example.org"), SelfSigned.names(certificate));
    assertEquals("CN=example.org", certificate.getSubjectX500Principal().getName());
    assertEquals("SHA256withECDSA", certificate.getSigAlgName());
  }

  @Test
  void aDomainOutsideAsciiStandsInTheCertificateInItsAsciiForm() {
    X509Certificate certificate = selfSigned("straße.example", NOW).certificate();

    assertEquals("xn--strae-oqa.example", SelfSigned.names(certificate).getFirst());
  }

  @Test
  void theNextStartUsesTheSameCertificate() {
    X509Certificate first = selfSigned("example.org", NOW).certificate();

    assertEquals(first, selfSigned("example.org", NOW.plus(Duration.ofDays(600))).certificate());
  }

  @Test
  void aCertificateIsMadeAnewBeforeItEndsOrWhenTheDomainChanges() {
    X509Certificate first = selfSigned("example.org", NOW).certificate();
    X509Certificate later = selfSigned("example.org", NOW.plus(Duration.ofDays(710))).certificate();
    X509Certificate other = selfSigned("example.net", NOW.plus(Duration.ofDays(710))).certificate();

    assertNotEquals(first, later);
    assertEquals(List.of("example.net", "*.example.net"), SelfSigned.names(other));
  }

  @Test
  void aDamagedSelfSignedCertificateIsReplaced() throws IOException {
    selfSigned("example.org", NOW);
    Files.writeString(directory.resolve("self-signed.key"), "damaged");

    assertEquals(
        "example.org", SelfSigned.names(selfSigned("example.org", NOW).certificate()).getFirst());
  }

  @Test
  void onlyTheServerMayReadTheKey() throws IOException {
    selfSigned("example.org", NOW);

    assertEquals(
        PosixFilePermissions.fromString("rw-------"),
        Files.getPosixFilePermissions(directory.resolve("self-signed.key")));
  }

  @Test
  void bothVersionsOfTlsAreSpokenAndNoOlderOne() throws Exception {
    Certificates certificates = selfSigned("localhost", NOW);

    assertEquals("TLSv1.3", handshake(certificates, "TLSv1.3").getProtocol());
    assertEquals("TLSv1.2", handshake(certificates, "TLSv1.2").getProtocol());
    assertThrows(SSLException.class, () -> handshake(certificates, "TLSv1.1"));
  }

  @Test
  void theAdminsFilesAreReadAndReadAgainWhenTheyChange() throws Exception {
    Path chain = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    copySelfSigned("one.example", chain, key);
    Certificates certificates = certificates("one.example", chain, key);
    SSLContext before = certificates.context();

    assertFalse(certificates.reload());
    copySelfSigned("two.example", chain, key);
    assertTrue(certificates.reload());

    assertEquals("two.example", SelfSigned.names(certificates.certificate()).getFirst());
    assertNotSame(before, certificates.context());
  }

  @Test
  void changedFilesThatDoNotBelongTogetherLeaveTheOldCertificateInForce() throws Exception {
    Path chain = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    copySelfSigned("one.example", chain, key);
    Certificates certificates = certificates("one.example", chain, key);
    copySelfSigned("two.example", chain, directory.resolve("other.pem"));

    TlsException refused = assertThrows(TlsException.class, certificates::reload);

    assertTrue(refused.getMessage().contains("is not that of the certificate"));
    assertEquals("one.example", SelfSigned.names(certificates.certificate()).getFirst());
  }

  @Test
  void theWatchTakesAChangeOverAndEnduresOneThatIsOfNoUse() throws Exception {
    Path chain = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    copySelfSigned("one.example", chain, key);
    Certificates certificates = certificates("one.example", chain, key);

    try (CertificateWatch watch = new CertificateWatch(certificates, Duration.ofDays(1))) {
      copySelfSigned("two.example", chain, key);
      watch.look();
      Files.writeString(chain, "half written");
      watch.look();
    }

    assertEquals("two.example", SelfSigned.names(certificates.certificate()).getFirst());
  }

  @Test
  void aChangeToAnExpiredCertificateIsRefused() throws Exception {
    Path chain = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    copySelfSigned("one.example", chain, key);
    Certificates certificates = certificates("one.example", chain, key);
    SelfSigned old =
        new SelfSigned(
            directory.resolve("old"), "one.example", fixed(NOW.minus(Duration.ofDays(900))));
    old.identity();
    copy(old, chain, key);

    assertThrows(TlsException.class, certificates::reload);
  }

  @Test
  void whatClientsWillRefuseIsSaidBeforeTheyDo() throws IOException {
    TestCa.Issued issued =
        new TestCa("Some CA").issue("CN=a", new GeneralName(GeneralName.dNSName, "two.example"));
    Path chain = issued.write(directory, "leaf");
    Instant end = issued.certificate().getNotAfter().toInstant();
    TlsConfig.Files files = new TlsConfig.Files(chain, directory.resolve("leaf.key"));
    TlsConfig config = new TlsConfig("one.example", Optional.of(files), directory);
    String other = "the certificate is for [two.example], not for one.example";
    String alone =
        "the certificate's chain is missing: clients that do not know CN=Some CA refuse it;"
            + " append it to the file";

    Clock early = fixed(end.minus(Duration.ofDays(15)));
    assertEquals(List.of(other, alone), Certificates.remarks(config, early));
    assertEquals(
        "the certificate expires on " + end,
        Certificates.remarks(config, fixed(end.minus(Duration.ofDays(13)))).getFirst());
    assertEquals(
        "the certificate expired on " + end,
        Certificates.remarks(config, fixed(end.plusSeconds(1))).getFirst());
  }

  @Test
  void aFileWithoutACertificateOrKeyIsNamed() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing\n");

    TlsException refused =
        assertThrows(TlsException.class, () -> certificates("a.example", empty, empty));

    assertEquals(empty + " holds no certificate in PEM form", refused.getMessage());
  }

  @Test
  void aCertificateWithoutItsKeyIsAConfigurationProblem() throws IOException {
    Path chain = Files.writeString(directory.resolve("chain.pem"), "");
    Settings settings =
        Settings.load(Optional.empty(), Map.of("tls.certificate", chain.toString()));

    TlsConfig.from(settings);

    assertEquals(
        "chancery.tls.key is missing: a certificate needs its key",
        settings.problems().getFirst().message());
  }

  @Test
  void theConfigurationNamesFilesAndTheDirectoryOfTheSelfSignedOne() throws IOException {
    Path file = Files.writeString(directory.resolve("any.pem"), "");
    Map<String, String> set =
        Map.of(
            "domain", "a.example",
            "data-dir", directory.toString(),
            "tls.certificate", file.toString(),
            "tls.key", file.toString());

    TlsConfig config = TlsConfig.from(Settings.load(Optional.empty(), set));

    assertEquals(
        new TlsConfig(
            "a.example", Optional.of(new TlsConfig.Files(file, file)), directory.resolve("tls")),
        config);
  }

  private Certificates selfSigned(String domain, Instant now) {
    return new Certificates(
        new TlsConfig(domain, Optional.empty(), directory), fixed(now), Set::of);
  }

  private Certificates certificates(String domain, Path chain, Path key) {
    TlsConfig.Files files = new TlsConfig.Files(chain, key);
    return new Certificates(
        new TlsConfig(domain, Optional.of(files), directory), fixed(NOW), Set::of);
  }

  private void copySelfSigned(String domain, Path chain, Path key) throws IOException {
    SelfSigned made = new SelfSigned(directory.resolve(domain), domain, fixed(NOW));
    made.identity();
    copy(made, chain, key);
  }

  /** Each copy gets a later time of change, however quickly it follows the one before. */
  private static void copy(SelfSigned from, Path chain, Path key) throws IOException {
    FileTime before =
        Files.exists(chain) ? Files.getLastModifiedTime(chain) : FileTime.from(Instant.EPOCH);
    Files.write(chain, Files.readAllBytes(from.certificateFile()));
    Files.write(key, Files.readAllBytes(from.keyFile()));
    Files.setLastModifiedTime(chain, FileTime.from(before.toInstant().plusSeconds(1)));
  }

  private static Clock fixed(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  /** A whole handshake between two engines, without a socket. */
  private static SSLSession handshake(Certificates certificates, String protocol) throws Exception {
    SSLEngine server = certificates.context().createSSLEngine();
    server.setUseClientMode(false);
    server.setSSLParameters(
        new SSLParameters(
            certificates.cipherSuites().toArray(String[]::new),
            certificates.protocols().toArray(String[]::new)));
    SSLEngine client = trusting(certificates.certificate()).createSSLEngine("localhost", 1);
    client.setUseClientMode(true);
    client.setEnabledProtocols(new String[] {protocol});
    ByteBuffer toServer = ByteBuffer.allocate(64 * 1024);
    ByteBuffer toClient = ByteBuffer.allocate(64 * 1024);
    client.beginHandshake();
    server.beginHandshake();
    for (int i = 0; i < 100 && !(done(client) && done(server)); i++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
    return client.getSession();
  }

  private static boolean done(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        for (Runnable task = engine.getDelegatedTask();
            task != null;
            task = engine.getDelegatedTask()) {
          task.run();
        }
      }
      case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
        in.flip();
        SSLEngineResult result = engine.unwrap(in, ByteBuffer.allocate(64 * 1024));
        assertNotEquals(SSLEngineResult.Status.BUFFER_OVERFLOW, result.getStatus());
        in.compact();
      }
    }
  }

  private static SSLContext trusting(X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", certificate);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
