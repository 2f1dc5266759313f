package org.chancery.server.feature.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class HistoryPreferencesTest {

  private static void wants(TestClient client, String prefs) {
    client.sends("<iq type='set' id='p'>%s</iq>".formatted(prefs));
    client.receives("<iq type='result' id='p'>%s</iq>".formatted(prefs));
  }

  private static String prefs(String usually, String always, String never) {
    return "<prefs xmlns='urn:xmpp:mam:2' default='%s'><always>%s</always><never>%s</never></prefs>"
        .formatted(usually, always, never);
  }

  private static void says(TestClient sender, String to, String body) {
    sender
        .sends("<message type='chat' to='%s'><body>%s</body></message>".formatted(to, body))
        .settles();
  }

  private static List<String> history(TestClient client) {
    client.sends("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>");
    return client.elementsUntilPong().stream()
        .flatMap(message -> message.child("result", "urn:xmpp:mam:2").stream())
        .flatMap(result -> result.children().stream())
        .flatMap(forwarded -> forwarded.child("message", "jabber:client").stream())
        .flatMap(message -> message.childText("body").stream())
        .toList();
  }

  @Test
  void whatSomebodyDoesNotWantToSeeIsOnRecordAndInTheOthersHistory() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      wants(bob, prefs("always", "", "<jid>alice@localhost</jid>"));
      says(alice, "bob@localhost", "one");
      assertEquals("one", server.record().entries().getLast().body());
      assertEquals(List.of(), history(bob));
      assertEquals(List.of("one"), history(alice));
      wants(bob, prefs("always", "", ""));
      says(alice, "bob@localhost", "two");
      assertEquals(List.of("two"), history(bob));
    }
  }

  @Test
  void listsStandOverTheDefaultAndDevicesCanBeNamed() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient carol = server.online("carol");
        TestClient bob = server.online("bob")) {
      wants(bob, prefs("never", "<jid>alice@localhost/desk</jid>", ""));
      says(alice, "bob@localhost", "from alice");
      says(carol, "bob@localhost", "from carol");
      assertEquals(List.of("from alice"), history(bob));
    }
  }

  @Test
  void onlyContactsCanBeWanted() {
    try (TestServer server = new TestServer()) {
      server.befriends("alice", "bob");
      try (TestClient alice = server.online("alice");
          TestClient carol = server.online("carol");
          TestClient bob = server.online("bob")) {
        wants(bob, prefs("roster", "", ""));
        says(alice, "bob@localhost", "from alice");
        says(carol, "bob@localhost", "from carol");
        assertEquals(List.of("from alice"), history(bob));
      }
    }
  }

  @Test
  void theCompanyMayDecideForAll() {
    try (TestServer server =
            new TestServer(Map.of("chancery.policy.history-preferences", "forbid"));
        TestClient bob = server.online("bob")) {
      wants(bob, prefs("always", "", ""));
      bob.sends("<iq type='set' id='n'>%s</iq>".formatted(prefs("never", "", "")));
      bob.receives(
          "<iq type='error' id='n'><error type='cancel'>"
              + "<not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
      bob.sends("<iq type='get' id='g'><prefs xmlns='urn:xmpp:mam:2'/></iq>");
      bob.receives("<iq type='result' id='g'>%s</iq>".formatted(prefs("always", "", "")));
    }
  }

  @Test
  void nonsenseIsRefused() {
    try (TestServer server = new TestServer();
        TestClient bob = server.online("bob")) {
      bob.sends("<iq type='set' id='n'>%s</iq>".formatted(prefs("sometimes", "", "")));
      bob.receives(
          "<iq type='error' id='n'><error type='modify'>"
              + "<bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
      bob.sends("<iq type='set' id='j'>%s</iq>".formatted(prefs("always", "<jid>@</jid>", "")));
      bob.receives(
          "<iq type='error' id='j'><error type='modify'>"
              + "<jid-malformed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    }
  }
}
