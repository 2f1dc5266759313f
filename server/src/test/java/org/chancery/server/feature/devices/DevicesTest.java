package org.chancery.server.feature.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.chancery.protocol.Element;
import org.chancery.server.directory.AccessWatch;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The recipe of docs/single-sign-on.md for device passwords. */
class DevicesTest {
  private static final String COMMAND =
      "<iq type='set' id='c' to='localhost'><command"
          + " xmlns='http://jabber.org/protocol/commands' %s"
          + " node='urn:chancery:device-passwords#%s'>%s</command></iq>";

  private final TestServer server = new TestServer();
  private final TestClient alice = server.online("alice");

  @AfterEach
  void stop() {
    server.close();
  }

  private static Element begins(TestClient client, String action) {
    client.sends(COMMAND.formatted("action='execute'", action, ""));
    return client.receives("<iq id='c'/>").firstChild().orElseThrow();
  }

  /** Names a device in a command's form; the answer. */
  private static Element names(TestClient client, String action, String name) {
    String session = begins(client, action).attribute("sessionid").orElseThrow();
    String form =
        "<x xmlns='jabber:x:data' type='submit'><field var='name'><value>%s</value></field></x>"
            .formatted(name);
    client.sends(COMMAND.formatted("sessionid='" + session + "'", action, form));
    return client.receives("<iq id='c'/>");
  }

  private String made(String name) {
    String xml = names(alice, "make", name).toXml();
    return xml.replaceAll("(?s).*var=['\"]password['\"].*?<value>(.*?)</value>.*", "$1");
  }

  private TestClient logsIn(String who, String password) {
    TestClient client = server.reaches(who);
    client.opensStream();
    String plain = "\0alice\0" + password;
    Element answer = client.authenticates("PLAIN", plain.getBytes(StandardCharsets.UTF_8));
    assertEquals("success", answer.name());
    client.opensStream();
    client.binds();
    return client;
  }

  private List<AuditEntry> recorded(AuditKind kind) {
    return server.record().entries().stream().filter(entry -> entry.kind() == kind).toList();
  }

  @Test
  void aDeviceLogsInWithItsOwnPasswordOnRecordAndIsOutOnceThatIsRevoked() {
    String password = made("phone");
    TestClient phone = logsIn("alice/phone", password);
    assertEquals("phone", recorded(AuditKind.LOGIN).getLast().detail().get("device-password"));
    alice.sends("<iq type='get' id='l'><list xmlns='urn:xmpp:cam:0'/></iq>");
    Element client =
        alice
            .receives(
                """
                <iq type='result' id='l'><clients xmlns='urn:xmpp:cam:0'>
                  <client type='access' connected='true'>
                    <auth><grant/></auth>
                    <user-agent><device>phone</device></user-agent>
                  </client>
                </clients></iq>
                """)
            .firstChild()
            .orElseThrow()
            .firstChild()
            .orElseThrow();

    AccessWatch watch =
        new AccessWatch(List.of(), server.core(), Clock.systemUTC(), Duration.ofMillis(50));
    alice.sends(
        "<iq type='set' id='r'><revoke xmlns='urn:xmpp:cam:0' id='%s'/></iq>"
            .formatted(client.attribute("id").orElseThrow()));
    alice.receives("<iq type='result' id='r'/>");
    phone.receives(
        """
        <error xmlns='http://etherx.jabber.org/streams'>
          <not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
        </error>
        """);
    watch.close();
    TestClient again = server.reaches("alice/phone");
    again.opensStream();
    String plain = "\0alice\0" + password;
    assertEquals(
        "failure", again.authenticates("PLAIN", plain.getBytes(StandardCharsets.UTF_8)).name());
    List<String> acts =
        recorded(AuditKind.ADMINISTRATION).stream()
            .map(entry -> entry.detail().get("action") + " " + entry.detail().get("device"))
            .filter(act -> act.startsWith("device"))
            .toList();
    assertEquals(List.of("device password made phone", "device password revoked phone"), acts);
  }

  @Test
  void peopleSeeAndRevokeTheirsByCommandAndNobodyElses() {
    made("phone");
    assertEquals("error", names(alice, "make", "Phone").attribute("type").orElseThrow());
    assertEquals("error", names(alice, "make", " ").attribute("type").orElseThrow());
    assertTrue(begins(alice, "list").toXml().contains("phone"));
    try (TestClient bob = server.online("bob")) {
      assertTrue(!begins(bob, "list").toXml().contains("phone"));
      assertEquals("error", names(bob, "revoke", "phone").attribute("type").orElseThrow());
    }
    assertEquals("result", names(alice, "revoke", "phone").attribute("type").orElseThrow());
    assertTrue(!begins(alice, "list").toXml().contains("phone"));
  }

  @Test
  void aDeviceCannotMakeItselfFurtherPasswords() {
    try (TestClient phone = logsIn("alice/phone", made("phone"))) {
      assertEquals("error", names(phone, "make", "second").attribute("type").orElseThrow());
    }
  }
}
