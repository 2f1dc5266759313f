package org.chancery.server.feature.lastactivity;

import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class LastActivityTest {
  private static final String ASK =
      "<iq type='get' id='l' to='%s'><query xmlns='jabber:iq:last'/></iq>";

  @Test
  void contactsAreToldWhenSomebodyWentAndOthersAreNot() {
    try (TestServer server = new TestServer()) {
      server.befriends("alice", "bob");
      TestClient bob = server.online("bob");
      TestClient alice = server.online("alice");
      bob.sends(ASK.formatted("alice@localhost"));
      bob.receives("<iq type='result' id='l'><query xmlns='jabber:iq:last' seconds='0'/></iq>");
      alice.sends("<presence type='unavailable'><status>Gone home</status></presence>").settles();
      bob.sends(ASK.formatted("alice@localhost"));
      bob.receives(
          "<iq type='result' id='l'><query xmlns='jabber:iq:last' seconds='*'>Gone"
              + " home</query></iq>");
      TestClient eve = server.online("eve");
      String forbidden =
          "<iq type='error' id='l'><error><forbidden"
              + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>";
      eve.sends(ASK.formatted("alice@localhost"));
      eve.receives(forbidden);
      eve.sends(ASK.formatted("nobody@localhost"));
      eve.receives(forbidden);
    }
  }

  @Test
  void theServerTellsHowLongItRuns() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends(ASK.formatted("localhost"));
      alice.receives("<iq type='result' id='l'><query xmlns='jabber:iq:last' seconds='*'/></iq>");
    }
  }
}
