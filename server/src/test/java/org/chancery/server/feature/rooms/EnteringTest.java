package org.chancery.server.feature.rooms;

import static org.chancery.server.feature.rooms.RoomTalk.ROOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.RoomStore;
import org.chancery.storage.StorageException;
import org.chancery.storage.fake.FakeArchiveStore;
import org.chancery.storage.fake.FakeAuditStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entering and leaving, XEP-0045 sections 7.1 to 7.6 and 7.14. */
class EnteringTest {
  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

  private final RoomTalk talk = new RoomTalk();

  @AfterEach
  void close() {
    talk.close();
  }

  @Test
  void whoeverEntersFirstCreatesTheRoomAndOwnsIt() {
    TestClient alice = talk.server().online("alice");
    alice.sends(RoomTalk.join("al"));
    alice.receives(
        """
        <presence from='tea@rooms.localhost/al' to='alice@localhost/desk'>
          <x xmlns='http://jabber.org/protocol/muc#user'>
            <item affiliation='owner' role='moderator' jid='alice@localhost/desk'/>
            <status code='110'/><status code='201'/></x>
          <occupant-id xmlns='urn:xmpp:occupant-id:0' id='*'/></presence>\
        """);
  }

  @Test
  void nobodyElseEntersBeforeTheCreatorHasConfiguredTheRoom() {
    TestClient alice = talk.server().online("alice");
    alice.sends(RoomTalk.join("al"));
    RoomTalk.untilSelf(alice);
    TestClient bob = talk.server().online("bob");
    bob.sends(RoomTalk.join("bob"));
    bob.receives(
        """
        <presence type='error' from='tea@rooms.localhost/bob'><error type='cancel'>
          <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>\
        """);
  }

  @Test
  void aRoomThatWasNeverConfiguredEndsWithItsCreator() {
    TestClient alice = talk.server().online("alice");
    alice.sends(RoomTalk.join("al"));
    RoomTalk.untilSelf(alice);
    alice.sends("<presence type='unavailable' to='" + ROOM + "/al'/>");
    alice.receives("<presence type='unavailable' from='tea@rooms.localhost/al'/>");
    TestClient bob = talk.server().online("bob");
    bob.sends(RoomTalk.join("bob"));
    assertTrue(RoomTalk.hasStatus(RoomTalk.untilSelf(bob), "201"));
  }

  @Test
  void whoeverHasLeftMayEnterAgainAtOnceAlsoWhenTheRoomEndedMeanwhile() {
    TestClient alice = talk.server().online("alice");
    for (int times = 0; times < 100; times++) {
      alice.sends(RoomTalk.join("al"));
      assertTrue(RoomTalk.hasStatus(RoomTalk.untilSelf(alice), "201"));
      alice.sends("<presence type='unavailable' to='" + ROOM + "/al'/>");
      assertTrue(RoomTalk.hasStatus(RoomTalk.untilSelf(alice), "110"));
    }
  }

  @Test
  void whoeverCannotEnterBecauseTheDatabaseIsAwayMayTryAgain() {
    RoomStore away =
        (RoomStore)
            Proxy.newProxyInstance(
                RoomStore.class.getClassLoader(),
                new Class<?>[] {RoomStore.class},
                (proxy, method, arguments) -> {
                  throw new StorageException("away");
                });
    FakeAuditStore record = new FakeAuditStore(Clock.systemUTC());
    try (TestServer server = TestServer.withRoomsIn(record, new FakeArchiveStore(record), away)) {
      server
          .online("alice")
          .sends(RoomTalk.join("al"))
          .receives(
              """
              <presence type='error' from='tea@rooms.localhost/al'><error type='wait'>
                <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>\
              """);
    }
  }

  @Test
  void presencesHistoryAndSubjectComeInThisOrder() {
    TestClient alice = talk.enters("alice", "al");
    RoomTalk.says(alice, "one");
    alice.receives("<message type='groupchat'><body>one</body></message>");
    TestClient bob = talk.server().online("bob");
    bob.sends(RoomTalk.join("bob"));
    List<Element> seen = bob.elementsUntilPong();
    assertEquals(
        List.of(
            "presence tea@rooms.localhost/al",
            "presence tea@rooms.localhost/bob",
            "message tea@rooms.localhost/al",
            "message tea@rooms.localhost"),
        seen.stream().map(it -> it.name() + " " + it.attribute("from").orElse("")).toList());
    assertTrue(RoomTalk.hasStatus(seen.get(1), "110"));
    assertTrue(RoomTalk.hasStatus(seen.get(1), "100"));
    assertTrue(seen.get(2).child("delay", "urn:xmpp:delay").isPresent());
    assertTrue(seen.get(3).child("subject", "jabber:client").isPresent());
    alice.receives(
        """
        <presence from='tea@rooms.localhost/bob'><x xmlns='http://jabber.org/protocol/muc#user'>
          <item affiliation='none' role='participant' jid='bob@localhost/desk'/></x></presence>\
        """);
  }

