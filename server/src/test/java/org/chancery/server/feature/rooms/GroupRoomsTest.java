package org.chancery.server.feature.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rooms that belong to groups; {@code CompanyRoomsTest} has the groups from a real directory. */
class GroupRoomsTest {
  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";
  private static final String BOOKMARKS = "urn:xmpp:bookmarks:1";

  private final TestServer server =
      new TestServer(
          Map.of(
              "rooms.groups",
              "[{ group = Tea drinkers, admins = Board, room = tea },"
                  + " { group = Everybody, admins = Board, room = news, announcements = true }]"));

  @AfterEach
  void close() {
    server.close();
  }

  private static Set<Jid> people(String... names) {
    return Arrays.stream(names)
        .map(name -> Jid.of(name, TestServer.DOMAIN, ""))
        .collect(Collectors.toSet());
  }

  private void teaDrinkersAre(String... names) {
    server.core().groups().replace(Map.of("Tea drinkers", people(names)));
  }

  private TestClient interested(String name) {
    return server.online(name).isInterestedIn(BOOKMARKS);
  }

  private static Element bookmarked(TestClient client) {
    return client.receives(
        """
        <message><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='%s'>
          <item id='tea@rooms.localhost'>
            <conference xmlns='%s' name='Tea drinkers' autojoin='true'/></item></items></event></message>
        """
            .formatted(BOOKMARKS, BOOKMARKS));
  }

  private static void unmarked(TestClient client) {
    client.receives(
        """
        <message><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='%s'>
          <retract id='tea@rooms.localhost'/></items></event></message>
        """
            .formatted(BOOKMARKS));
  }

  private static void enters(TestClient client, String room, String nick) {
    client.sends(
        "<presence to='%s@rooms.localhost/%s'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
            .formatted(room, nick));
    RoomTalk.untilSelf(client);
    while (client.receives("<message/>").childText("subject").isEmpty()) {
      continue; // a bookmark
    }
  }

  private static void isRefused(TestClient client) {
    client.elementsUntilPong();
    client.sends(RoomTalk.join("x"));
    client.receives(
        "<presence type='error'><error><registration-required xmlns='%s'/></error></presence>"
            .formatted(ERRORS));
    client.sends(
        "<iq type='set' id='mam' to='tea@rooms.localhost'><query xmlns='urn:xmpp:mam:2'/></iq>");
    client.receives(
        "<iq type='error' id='mam'><error><forbidden xmlns='%s'/></error></iq>".formatted(ERRORS));
  }

  @Test
  void whoeverIsInTheGroupGetsTheRoomAndWhoeverLeavesItIsOut() {
    TestClient alice = interested("alice");
    TestClient bob = interested("bob");
    teaDrinkersAre("alice", "bob");
    bookmarked(alice);
    bookmarked(bob);
    enters(alice, "tea", "al");
    enters(bob, "tea", "bob");
    isRefused(server.online("carol"));
    bob.elementsUntilPong();

    teaDrinkersAre("alice");
    bob.receives(
        """
        <presence type='unavailable' from='tea@rooms.localhost/bob'>
          <x xmlns='http://jabber.org/protocol/muc#user'>
            <item affiliation='none' role='none'/><status code='110'/><status code='321'/></x></presence>\
        """);
    unmarked(bob);
    RoomTalk.says(alice, "among us");
    alice.receives("<message type='groupchat'><body>among us</body></message>");
    isRefused(bob);
    assertFalse(bob.elementsUntilPong().toString().contains("among us"));

    AuditEntry left =
        server.record().entries().stream()
            .filter(it -> "affiliation".equals(it.detail().get("event")))
            .reduce((earlier, later) -> later)
            .orElseThrow();
    assertEquals("bob@localhost", left.detail().get("person"));
    assertEquals("member", left.detail().get("previous-affiliation"));
  }

  @Test
  void whoFollowsTheListHearsWhoJoinsTheGroup() {
    TestClient bob = interested("bob");
    teaDrinkersAre("bob");
    bookmarked(bob);
    bob.sends(
        """
        <presence to='tea@rooms.localhost/bob'><x xmlns='http://jabber.org/protocol/muc'>
          <mav xmlns='urn:xmpp:muc:affiliations:1'/></x></presence>
        """);
    RoomTalk.untilSelf(bob);
    bob.elementsUntilPong();
    teaDrinkersAre("bob", "carol");
    bob.receives(
        """
        <message from='tea@rooms.localhost'><x xmlns='http://jabber.org/protocol/muc#user'>
          <mav xmlns='urn:xmpp:muc:affiliations:1'/>
          <item jid='carol@localhost' affiliation='member'/></x></message>
        """);
  }

  @Test
  void whomPeopleInvitedStaysAndWhomTheyBannedStaysOut() {
    TestClient alice = interested("alice");
    server.core().groups().replace(Map.of("Tea drinkers", people("bob"), "Board", people("alice")));
    bookmarked(alice);
    enters(alice, "tea", "al");
    RoomTalk.administers(
        alice,
        "a",
        "<item jid='carol@localhost' affiliation='member'/>"
            + "<item jid='dave@localhost' affiliation='outcast'/>");
    alice.receives("<iq type='result' id='a'/>");
    TestClient eve = interested("eve");
    server
        .core()
        .groups()
        .replace(Map.of("Tea drinkers", people("carol", "dave", "eve"), "Board", people("alice")));
    bookmarked(eve);
    enters(server.online("carol"), "tea", "carol");
    TestClient dave = server.online("dave");
    dave.sends(RoomTalk.join("dave"));
    dave.receives(
        "<presence type='error'><error><forbidden xmlns='%s'/></error></presence>"
            .formatted(ERRORS));
    server.core().groups().replace(Map.of("Board", people("alice")));
    eve.receives("<message><event xmlns='http://jabber.org/protocol/pubsub#event'/></message>");
    isRefused(eve);
    enters(server.online("carol/phone"), "tea", "carol");
  }

  @Test
  void whereOnlyNamedRolesSpeakTheOthersListen() {
    TestClient alice = interested("alice");
    TestClient bob = interested("bob");
    server
        .core()
        .groups()
        .replace(Map.of("Everybody", people("alice", "eve", "bob"), "Board", people("alice")));
    bookmarked(alice);
    for (TestClient each : List.of(alice, bob)) {
      each.receives("<message><event xmlns='http://jabber.org/protocol/pubsub#event'/></message>");
    }
    enters(alice, "news", "al");
    enters(bob, "news", "bob");
    bob.sends(
        "<message type='groupchat' to='news@rooms.localhost' id='m'><body>me too</body></message>");
    bob.receives(
        "<message type='error' id='m'><error><forbidden xmlns='%s'/></error></message>"
            .formatted(ERRORS));
    alice.sends("<message type='groupchat' to='news@rooms.localhost'><body>news</body></message>");
    bob.receives("<message from='news@rooms.localhost/al'><body>news</body></message>");
    alice.receives("<message from='news@rooms.localhost/al'><body>news</body></message>");
    bob.elementsUntilPong();
    enters(server.online("eve"), "news", "eve");
    bob.receivesNo("presence"); // those who only listen come and go unseen
  }

  @Test
  void nobodyLosesARoomWhileNothingIsKnownOfTheGroups() {
    TestClient alice = interested("alice");
    teaDrinkersAre("alice");
    bookmarked(alice);
    server.crashes();
    TestClient again = server.online("alice");
    enters(again, "tea", "al");
    isRefused(server.online("bob"));
    teaDrinkersAre("bob");
    again.receives("<presence type='unavailable' from='tea@rooms.localhost/al'/>");
  }
}
