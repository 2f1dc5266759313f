package org.chancery.server.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.token.TestIssuer;
import org.chancery.server.config.Settings;
import org.chancery.server.directory.AccessWatch;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe of docs/single-sign-on.md for an identity provider, with really signed tokens. */
class TokenLoginTest {
  @TempDir private Path folder;
  private final Directories directories =
      new Directories(
          Map.of(
              TestServer.DOMAIN,
              List.of(new FakeDirectory("ad", false).with("alice@localhost", "x"))));

  private SignOn signOn(TestIssuer issuer) throws IOException {
    Settings settings =
        Recipe.settings(
            folder,
            "chancery.login.tokens",
            Map.of(
                "https://id.example.org/realms/company",
                issuer.address().toString(),
                "[chancery]",
                "[" + TestIssuer.AUDIENCE + "]"));
    SignOnConfig config = SignOnConfig.from(settings);
    settings.requireValid();
    return new SignOn(config, directories, Clock.systemUTC());
  }

  private static byte[] message(String token) {
    return ("n,,\1auth=Bearer " + token + "\1\1").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aTokenLogsInAndItsEndIsTheSessionsEnd() throws IOException {
    try (TestIssuer issuer = new TestIssuer();
        SignOn signOn = signOn(issuer);
        TestServer server =
            new TestServer(Map.of(), UnaryOperator.identity(), directories, signOn.mechanisms());
        TestClient alice = server.reaches("alice")) {
      assertTrue(alice.opensStream().toXml().contains("<mechanism>OAUTHBEARER</mechanism>"));
      String token = issuer.sign(issuer.claims("alice", Instant.now().plusSeconds(600)).build());
      assertEquals("success", alice.authenticates("OAUTHBEARER", message(token)).name());
      alice.opensStream();
      alice.binds();
      AuditEntry login =
          server.record().entries().stream()
              .filter(entry -> entry.kind() == AuditKind.LOGIN)
              .findFirst()
              .orElseThrow();
      assertEquals("0815", login.detail().get("token-subject"));

      Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(11));
      AccessWatch watch = new AccessWatch(List.of(), server.core(), later, Duration.ofMillis(50));
      alice.receives(
          """
          <error xmlns='http://etherx.jabber.org/streams'>
            <not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
          </error>
          """);
      watch.close();
    }
  }

  @Test
  void whoHasABadTokenIsToldWhereToGetAnother() throws IOException {
    try (TestIssuer issuer = new TestIssuer();
        SignOn signOn = signOn(issuer);
        TestServer server =
            new TestServer(Map.of(), UnaryOperator.identity(), directories, signOn.mechanisms());
        TestClient alice = server.reaches("alice")) {
      alice.opensStream();
      String token = issuer.sign(issuer.claims("alice", Instant.now().minusSeconds(600)).build());
      assertEquals("challenge", alice.authenticates("OAUTHBEARER", message(token)).name());
      assertTrue(
          alice
              .responds(new byte[] {1})
              .child("credentials-expired", "urn:ietf:params:xml:ns:xmpp-sasl")
              .isPresent());
    }
  }
}
