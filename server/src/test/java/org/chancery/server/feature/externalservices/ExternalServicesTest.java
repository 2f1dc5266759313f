package org.chancery.server.feature.externalservices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalServicesTest {
  @TempDir private Path directory;

  private Map<String, String> settings() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "turn secret\n");
    return Map.of(
        "external-services",
        "[{ type = stun, host = stun.example.org }, { type = turn, host = turn.example.org,"
            + " secret-file = \""
            + secret
            + "\" }]");
  }

  @Test
  void clientsGetTheServicesWithCredentialsThatTheServiceCanCheck()
      throws IOException, GeneralSecurityException {
    try (TestServer server = new TestServer(settings());
        TestClient alice = server.online("alice")) {
      alice.sends(
          "<iq type='get' id='s' to='localhost'><services xmlns='urn:xmpp:extdisco:2'/></iq>");
      Element services =
          alice
              .receives(
                  "<iq type='result' id='s'><services xmlns='urn:xmpp:extdisco:2'><service"
                      + " type='stun' host='stun.example.org' port='3478' transport='udp'/><service"
                      + " type='turn' host='turn.example.org' restricted='1' username='*'"
                      + " password='*' expires='*'/></services></iq>")
              .firstChild()
              .orElseThrow();
      Element turn = services.children().getLast();
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec("turn secret".getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] name = turn.attribute("username").orElseThrow().getBytes(StandardCharsets.UTF_8);
      assertEquals(
          Base64.getEncoder().encodeToString(mac.doFinal(name)),
          turn.attribute("password").orElseThrow());
    }
  }

  @Test
  void onlyServicesOfTheWantedTypeAreShown() throws IOException {
    try (TestServer server = new TestServer(settings());
        TestClient alice = server.online("alice")) {
      alice.sends(
          "<iq type='get' id='s' to='localhost'><services xmlns='urn:xmpp:extdisco:2'"
              + " type='stun'/></iq>");
      Element result = alice.receives("<iq type='result' id='s'/>");
      assertEquals(1, result.firstChild().orElseThrow().children().size());
      alice.sends(
          "<iq type='get' id='c' to='localhost'><credentials xmlns='urn:xmpp:extdisco:2'><service"
              + " type='turn' host='turn.example.org'/></credentials></iq>");
      alice.receives(
          "<iq type='result' id='c'><credentials xmlns='urn:xmpp:extdisco:2'><service"
              + " username='*'/></credentials></iq>");
      alice.sends(
          "<iq type='get' id='c' to='localhost'><credentials xmlns='urn:xmpp:extdisco:2'><service"
              + " type='turn' host='evil.example.org'/></credentials></iq>");
      alice.receives("<iq type='error' id='c'/>");
    }
  }
}
