package org.chancery.server.feature.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;

class BlockingTest {

  @Test
  void aBlockedPersonIsNotHeardAndTheAttemptIsOnRecord() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient eve = server.online("eve")) {
      blocks(alice, "eve@localhost");
      eve.sends("<message type='chat' id='1' to='alice@localhost'><body>hey</body></message>");
      eve.receives(
          "<message type='error' id='1'><error><service-unavailable"
              + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
      alice.receivesNo("message");
      AuditEntry entry = server.record().entries().getLast();
      assertEquals(AuditKind.POLICY_DECISION, entry.kind());
      assertEquals("hey", entry.body());
    }
  }

  @Test
  void oneDoesNotWriteToWhomOneHasBlocked() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      blocks(alice, "eve@localhost");
      alice.sends("<message type='chat' id='1' to='eve@localhost'><body>hey</body></message>");
      alice.receives(
          """
          <message type='error' id='1'>
            <error type='cancel'>
              <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
              <blocked xmlns='urn:xmpp:blocking:errors'/>
            </error>
          </message>
          """);
    }
  }

  @Test
  void whoIsBlockedSeesTheOtherGoAndComeBackWhenUnblocked() {
    try (TestServer server = new TestServer()) {
      server.befriends("alice", "bob");
      try (TestClient alice = server.online("alice");
          TestClient bob = server.online("bob")) {
        bob.receives("<presence from='alice@localhost/desk'/>");
        blocks(alice, "bob@localhost");
        bob.receives("<presence type='unavailable' from='alice@localhost/desk'/>");
        alice.sends("<presence><show>away</show></presence>");
        alice.elementsUntilPong();
        bob.receivesNo("presence");
        alice.sends("<iq type='set' id='u'><unblock xmlns='urn:xmpp:blocking'/></iq>");
        alice.receives("<iq type='result' id='u'/>");
        bob.receives("<presence from='alice@localhost/desk'><show>away</show></presence>");
      }
    }
  }

  private static void blocks(TestClient client, String address) {
    client.sends(
        "<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'><item jid='%s'/></block></iq>"
            .formatted(address));
    client.receives("<iq type='result' id='b'/>");
  }
}
