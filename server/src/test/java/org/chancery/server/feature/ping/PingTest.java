package org.chancery.server.feature.ping;

import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class PingTest {

  @Test
  void theServerAndTheOwnAccountAnswerPings() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends("<iq type='get' id='1' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>");
      alice.receives("<iq type='result' id='1' from='localhost' to='alice@localhost/desk'/>");

      alice.sends("<iq type='get' id='2'><ping xmlns='urn:xmpp:ping'/></iq>");
      alice.receives("<iq type='result' id='2'/>");
    }
  }

  @Test
  void aPingToSomebodyElsesAccountIsNotAnswered() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends("<iq type='get' id='1' to='bob@localhost'><ping xmlns='urn:xmpp:ping'/></iq>");
      alice.receives(
          """
          <iq type='error' id='1' from='bob@localhost'>
            <error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
          </iq>
          """);
    }
  }
}
