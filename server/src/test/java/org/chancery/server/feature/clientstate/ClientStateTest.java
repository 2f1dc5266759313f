package org.chancery.server.feature.clientstate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class ClientStateTest {

  @Test
  void presenceWaitsForTheNextMessageAndOnlyTheLatestOfEachIsSent() {
    try (TestServer server = new TestServer()) {
      server.befriends("alice", "bob");
      try (TestClient alice = server.online("alice");
          TestClient bob = server.online("bob")) {
        bob.receives("<presence from='alice@localhost/desk'/>");
        bob.sends("<inactive xmlns='urn:xmpp:csi:0'/>").settles();
        alice.sends("<presence><show>away</show></presence>");
        alice.sends("<presence><show>dnd</show></presence>");
        alice.sends("<message type='chat' to='bob@localhost'><body>now</body></message>");
        alice.elementsUntilPong();
        List<Element> seen =
            bob.elementsUntilPong().stream()
                .filter(element -> !element.name().equals("iq"))
                .filter(element -> !element.attribute("from").orElse("").startsWith("bob"))
                .toList();
        assertEquals(List.of("presence", "message"), seen.stream().map(Element::name).toList());
        assertEquals("dnd", seen.getFirst().childText("show").orElseThrow());
      }
    }
  }

  @Test
  void becomingActiveBringsWhatWasHeld() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      bob.sends("<inactive xmlns='urn:xmpp:csi:0'/>").elementsUntilPong();
      alice
          .sends(
              "<message type='chat' to='bob@localhost'><composing"
                  + " xmlns='http://jabber.org/protocol/chatstates'/></message>")
          .elementsUntilPong();
      bob.sends("<active xmlns='urn:xmpp:csi:0'/>");
      bob.receives("<message><composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
    }
  }

  @Test
  void noMoreIsHeldThanIsWorthHolding() {
    try (TestServer server = new TestServer();
        TestClient bob = server.online("bob")) {
      bob.sends("<inactive xmlns='urn:xmpp:csi:0'/>").elementsUntilPong();
      for (int i = 0; i < 4; i++) {
        TestClient alice = server.connects("alice/" + i);
        alice.sends(
            "<presence to='bob@localhost/desk'><status>%s</status></presence>"
                .formatted("x".repeat(400_000)));
        alice.elementsUntilPong();
      }
      for (int i = 0; i < 4; i++) {
        bob.receives("<presence from='alice@localhost/%d'/>".formatted(i));
      }
    }
  }
}
