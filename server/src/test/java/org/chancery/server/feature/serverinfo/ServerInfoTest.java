package org.chancery.server.feature.serverinfo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.chancery.server.config.Settings;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class ServerInfoTest {

  @Test
  void contactsAndDataPolicyAreTold() {
    Map<String, String> settings =
        Map.of(
            "contacts.abuse", "[\"mailto:abuse@example.org\"]",
            "data-policy.publish", "true",
            "data-policy.retention-hours", "8760");
    try (TestServer server = new TestServer(settings);
        TestClient alice = server.online("alice")) {
      alice.sends(
          "<iq type='get' id='d' to='localhost'><query"
              + " xmlns='http://jabber.org/protocol/disco#info'/></iq>");
      alice.receives(
          "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#info'><x"
              + " xmlns='jabber:x:data' type='result'><field"
              + " var='FORM_TYPE'><value>http://jabber.org/network/serverinfo</value></field><field"
              + " var='abuse-addresses'><value>mailto:abuse@example.org</value></field></x><x"
              + " xmlns='jabber:x:data' type='result'><field"
              + " var='FORM_TYPE'><value>urn:xmpp:data-policy:0</value></field><field"
              + " var='data_retention'><value>8760</value></field><field"
              + " var='access_policy'><value>admins</value></field></x></query></iq>");
    }
  }

  @Test
  void anAddressThatIsNoUriIsAProblem() {
    Settings settings =
        Settings.load(Optional.empty(), Map.of("contacts.admin", "[\"it@example.org\"]"));
    ServerInfoConfig.from(settings);

    assertEquals(1, settings.problems().size());
  }
}
