package org.chancery.server.feature.displayed;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class DisplayedAssistTest {
  private static final String NODE = "urn:xmpp:mds:displayed:0";

  @Test
  void whatWasReadGoesToTheOwnClientsAndNotToTheContact() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      TestClient phone = server.connects("alice/phone").isInterestedIn(NODE);
      alice.sends(
          "<message to='bob@localhost' type='chat'><displayed xmlns='urn:xmpp:chat-markers:0'"
              + " id='m1'/><displayed xmlns='urn:xmpp:mds:displayed:0'><stanza-id"
              + " xmlns='urn:xmpp:sid:0' by='alice@localhost' id='s1'/></displayed><store"
              + " xmlns='urn:xmpp:hints'/></message>");
      phone.receives(
          "<message type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'><items"
              + " node='urn:xmpp:mds:displayed:0'><item id='bob@localhost'><displayed"
              + " xmlns='urn:xmpp:mds:displayed:0'><stanza-id xmlns='urn:xmpp:sid:0'"
              + " by='alice@localhost' id='s1'/></displayed></item></items></event></message>");
      Element received =
          bob.receives("<message><displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/></message>");
      assertTrue(received.child("displayed", NODE).isEmpty());
    }
  }
}
