package org.chancery.server.feature.carbons;

import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class CarbonsTest {

  @Test
  void theOtherDeviceSeesWhatIsSent() {
    try (TestServer server = new TestServer();
        TestClient desk = server.online("alice/desk");
        TestClient phone = enabled(server.online("alice/phone"));
        TestClient bob = server.online("bob")) {
      desk.sends("<message type='chat' id='1' to='bob@localhost'><body>tea?</body></message>");
      bob.receives("<message id='1' from='alice@localhost/desk'><body>tea?</body></message>");
      phone.receives(
          """
          <message type='chat' from='alice@localhost' to='alice@localhost/phone'>
            <sent xmlns='urn:xmpp:carbons:2'>
              <forwarded xmlns='urn:xmpp:forward:0'>
                <message xmlns='jabber:client' id='1' from='alice@localhost/desk' to='bob@localhost'>
                  <body>tea?</body>
                  <stanza-id xmlns='urn:xmpp:sid:0' by='alice@localhost' id='*'/>
                </message>
              </forwarded>
            </sent>
          </message>
          """);
      desk.receivesNo("message");
    }
  }

  @Test
  void theOtherDeviceSeesWhatWasAddressedToOneDevice() {
    try (TestServer server = new TestServer();
        TestClient desk = enabled(server.online("alice/desk"));
        TestClient phone = enabled(server.online("alice/phone"));
        TestClient bob = server.online("bob")) {
      bob.sends("<message type='chat' to='alice@localhost/desk'><body>hi</body></message>");
      desk.receives("<message from='bob@localhost/desk'><body>hi</body></message>");
      phone.receives(
          """
          <message from='alice@localhost'>
            <received xmlns='urn:xmpp:carbons:2'>
              <forwarded xmlns='urn:xmpp:forward:0'>
                <message xmlns='jabber:client' from='bob@localhost/desk'><body>hi</body></message>
              </forwarded>
            </received>
          </message>
          """);
      desk.receivesNo("message");
    }
  }

  @Test
  void aForgedCarbonIsTakenOut() {
    try (TestServer server = new TestServer();
        TestClient alice = enabled(server.online("alice"));
        TestClient eve = server.online("eve")) {
      eve.sends(
          """
          <message type='chat' to='alice@localhost'>
            <body>look</body>
            <received xmlns='urn:xmpp:carbons:2'/>
          </message>
          """);
      org.junit.jupiter.api.Assertions.assertTrue(
          alice
              .receives("<message from='eve@localhost/desk'><body>look</body></message>")
              .childIn("urn:xmpp:carbons:2")
              .isEmpty());
    }
  }

  @Test
  void aPrivateMessageIsNotCopied() {
    try (TestServer server = new TestServer();
        TestClient desk = server.online("alice/desk");
        TestClient phone = enabled(server.online("alice/phone"));
        TestClient bob = server.online("bob")) {
      desk.sends(
          """
          <message type='chat' to='bob@localhost'>
            <body>psst</body>
            <private xmlns='urn:xmpp:carbons:2'/>
          </message>
          """);
      bob.receives("<message><body>psst</body></message>");
      phone.receivesNo("message");
    }
  }

  private static TestClient enabled(TestClient client) {
    client.sends("<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
    client.receives("<iq type='result' id='c'/>");
    return client;
  }
}
