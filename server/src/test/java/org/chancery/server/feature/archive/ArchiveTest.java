package org.chancery.server.feature.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;

class ArchiveTest {

  @Test
  void historyHasTheIdThatTheLiveMessageHad() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends("<message type='chat' id='1' to='bob@localhost'><body>tea?</body></message>");
      Element live = bob.receives("<message id='1'/>");
      String id =
          live.child("stanza-id", "urn:xmpp:sid:0").orElseThrow().attribute("id").orElseThrow();

      bob.sends("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2' queryid='x'/></iq>");
      bob.receives(
          """
          <message from='bob@localhost' to='bob@localhost/desk'>
            <result xmlns='urn:xmpp:mam:2' queryid='x' id='%s'>
              <forwarded xmlns='urn:xmpp:forward:0'>
                <delay xmlns='urn:xmpp:delay' stamp='*'/>
                <message xmlns='jabber:client' id='1' from='alice@localhost/desk'><body>tea?</body></message>
              </forwarded>
            </result>
          </message>
          """
              .formatted(id));
      bob.receives(
          """
          <iq type='result' id='q'>
            <fin xmlns='urn:xmpp:mam:2' complete='true'>
              <set xmlns='http://jabber.org/protocol/rsm'><first>%s</first><last>%s</last></set>
            </fin>
          </iq>
          """
              .formatted(id, id));
    }
  }

  @Test
  void whoIsShownHistoryIsOnRecordOnceForAllOfIt() {
    TestServer server = new TestServer();
    try (server;
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      for (int i = 0; i < 3; i++) {
        alice.sends(
            "<message type='chat' to='bob@localhost'><body>%d</body></message>".formatted(i));
        bob.receives("<message/>");
      }
      for (String query : List.of("q1", "q2")) {
        bob.sends("<iq type='set' id='%s'><query xmlns='urn:xmpp:mam:2'/></iq>".formatted(query));
        bob.receives("<iq type='result' id='%s'/>".formatted(query));
      }
    }
    List<String> shown =
        server.record().rows().stream()
            .filter(row -> row.entry().kind() == AuditKind.MESSAGE)
            .map(row -> Long.toString(row.position().value()))
            .toList();
    List<AuditEntry> readings =
        server.record().entries().stream()
            .filter(entry -> entry.kind() == AuditKind.HISTORY)
            .toList();
    assertEquals(1, readings.size());
    assertEquals(
        List.of(Jid.of("bob@localhost"), Jid.of("bob@localhost")),
        List.of(readings.getFirst().from().orElseThrow(), readings.getFirst().to().orElseThrow()));
    assertEquals(
        Map.of("first", shown.getFirst(), "last", shown.getLast(), "messages", "6"),
        readings.getFirst().detail());
  }

  @Test
  void aPageIsCompleteOnlyWhenItIsTheLast() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      for (int i = 0; i < 3; i++) {
        alice.sends(
            "<message type='chat' to='bob@localhost'><body>%d</body></message>".formatted(i));
        bob.receives("<message/>");
      }
      bob.sends(
          """
          <iq type='set' id='q'>
            <query xmlns='urn:xmpp:mam:2'>
              <set xmlns='http://jabber.org/protocol/rsm'><max>2</max><before/></set>
            </query>
          </iq>
          """);
      Element fin = bob.receives("<iq type='result' id='q'><fin xmlns='urn:xmpp:mam:2'/></iq>");
      assertEquals(
          false, fin.firstChild().orElseThrow().attribute("complete").isPresent(), fin.toXml());
      bob.receives(
          "<message><result xmlns='urn:xmpp:mam:2'><forwarded xmlns='urn:xmpp:forward:0'><message"
              + " xmlns='jabber:client'><body>1</body></message></forwarded></result></message>");
    }
  }

  @Test
  void aPageIsNoLongerThanAClientCanTakeAtOnce() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.connects("bob")) {
      for (int i = 0; i < 5; i++) {
        alice.sends(
            "<message type='chat' id='%d' to='bob@localhost'><body>%s</body></message>"
                .formatted(i, "x".repeat(400_000)));
      }
      alice.elementsUntilPong();
      assertEquals(List.of("0", "1"), paged(bob, ""));
      assertEquals(List.of("3", "4"), paged(bob, "<before/>"));
    }
  }

  private static List<String> paged(TestClient client, String set) {
    client.sends(
        """
        <iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'>
          <set xmlns='http://jabber.org/protocol/rsm'>%s</set></query></iq>
        """
            .formatted(set));
    List<String> shown = new ArrayList<>();
    for (Element element : client.elementsUntilPong()) {
      element
          .child("result", "urn:xmpp:mam:2")
          .flatMap(result -> result.child("forwarded", "urn:xmpp:forward:0"))
          .flatMap(forwarded -> forwarded.child("message", "jabber:client"))
          .flatMap(message -> message.attribute("id"))
          .ifPresent(shown::add);
      element
          .child("fin", "urn:xmpp:mam:2")
          .ifPresent(fin -> assertTrue(fin.attribute("complete").isEmpty()));
    }
    return shown;
  }

  @Test
  void anUnknownIdIsNotAnEmptyPage() {
    try (TestServer server = new TestServer();
        TestClient bob = server.online("bob")) {
      bob.sends(
          """
          <iq type='set' id='q'>
            <query xmlns='urn:xmpp:mam:2'>
              <set xmlns='http://jabber.org/protocol/rsm'><after>abc</after></set>
            </query>
          </iq>
          """);
      bob.receives(
          "<iq type='error' id='q'><error type='cancel'><item-not-found"
              + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    }
  }

  @Test
  void whatTheSenderWantsForgottenIsOnRecordAllTheSame() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(
          """
          <message type='chat' id='1' to='bob@localhost'>
            <body>forget this</body>
            <no-store xmlns='urn:xmpp:hints'/>
          </message>
          """);
      bob.receives("<message id='1'/>");
      assertEquals("forget this", server.record().entries().getLast().body());
      bob.sends("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>");
      bob.receives("<iq type='result' id='q'><fin xmlns='urn:xmpp:mam:2' complete='true'/></iq>");
      bob.receivesNo("message");
    }
  }

  @Test
  void nobodyReadsAnothersHistory() {
    try (TestServer server = new TestServer();
        TestClient eve = server.online("eve")) {
      eve.sends("<iq type='set' id='q' to='bob@localhost'><query xmlns='urn:xmpp:mam:2'/></iq>");
      eve.receives("<iq type='error' id='q'/>");
    }
  }
}
