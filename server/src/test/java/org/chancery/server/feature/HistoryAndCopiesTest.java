package org.chancery.server.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

/** Live messages, copies, history and what waited are one and the same, on every device. */
class HistoryAndCopiesTest {
  private static final String MAM = "urn:xmpp:mam:2";
  private static final String RSM = "http://jabber.org/protocol/rsm";

  /** A page of history: the ids and texts in it, and what stands at its end. */
  private record Page(List<String> ids, List<String> bodies, boolean complete, Element set) {}

  private static Page page(TestClient client, String rsm) {
    client.sends(
        "<iq type='set' id='page'><query xmlns='%s'><set xmlns='%s'>%s</set></query></iq>"
            .formatted(MAM, RSM, rsm));
    List<String> ids = new ArrayList<>();
    List<String> bodies = new ArrayList<>();
    for (Element element : client.elementsUntilPong()) {
      Optional<Element> result = element.child("result", MAM);
      if (result.isPresent()) {
        ids.add(result.get().attribute("id").orElseThrow());
        Element message = result.get().firstChild().orElseThrow().children().getLast();
        bodies.add(message.childText("body").orElse(""));
      }
      Optional<Element> fin = element.child("fin", MAM);
      if (fin.isPresent()) {
        boolean complete = fin.get().attribute("complete").filter("true"::equals).isPresent();
        return new Page(ids, bodies, complete, fin.get().child("set", RSM).orElseThrow());
      }
    }
    throw new AssertionError("the page has no end");
  }