  @Test
  void aNicknameBelongsToOnePerson() {
    talk.enters("alice", "al");
    TestClient bob = talk.server().online("bob");
    bob.sends(RoomTalk.join("AL"));
    bob.receives(
        """
        <presence type='error'><error type='cancel'>
          <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>\
        """);
  }

  @Test
  void severalDevicesShareANickname() {
    TestClient desk = talk.enters("alice", "al");
    TestClient bob = talk.enters("bob", "bob");
    TestClient phone = talk.enters("alice/phone", "al");
    RoomTalk.says(phone, "hello");
    for (TestClient each : List.of(desk, bob, phone)) {
      each.receives("<message from='tea@rooms.localhost/al'><body>hello</body></message>");
    }
    bob.elementsUntilPong();
    phone.sends("<presence type='unavailable' to='" + ROOM + "/al'/>");
    phone.receives(
        "<presence type='unavailable' from='tea@rooms.localhost/al'><x"
            + " xmlns='http://jabber.org/protocol/muc#user'><item role='none'/><status"
            + " code='110'/></x></presence>");
    bob.receives("<presence from='tea@rooms.localhost/al'/>");
    RoomTalk.says(desk, "still here");
    bob.receives("<message from='tea@rooms.localhost/al'><body>still here</body></message>");
    phone.receivesNo("message");
  }

  @Test
  void aNewNicknameIsAnnouncedWithTheOldOne() {
    TestClient alice = talk.enters("alice", "al");
    TestClient bob = talk.enters("bob", "bob");
    alice.elementsUntilPong();
    bob.sends("<presence to='" + ROOM + "/robert' id='n1'/>");
    alice.receives(
        """
        <presence type='unavailable' from='tea@rooms.localhost/bob'>
          <x xmlns='http://jabber.org/protocol/muc#user'><item nick='robert' role='participant'/>
            <status code='303'/></x></presence>\
        """);
    alice.receives("<presence from='tea@rooms.localhost/robert'/>");
    bob.receives(
        """
        <presence type='unavailable' from='tea@rooms.localhost/bob'>
          <x xmlns='http://jabber.org/protocol/muc#user'><item nick='robert'/>
            <status code='110'/><status code='303'/></x></presence>\
        """);
    bob.receives("<presence from='tea@rooms.localhost/robert' id='n1'/>");
    bob.sends("<presence to='" + ROOM + "/al'/>");
    bob.receives(
        """
        <presence type='error'><error>
          <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>\
        """);
  }

  @Test
  void whoeverEntersAgainIsToldEverythingAgain() {
    TestClient alice = talk.enters("alice", "al");
    TestClient bob = talk.enters("bob", "bob");
    RoomTalk.says(alice, "one");
    bob.receives("<message><body>one</body></message>");
    bob.elementsUntilPong();
    bob.sends(RoomTalk.join("bob"));
    List<Element> seen = bob.elementsUntilPong();
    assertEquals(
        List.of("presence", "presence", "message", "message"),
        seen.stream().map(Element::name).toList());
  }

  @Test
  void presenceToARoomOneIsNotInIsAnsweredByAKick() {
    talk.enters("alice", "al");
    TestClient bob = talk.server().online("bob");
    bob.sends("<presence to='" + ROOM + "/bob'><show>away</show></presence>");
    bob.receives(
        """
        <presence type='unavailable' from='tea@rooms.localhost/bob'>
          <x xmlns='http://jabber.org/protocol/muc#user'>
            <status code='110'/><status code='307'/><status code='333'/></x></presence>\
        """);
  }

  @Test
  void changedPresenceIsShownToAll() {
    TestClient alice = talk.enters("alice", "al");
    TestClient bob = talk.enters("bob", "bob");
    alice.elementsUntilPong();
    bob.sends(
        "<presence to='"
            + ROOM
            + "/bob'><show>away</show><x xmlns='http://jabber.org/protocol/muc#user'><item"
            + " affiliation='owner'/></x></presence>");
    Element shown =
        alice.receives(
            "<presence from='tea@rooms.localhost/bob'><show>away</show><x"
                + " xmlns='http://jabber.org/protocol/muc#user'><item"
                + " affiliation='none'/></x></presence>");
    assertEquals(1, shown.children("x", "http://jabber.org/protocol/muc#user").size());
  }

