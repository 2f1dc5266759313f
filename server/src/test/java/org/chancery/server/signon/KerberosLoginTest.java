package org.chancery.server.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.kerberos.Kdc;
import org.chancery.protocol.Element;
import org.chancery.server.config.Settings;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe of docs/single-sign-on.md for Kerberos, with a real KDC and the JDK's client. */
@NeedsPrograms({"krb5kdc", "kdb5_util", "kadmin.local"})
class KerberosLoginTest {
  @TempDir private Path folder;
  private final Directories directories =
      new Directories(
          Map.of(
              TestServer.DOMAIN,
              List.of(new FakeDirectory("ad", false).with("alice@localhost", "x"))));

  private SignOn signOn(Path keytab) throws IOException {
    Settings settings =
        Recipe.settings(
            folder,
            "chancery.login.kerberos",
            Map.of(
                "/etc/chancery/chancery.keytab", "\"" + keytab + "\"",
                "[EXAMPLE.ORG]", "[" + Kdc.REALM + "]"));
    SignOnConfig config = SignOnConfig.from(settings);
    settings.requireValid();
    return new SignOn(config, directories, Clock.systemUTC());
  }

  @Test
  void aTicketLogsInAndIsOnRecord() throws IOException {
    try (Kdc kdc = new Kdc("alice");
        SignOn signOn = signOn(kdc.keytab("xmpp/localhost"));
        TestServer server =
            new TestServer(Map.of(), UnaryOperator.identity(), directories, signOn.mechanisms());
        TestClient alice = server.reaches("alice")) {
      assertTrue(alice.opensStream().toXml().contains("<mechanism>GSSAPI</mechanism>"));
      UnaryOperator<byte[]> sasl = Kdc.client(kdc.logIn("alice"), "", "auth");
      Element step = alice.authenticates("GSSAPI", sasl.apply(new byte[0]));
      while (step.name().equals("challenge")) {
        step = alice.responds(sasl.apply(Base64.getDecoder().decode(step.text())));
      }
      assertEquals("success", step.name());
      alice.opensStream();
      alice.binds();
      AuditEntry login =
          server.record().entries().stream()
              .filter(entry -> entry.kind() == AuditKind.LOGIN)
              .findFirst()
              .orElseThrow();
      assertEquals("GSSAPI", login.detail().get("mechanism"));
      assertEquals("alice@EXAMPLE.ORG", login.detail().get("principal"));
    }
  }
}
