package org.chancery.auth.certificate;

import static org.chancery.auth.TestCa.userPrincipalName;
import static org.chancery.auth.TestCa.xmppAddress;
import static org.chancery.auth.sasl.Talks.bytes;
import static org.chancery.auth.sasl.Talks.failure;
import static org.chancery.auth.sasl.Talks.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.Outcome;
import org.chancery.auth.TestCa;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.ChannelBinding;
import org.chancery.auth.sasl.Credential;
import org.chancery.auth.sasl.Listener;
import org.chancery.auth.sasl.SaslExchange.Failure;
import org.chancery.auth.sasl.SaslExchange.Step;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalTest {
  private static final TestCa CA = new TestCa("Company CA");
  private static final X509Certificate ALICE =
      CA.issue("CN=Alice Adams", xmppAddress("alice@localhost")).certificate();
  private static final X509Certificate BOTH =
      CA.issue("CN=Both", xmppAddress("alice@localhost"), xmppAddress("bob@localhost"))
          .certificate();

  @TempDir private Path folder;
  private final FakeDirectory directory =
      new FakeDirectory("ad", false)
          .with("alice@localhost", "x")
          .with("bob@localhost", "x")
          .with("gone@localhost", "x", new Outcome.Disabled());
  private Path authorities;
  private Optional<Path> revoked = Optional.empty();
  private List<NameSource> names = List.of(NameSource.values());
  private Instant now = Instant.now();

  @BeforeEach
  void writeTheAuthority() throws IOException {
    authorities = CA.write(folder);
  }

  private External external() {
    return new External(
        new CertificateSettings(
            authorities, revoked, EnumSet.of(Listener.DIRECT_TLS), names, Set.of("corp.example")),
        new ClientCertificates(authorities, revoked),
        new Directories(Map.of("localhost", List.of(directory))),
        () -> now);
  }

  private static Channel channel(X509Certificate... chain) {
    return Channel.encrypted(ChannelBinding.none()).with(List.of(chain));
  }

  private Step logIn(String authzid, X509Certificate... chain) {
    return external().start("localhost", channel(chain)).respond(bytes(authzid));
  }

  private static String why(Failure failure) {
    return assertInstanceOf(Outcome.Unproven.class, failure.outcome()).reason();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alice", "alice@localhost", "Alice@LOCALHOST"})
  void aCertificateLetsItsPersonIn(String authzid) {
    assertEquals(Jid.of("alice@localhost"), success(logIn(authzid, ALICE)).address());
    assertEquals(
        "CN=Alice Adams", success(logIn(authzid, ALICE)).credential().details().get("certificate"));
  }

  @Test
  void theAuthorityMayBeSentToo() {
    success(logIn("", ALICE, CA.certificate()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob", "bob@localhost", "alice@elsewhere", "@", "root"})
  void nobodyActsForAnother(String authzid) {
    Failure failure = failure(logIn(authzid, ALICE));
    assertEquals("invalid-authzid", failure.condition());
    assertEquals("The certificate is not that person's.", why(failure));
  }

  @Test
  void whoHasSeveralAddressesTellsWhichOneIsMeant() {
    assertEquals("invalid-authzid", failure(logIn("", BOTH)).condition());
    assertEquals(Jid.of("bob@localhost"), success(logIn("bob@localhost", BOTH)).address());
  }

  @Test
  void theConfiguredNamesCount() {
    X509Certificate mail =
        CA.issue("CN=x", new GeneralName(GeneralName.rfc822Name, "alice@Corp.example"))
            .certificate();
    X509Certificate card = CA.issue("CN=x", userPrincipalName("bob@corp.example")).certificate();
    X509Certificate common = CA.issue("CN=alice, O=Company").certificate();
    assertEquals(Jid.of("alice@localhost"), success(logIn("", mail)).address());
    assertEquals(Jid.of("bob@localhost"), success(logIn("", card)).address());
    assertEquals(Jid.of("alice@localhost"), success(logIn("", common)).address());
    names = List.of(NameSource.XMPP_ADDRESS);
    for (X509Certificate other : List.of(mail, card, common)) {
      Failure failure = failure(logIn("", other));
      assertEquals("not-authorized", failure.condition());
      assertEquals("The certificate does not name an account here.", why(failure));
    }
  }

  @Test
  void aNameOfAnotherDomainIsNobodyHere() {
    for (GeneralName name :
        List.of(
            xmppAddress("alice@elsewhere"),
            xmppAddress("localhost"),
            xmppAddress("alice"),
            userPrincipalName("alice@elsewhere"),
            new GeneralName(GeneralName.rfc822Name, "alice@elsewhere"))) {
      failure(logIn("", CA.issue("O=x", name).certificate()));
    }
  }

  @Test
  void theAccountMustBeThereAndUsable() {
    X509Certificate nobody = CA.issue("CN=x", xmppAddress("nobody@localhost")).certificate();
    X509Certificate gone = CA.issue("CN=x", xmppAddress("gone@localhost")).certificate();
    assertInstanceOf(Outcome.Unknown.class, failure(logIn("", nobody)).outcome());
    assertEquals("account-disabled", failure(logIn("", gone)).condition());
    directory.reachable(false);
    assertEquals("temporary-auth-failure", failure(logIn("", ALICE)).condition());
  }

  @Test
  void aStrangersCertificateProvesNothing() {
    TestCa impostor = new TestCa("Company CA");
    X509Certificate forged =
        impostor.issue("CN=Alice Adams", xmppAddress("alice@localhost")).certificate();
    Failure failure = failure(logIn("", forged));
    assertEquals("not-authorized", failure.condition());
    assertEquals("The certificate is not from an authority trusted here.", why(failure));
    failure(logIn("", forged, impostor.certificate()));
    failure(logIn("", forged, CA.certificate()));
    failure(logIn("", CA.certificate()));
    failure(logIn(""));
  }

  @Test
  void aServersCertificateIsNoPersons() {
    X509Certificate server =
        CA.issueOnlyFor(KeyPurposeId.id_kp_serverAuth, "CN=x", xmppAddress("alice@localhost"))
            .certificate();
    X509Certificate client =
        CA.issueOnlyFor(KeyPurposeId.id_kp_clientAuth, "CN=x", xmppAddress("alice@localhost"))
            .certificate();
    assertEquals("The certificate is not one for logging in.", why(failure(logIn("", server))));
    success(logIn("", client));
  }

  @Test
  void anExpiredCertificateIsToldAsSuchAndEndsItsSession() {
    Credential credential = success(logIn("", ALICE)).credential();
    assertEquals(Optional.empty(), credential.ended(now));
    now = now.plus(Duration.ofDays(60));
    Failure failure = failure(logIn("", ALICE));
    assertEquals("credentials-expired", failure.condition());
    assertEquals("The certificate has expired.", why(failure));
    assertEquals(Optional.of("the certificate has expired"), credential.ended(now));
    now = now.minus(Duration.ofDays(600));
    assertEquals("The certificate is not valid yet.", why(failure(logIn("", ALICE))));
  }

  @Test
  void aRevokedCertificateLetsNobodyInAndEndsItsSessionAsSoonAsTheListSaysSo() throws IOException {
    TestCa ca = new TestCa("Strict CA");
    X509Certificate alice = ca.issue("CN=x", xmppAddress("alice@localhost")).certificate();
    X509Certificate bob = ca.issue("CN=x", xmppAddress("bob@localhost")).certificate();
    authorities = ca.write(folder);
    Path list = folder.resolve("crl.pem");
    revoked = Optional.of(list);
    Files.writeString(list, ca.crl(now.plus(Duration.ofDays(1))));
    External external = external();
    Credential credential =
        success(external.start("localhost", channel(alice)).respond(new byte[0])).credential();
    assertEquals(Optional.empty(), credential.ended(now));

    ca.revoke(alice);
    Files.writeString(list, ca.crl(now.plus(Duration.ofDays(1))));
    Failure failure = failure(external.start("localhost", channel(alice)).respond(new byte[0]));
    assertEquals("not-authorized", failure.condition());
    assertEquals("The certificate has been revoked.", why(failure));
    assertEquals(Optional.of("the certificate was revoked"), credential.ended(now));
    success(external.start("localhost", channel(bob)).respond(new byte[0]));

    Files.writeString(list, "damaged");
    failure(external.start("localhost", channel(alice)).respond(new byte[0]));
    success(external.start("localhost", channel(bob)).respond(new byte[0]));
  }

  @Test
  void aListThatIsTooOldOrForOthersLetsNobodyIn() throws IOException {
    Path list = folder.resolve("crl.pem");
    revoked = Optional.of(list);
    Files.writeString(list, CA.crl(now.minus(Duration.ofHours(1))));
    assertEquals("temporary-auth-failure", failure(logIn("", ALICE)).condition());
    Files.writeString(list, new TestCa("Other CA").crl(now.plus(Duration.ofDays(1))));
    assertEquals("temporary-auth-failure", failure(logIn("", ALICE)).condition());
  }

  @Test
  void filesThatBreakOffLetNobodyInWhomTheyWouldNot() throws IOException {
    TestCa ca = new TestCa("Torn CA");
    X509Certificate alice = ca.issue("CN=x", xmppAddress("alice@localhost")).certificate();
    ca.revoke(alice);
    Path whole = ca.write(folder);
    String list = ca.crl(now.plus(Duration.ofDays(1)));
    String authority = Files.readString(whole);
    authorities = folder.resolve("torn.pem");
    revoked = Optional.of(Files.createFile(folder.resolve("torn.crl")));
    for (int i = 0; i < 20; i++) {
      Files.writeString(authorities, authority);
      Files.writeString(revoked.get(), list.substring(0, list.length() * i / 20));
      assertNotIn(alice);
      Files.writeString(revoked.get(), list);
      Files.writeString(authorities, authority.substring(0, authority.length() * i / 20));
      assertNotIn(alice);
    }
    Files.writeString(authorities, authority);
    assertEquals("The certificate has been revoked.", why(failure(logIn("", alice))));
  }

  /** The server does not start, or refuses. */
  private void assertNotIn(X509Certificate person) {
    try {
      failure(logIn("", person));
    } catch (IllegalArgumentException refused) {
      assertTrue(refused.getMessage().contains("torn"));
    }
  }

  @Test
  void itIsOfferedToThoseWhoHaveShownACertificateWhereTheyWereAsked() {
    External external = external();
    assertTrue(external.servesOn(channel(ALICE)));
    assertFalse(external.servesOn(channel()));
    assertFalse(external.servesOn(Channel.clear(Listener.STARTTLS).with(List.of(ALICE))));
  }

  @Test
  void filesThatCannotBeUsedAreNamedAtTheStart() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    for (Path file : List.of(empty, folder.resolve("missing"))) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> new ClientCertificates(file, Optional.empty()));
      assertTrue(refused.getMessage().contains(file.toString()));
    }
  }

  @Test
  void whatIsNotUtf8IsMalformed() {
    Step step = external().start("localhost", channel(ALICE)).respond(new byte[] {(byte) 0xff});
    assertEquals("malformed-request", failure(step).condition());
  }
}
