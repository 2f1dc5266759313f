package org.chancery.server.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;

class MessageDeliveryTest {

  @Test
  void aMessageIsOnRecordWhenItArrives() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends("<message type='chat' id='m1' to='bob@localhost'><body>Lunch?</body></message>");
      Element received =
          bob.receives(
              "<message type='chat' id='m1' from='alice@localhost/desk'"
                  + " to='bob@localhost'><body>Lunch?</body></message>");

      AuditEntry entry = messages(server).getFirst();
      assertEquals("Lunch?", entry.body());
      assertEquals("alice@localhost bob@localhost", entry.conversation());
      String archiveId = server.record().rows().getLast().position().stanzaId();
      Element stanzaId = received.child("stanza-id", "urn:xmpp:sid:0").orElseThrow();
      assertEquals(archiveId, stanzaId.attribute("id").orElseThrow());
      assertEquals("bob@localhost", stanzaId.attribute("by").orElseThrow());
    }
  }

  @Test
  void aForgedSenderEndsTheStream() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(
          "<message from='carol@localhost' to='bob@localhost'><body>I am Carol.</body></message>");
      alice.isDisconnected();
      bob.receivesNo("message");
      assertTrue(messages(server).isEmpty());
    }
  }

  @Test
  void nothingIsDeliveredWhileTheRecordIsAwayAndTheSenderIsTold() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      server.record().goAway();
      alice.sends("<message type='chat' id='m1' to='bob@localhost'><body>Lost?</body></message>");
      alice.receives(
          """
          <message type='error' id='m1' from='bob@localhost'>
            <error type='wait'>
              <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
              <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>*</text>
            </error>
          </message>
          """);
      bob.receivesNo("message");

      server.record().comeBack();
      alice.sends("<message type='chat' id='m2' to='bob@localhost'><body>Again.</body></message>");
      bob.receives("<message id='m2'><body>Again.</body></message>");
    }
  }

  @Test
  void everyAvailableResourceWithoutNegativePriorityGetsAMessageToTheAccount() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient desk = server.online("bob/desk");
        TestClient phone = server.online("bob/phone");
        TestClient printer = server.connects("bob/printer")) {
      printer.sends("<presence><priority>-1</priority></presence>");
      printer.elementsUntilPong();
      alice.sends("<message type='chat' to='bob@localhost'><body>All.</body></message>");
      desk.receives("<message><body>All.</body></message>");
      phone.receives("<message><body>All.</body></message>");
      printer.receivesNo("message");
    }
  }

  @Test
  void anErrorIsForTheDeviceThatItIsAddressedToAndForNoOther() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient desk = server.online("bob/desk")) {
      String error =
          "<message type='error' to='bob@localhost%s'><error type='cancel'>"
              + "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";
      alice.sends(error.formatted(""));
      alice.sends(error.formatted("/phone"));
      alice.elementsUntilPong();
      desk.receivesNo("message");
      alice.sends(error.formatted("/desk"));
      desk.receives("<message type='error' from='alice@localhost/desk'/>");
      assertEquals(3, messages(server).size());
    }
  }

  @Test
  void aMessageToNobodyIsRefusedAndNotRecorded() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends("<message type='chat' id='m1' to='nobody@localhost'><body>?</body></message>");
      alice.receives(
          "<message type='error' id='m1'><error><service-unavailable"
              + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
      assertTrue(messages(server).isEmpty());
    }
  }

  @Test
  void chatStatesAreDeliveredButNotRecorded() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(
          "<message type='chat' to='bob@localhost'><composing"
              + " xmlns='http://jabber.org/protocol/chatstates'/></message>");
      bob.receives("<message><composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
      assertTrue(messages(server).isEmpty());
    }
  }

  private static List<AuditEntry> messages(TestServer server) {
    return server.record().entries().stream()
        .filter(entry -> entry.kind() == AuditKind.MESSAGE)
        .toList();
  }
}