  @Test
  void nobodyStaysInARoomWhenTheSessionEnds() {
    TestClient alice = talk.enters("alice", "al");
    TestClient bob = talk.enters("bob", "bob");
    alice.elementsUntilPong();
    bob.losesConnection();
    alice.receives("<presence type='unavailable' from='tea@rooms.localhost/bob'/>");
  }

  @Test
  void comingAndGoingIsOnRecord() {
    TestClient alice = talk.enters("alice", "al");
    alice.sends(
        "<presence type='unavailable' to='" + ROOM + "/al'><status>bye</status></presence>");
    alice.receives("<presence type='unavailable' from='tea@rooms.localhost/al'/>");
    List<Map<String, String>> events =
        talk.server().record().entries().stream()
            .filter(entry -> entry.conversation().equals(ROOM))
            .map(entry -> entry.detail())
            .toList();
    assertEquals(
        List.of("created", "affiliation", "entered", "configured", "left"),
        events.stream().map(it -> it.get("event")).toList());
    assertEquals("alice@localhost/desk", events.getLast().get("person"));
    assertEquals("bye", events.getLast().get("said"));
    assertEquals("al", events.get(2).get("nick"));
  }

  @Test
  void nothingHappensThatCannotBeRecorded() {
    TestClient alice = talk.enters("alice", "al");
    TestClient bob = talk.server().online("bob");
    talk.server().record().goAway();
    bob.sends(RoomTalk.join("bob"));
    bob.receives(
        """
        <presence type='error'><error type='wait'>
          <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>\
        """);
    alice.receivesNo("presence");
    talk.server().record().comeBack();
    talk.enters(bob, "bob");
  }

  @Test
  void membersAndSubjectOutliveAVisit() {
    TestClient alice = talk.enters("alice", "al");
    alice.sends(
        "<message type='groupchat' to='" + ROOM + "'><subject>Darjeeling</subject></message>");
    alice.receives(
        "<message from='tea@rooms.localhost/al'><subject>Darjeeling</subject></message>");
    alice.logsOut();
    TestClient again = talk.server().online("alice");
    again.sends(RoomTalk.join("al"));
    Element self = RoomTalk.untilSelf(again);
    assertFalse(RoomTalk.hasStatus(self, "201"));
    again.receives(
        "<message><subject>Darjeeling</subject><delay xmlns='urn:xmpp:delay'/></message>");
  }

  @Test
  void whatTheDirectorySaysOfPeopleStandsBesideTheirNicknames() {
    TestClient alice = talk.enters("alice", "al");
    talk.enters("carol", "carol");
    alice.receives(
        """
        <presence from='tea@rooms.localhost/carol'><hats xmlns='urn:xmpp:hats:0'>
          <hat title='Director' uri='urn:x-chancery:hat:title:Director'/>
          <hat title='Sales' uri='urn:x-chancery:hat:department:Sales'/></hats></presence>\
        """);
    alice.sends(
        "<presence to='%s/al'><hats xmlns='urn:xmpp:hats:0'><hat title='King' uri='k'/></hats></presence>"
            .formatted(ROOM));
    Element shown = alice.receives("<presence from='tea@rooms.localhost/al'/>");
    assertTrue(shown.child("hats", "urn:xmpp:hats:0").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "al, AL",
    "al, \uff41\uff4c",
    "al, \u0430l",
    "al, \u03b1l",
    "al, al\u2800",
    "BOB, \u0412\u041e\u0412",
    "al ice, 'al  ice'",
    "al ice, al\u2003ice"
  })
  void nobodyTakesANicknameThatLooksLikeAnothers(String taken, String wanted) {
    try (RoomTalk other = new RoomTalk()) {
      other.enters("alice", taken);
      TestClient eve = other.server().online("eve");
      eve.sends(RoomTalk.join(wanted));
      eve.receives(
          "<presence type='error'><error><conflict xmlns='%s'/></error></presence>"
              .formatted(ERRORS));
    }
  }

  @Test
  void aNicknameThatNobodyCouldSeeIsNone() {
    TestClient eve = talk.server().online("eve");
    eve.sends(RoomTalk.join("\u2800"));
    eve.receives(
        "<presence type='error'><error><not-acceptable xmlns='%s'/></error></presence>"
            .formatted(ERRORS));
  }
}
