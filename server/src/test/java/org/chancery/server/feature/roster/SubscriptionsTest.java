package org.chancery.server.feature.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

  @Test
  void twoPeopleSubscribeToEachOther() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>");
      alice.receives("<iq type='result' id='r'><query xmlns='jabber:iq:roster'/></iq>");
      alice.sends("<presence type='subscribe' to='bob@localhost'/>");
      alice.receives(
          "<iq type='set'><query xmlns='jabber:iq:roster' ver='*'><item jid='bob@localhost'"
              + " subscription='none' ask='subscribe'/></query></iq>");
      bob.receives("<presence type='subscribe' from='alice@localhost' to='bob@localhost'/>");

      bob.sends("<presence type='subscribed' to='alice@localhost'/>");
      alice.receives(
          "<iq type='set'><query xmlns='jabber:iq:roster'><item jid='bob@localhost'"
              + " subscription='to'/></query></iq>");
      alice.receives("<presence type='subscribed' from='bob@localhost'/>");
      alice.receives("<presence from='bob@localhost/desk'/>");

      bob.sends("<presence type='subscribe' to='alice@localhost'/>");
      alice.receives("<presence type='subscribe' from='bob@localhost'/>");
      alice.sends("<presence type='subscribed' to='bob@localhost'/>");
      bob.receives("<presence type='subscribed' from='alice@localhost'/>");
      bob.receives("<presence from='alice@localhost/desk'/>");
    }
  }

  @Test
  void friendsSeeEachOtherComeAndGo() {
    try (TestServer server = new TestServer()) {
      server.befriends("alice", "bob");
      try (TestClient alice = server.online("alice")) {
        TestClient bob = server.online("bob");
        alice.receives("<presence from='bob@localhost/desk'/>");
        bob.receives("<presence from='alice@localhost/desk'/>");
        bob.losesConnection();
        alice.receives("<presence type='unavailable' from='bob@localhost/desk'/>");
      }
    }
  }

  @Test
  void whoIsOnlineIsShownARequestOnceWhateverTheirPresenceSaysAfterwards() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends("<presence type='subscribe' to='bob@localhost'/>");
      bob.receives("<presence type='subscribe' from='alice@localhost'/>");
      bob.sends("<presence><show>away</show></presence>");
      bob.sends("<presence/>");
      List<String> requests =
          bob.elementsUntilPong().stream()
              .map(element -> element.attribute("type").orElse(""))
              .filter("subscribe"::equals)
              .toList();
      assertEquals(List.of(), requests);
    }
  }

  @Test
  void aRequestWaitsUntilItIsAnswered() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends("<presence type='subscribe' to='bob@localhost'/>").elementsUntilPong();
      try (TestClient bob = server.online("bob")) {
        bob.receives("<presence type='subscribe' from='alice@localhost'/>");
      }
      try (TestClient bob = server.online("bob/phone")) {
        bob.receives("<presence type='subscribe' from='alice@localhost'/>");
        bob.sends("<presence type='unsubscribed' to='alice@localhost'/>");
        alice.receives("<presence type='unsubscribed' from='bob@localhost'/>");
      }
      try (TestClient bob = server.online("bob/tablet")) {
        bob.receivesNo("presence");
      }
    }
  }

  @Test
  void removingAContactEndsBothSubscriptions() {
    try (TestServer server = new TestServer()) {
      server.befriends("alice", "bob");
      try (TestClient alice = server.online("alice");
          TestClient bob = server.online("bob")) {
        alice.receives("<presence from='bob@localhost/desk'/>");
        bob.sends(
            "<iq type='set' id='r'><query xmlns='jabber:iq:roster'><item jid='alice@localhost'"
                + " subscription='remove'/></query></iq>");
        bob.receives("<iq type='result' id='r'/>");
        alice.receives("<presence type='unsubscribe' from='bob@localhost'/>");
        alice.receives("<presence type='unavailable' from='bob@localhost/desk'/>");
        alice.receives("<presence type='unsubscribed' from='bob@localhost'/>");
      }
    }
  }

  @Test
  void aRequestToAnotherServerIsRefusedWithAWord() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends("<presence type='subscribe' id='p' to='bob@elsewhere.example'/>");
      alice.receives(
          """
          <presence type='error' id='p' from='bob@elsewhere.example'>
            <error><remote-server-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
          </presence>
          """);
    }
  }
}