  private static TestClient copied(TestClient client) {
    client.sends("<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
    client.receives("<iq type='result' id='c'/>");
    return client;
  }

  private static void says(TestClient sender, String to, String body) {
    sender
        .sends("<message type='chat' to='%s'><body>%s</body></message>".formatted(to, body))
        .settles();
  }

  private static String stanzaId(Element message, String by) {
    List<Element> ids = message.children("stanza-id", "urn:xmpp:sid:0");
    assertEquals(1, ids.size(), message.toXml());
    assertEquals(by, ids.getFirst().attribute("by").orElseThrow());
    return ids.getFirst().attribute("id").orElseThrow();
  }

  private static Element carbon(TestClient client, String direction) {
    return client
        .receives("<message><%s xmlns='urn:xmpp:carbons:2'/></message>".formatted(direction))
        .firstChild()
        .flatMap(Element::firstChild)
        .flatMap(Element::firstChild)
        .orElseThrow();
  }

  @Test
  void everySideHasOneIdLiveInCopiesAndInHistory() {
    try (TestServer server = new TestServer();
        TestClient desk = server.online("alice/desk");
        TestClient phone = copied(server.online("alice/phone"));
        TestClient bob = server.online("bob/desk");
        TestClient tablet = copied(server.online("bob/tablet"))) {
      says(desk, "bob@localhost/desk", "hi");
      String sent = stanzaId(carbon(phone, "sent"), "alice@localhost");
      String live = stanzaId(bob.receives("<message/>"), "bob@localhost");
      String received = stanzaId(carbon(tablet, "received"), "bob@localhost");
      assertEquals(live, received);
      assertEquals(List.of(sent), page(desk, "").ids());
      assertEquals(List.of(live), page(bob, "").ids());
    }
  }

  @Test
  void forgedIdsOfOurArchivesAreTakenOutAndOthersStay() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(
          """
          <message type='chat' to='bob@localhost'><body>hi</body>
            <stanza-id xmlns='urn:xmpp:sid:0' by='bob@localhost' id='forged'/>
            <stanza-id xmlns='urn:xmpp:sid:0' by='tea@rooms.localhost' id='forged'/>
            <stanza-id xmlns='urn:xmpp:sid:0' by='room@elsewhere.example' id='theirs'/>
            <origin-id xmlns='urn:xmpp:sid:0' id='mine'/>
          </message>
          """);
      Element message = bob.receives("<message/>");
      List<String> ids =
          message.children("stanza-id", "urn:xmpp:sid:0").stream()
              .map(id -> id.attribute("by").orElseThrow())
              .sorted()
              .toList();
      assertEquals(List.of("bob@localhost", "room@elsewhere.example"), ids);
      assertTrue(!message.toXml().contains("forged"), message.toXml());
      assertTrue(message.child("origin-id", "urn:xmpp:sid:0").isPresent());
    }
  }

  @Test
  void aMessageToManyDevicesIsInHistoryOnceHoweverOftenItIsDelivered() {
    try (TestServer server = new TestServer();
        TestClient alice = copied(server.online("alice/desk"));
        TestClient phone = copied(server.online("alice/phone"));
        TestClient bob = copied(server.online("bob/desk"))) {
      TestClient tablet = copied(server.online("bob/tablet"));
      tablet.sends("<enable xmlns='urn:xmpp:sm:3'/>").receives("<enabled xmlns='urn:xmpp:sm:3'/>");
      says(alice, "bob@localhost/tablet", "once");
      String live = stanzaId(tablet.receives("<message/>"), "bob@localhost");
      carbon(bob, "received");
      carbon(phone, "sent");
      tablet.losesConnection();
      tablet.isDisconnected();
      try (TestClient again = server.online("bob/tablet")) {
        assertEquals(List.of("once"), page(again, "").bodies());
        assertEquals(List.of(live), page(again, "").ids());
        assertEquals(List.of("once"), page(alice, "").bodies());
      }
    }
  }

  @Test
  void whatWaitedHasTheIdThatItHasInHistory() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      says(alice, "bob@localhost", "later");
      try (TestClient bob = server.online("bob")) {
        String waited = stanzaId(bob.receives("<message/>"), "bob@localhost");
        assertEquals(List.of(waited), page(bob, "").ids());
      }
    }
  }

  @Test
  void pagesLeadThroughEverythingOnceInBothDirections() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      List<String> all = List.of("1", "2", "3", "4", "5");
      all.forEach(body -> says(alice, "bob@localhost", body));
      bob.elementsUntilPong();

      List<String> forwards = new ArrayList<>();
      Page page = page(bob, "<max>2</max>");
      while (!page.complete()) {
        forwards.addAll(page.bodies());
        page = page(bob, "<max>2</max><after>%s</after>".formatted(page.ids().getLast()));
      }
      forwards.addAll(page.bodies());
      assertEquals(all, forwards);

      List<String> backwards = new ArrayList<>();
      page = page(bob, "<max>2</max><before/>");
      while (!page.complete()) {
        backwards.addAll(0, page.bodies());
        page = page(bob, "<max>2</max><before>%s</before>".formatted(page.ids().getFirst()));
      }
      backwards.addAll(0, page.bodies());
      assertEquals(all, backwards);
    }
  }

  @Test
  void anEmptyPageHasItsEndAndNothingIsCompleteBeforeItIs() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      assertTrue(page(bob, "").complete());
      assertEquals(List.of(), page(bob, "").set().children());
      says(alice, "bob@localhost", "hi");
      bob.elementsUntilPong();
      Page none = page(bob, "<max>0</max>");
      assertEquals(List.of(), none.ids());
      assertEquals(false, none.complete());
    }
  }

  @Test
  void whoIsBlockedIsInNoHistory() {
    try (TestServer server = new TestServer();
        TestClient eve = server.online("eve");
        TestClient bob = server.online("bob")) {
      bob.sends(
          "<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'><item"
              + " jid='eve@localhost'/></block></iq>");
      bob.receives("<iq type='result' id='b'/>");
      says(eve, "bob@localhost", "hey");
      assertEquals(List.of(), page(bob, "").bodies());
      assertEquals(List.of(), page(eve, "").bodies());
    }
  }

  @Test
  void copiesGoOnAfterAResumption() {
    try (TestServer server = new TestServer();
        TestClient desk = server.online("alice/desk");
        TestClient phone = copied(server.online("alice/phone"))) {
      phone.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
      String id =
          phone
              .receives("<enabled xmlns='urn:xmpp:sm:3' resume='true' id='*'/>")
              .attribute("id")
              .orElseThrow();
      phone.losesConnection();
      phone.isDisconnected();
      try (TestClient again = server.arrives("alice/phone")) {
        again.sends("<resume xmlns='urn:xmpp:sm:3' previd='%s' h='0'/>".formatted(id));
        again.receives("<resumed xmlns='urn:xmpp:sm:3'/>");
        says(desk, "bob@localhost", "hi");
        assertEquals(Optional.of("hi"), carbon(again, "sent").childText("body"));
      }
    }
  }

  @Test
  void invitationsAreCopied() {
    try (TestServer server = new TestServer();
        TestClient desk = copied(server.online("alice/desk"));
        TestClient phone = copied(server.online("alice/phone"));
        TestClient bob = server.online("bob")) {
      bob.sends(
          "<message to='alice@localhost/desk'><x xmlns='jabber:x:conference'"
              + " jid='tea@rooms.localhost'/></message>");
      assertTrue(carbon(phone, "received").child("x", "jabber:x:conference").isPresent());
      desk.receives("<message/>");
    }
  }

  @Test
  void whatIsSaidInRoomsIsNotCopiedAndWhispersAreOnlyForTheSendersDevices() {
    try (TestServer server = new TestServer();
        TestClient desk = copied(server.online("alice/desk"));
        TestClient phone = copied(server.online("alice/phone"));
        TestClient bob = copied(server.online("bob/desk"));
        TestClient tablet = copied(server.online("bob/tablet"))) {
      enters(desk, "alice");
      desk.sends(
          "<iq type='set' id='i' to='tea@rooms.localhost'><query"
              + " xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data'"
              + " type='submit'/></query></iq>");
      desk.receives("<iq type='result' id='i'/>");
      enters(bob, "bob");
      desk.sends("<message type='groupchat' to='tea@rooms.localhost'><body>all</body></message>");
      bob.receives("<message type='groupchat'><body>all</body></message>");
      desk.settles();
      desk.sends("<message type='chat' to='tea@rooms.localhost/bob'><body>you</body></message>");
      desk.settles();
      bob.receives(
          "<message type='chat' from='tea@rooms.localhost/alice'><body>you</body>"
              + "<x xmlns='http://jabber.org/protocol/muc#user'/></message>");
      Element whisper = carbon(phone, "sent");
      assertEquals(Optional.of("you"), whisper.childText("body"));
      assertTrue(
          whisper.child("x", "http://jabber.org/protocol/muc#user").isPresent(), whisper.toXml());
      phone.receivesNo("message");
      tablet.receivesNo("message");
    }
  }

  private static void enters(TestClient client, String nick) {
    client
        .sends(
            "<presence to='tea@rooms.localhost/%s'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
                .formatted(nick))
        .elementsUntilPong();
  }
}
