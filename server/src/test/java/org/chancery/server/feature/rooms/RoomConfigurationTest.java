package org.chancery.server.feature.rooms;

import static org.chancery.server.feature.rooms.RoomTalk.ROOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Configuring and destroying, disco and cards: XEP-0045 sections 6 and 10, XEP-0486. */
class RoomConfigurationTest {
  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";
  private static final String OWNER = "http://jabber.org/protocol/muc#owner";

  private final RoomTalk talk = new RoomTalk();
  private final TestClient alice = talk.enters("alice", "al");

  @AfterEach
  void close() {
    talk.close();
  }

  private void submits(TestClient client, String id, String query) {
    client.sends(
        "<iq type='set' id='%s' to='%s'><query xmlns='%s'>%s</query></iq>"
            .formatted(id, ROOM, OWNER, query));
  }

  private Element info(TestClient client, String to) {
    client.sends(
        "<iq type='get' id='info' to='%s'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
            .formatted(to));
    return client.receives("<iq id='info'/>");
  }

  @Test
  void theFormShowsWhatIsSetAndOnlyToOwners() {
    alice.sends("<iq type='get' id='f' to='%s'><query xmlns='%s'/></iq>".formatted(ROOM, OWNER));
    alice.receives(
        """
        <iq type='result' id='f'><query xmlns='http://jabber.org/protocol/muc#owner'>
          <x xmlns='jabber:x:data' type='form'>
            <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>
            <field var='muc#roomconfig_persistentroom' type='boolean'><value>1</value></field>
            <field var='muc#roomconfig_whois' type='list-single'><value>anyone</value></field>
            <field var='muc#roomconfig_roomowners' type='jid-multi'><value>alice@localhost</value></field>
          </x></query></iq>\
        """);
    TestClient bob = talk.enters("bob", "bob");
    bob.sends("<iq type='get' id='f' to='%s'><query xmlns='%s'/></iq>".formatted(ROOM, OWNER));
    bob.receives(
        "<iq type='error' id='f'><error><forbidden xmlns='%s'/></error></iq>".formatted(ERRORS));
  }

  @Test
  void aChangeIsAnnouncedAndOnRecordWithWhatWasBefore() {
    TestClient bob = talk.enters("bob", "bob");
    RoomTalk.configures(
        alice, "muc#roomconfig_roomname", "Tea time", "muc#roomconfig_roomsecret", "Earl Grey");
    bob.receives(
        "<message type='groupchat' from='tea@rooms.localhost'><x"
            + " xmlns='http://jabber.org/protocol/muc#user'><status code='104'/></x></message>");
    Map<String, String> row = talk.server().record().entries().getLast().detail();
    assertEquals("configured", row.get("event"));
    assertEquals("Tea time", row.get("setting.name"));
    assertEquals("", row.getOrDefault("previous.name", ""));
    assertFalse(row.toString().contains("Earl Grey"), "a password is not for the record");
  }

  @Test
  void valuesThatMakeNoSenseAreRefused() {
    submits(alice, "c1", RoomTalk.form("roomconfig", "muc#roomconfig_whois", "nobody"));
    alice.receives(
        "<iq type='error' id='c1'><error><not-acceptable xmlns='%s'/></error></iq>"
            .formatted(ERRORS));
    submits(alice, "c2", RoomTalk.form("roomconfig", "muc#roomconfig_passwordprotectedroom", "1"));
    alice.receives(
        "<iq type='error' id='c2'><error><not-acceptable xmlns='%s'/></error></iq>"
            .formatted(ERRORS));
    submits(alice, "c3", RoomTalk.form("roomconfig", "muc#roomconfig_maxusers", "many"));
    alice.receives(
        "<iq type='error' id='c3'><error><not-acceptable xmlns='%s'/></error></iq>"
            .formatted(ERRORS));
    submits(alice, "c4", RoomTalk.form("roomconfig", "muc#roomconfig_roomowners", ""));
    alice.receives(
        "<iq type='error' id='c4'><error><conflict xmlns='%s'/></error></iq>".formatted(ERRORS));
  }

  @Test
  void aPasswordIsAskedFor() {
    RoomTalk.configures(
        alice, "muc#roomconfig_passwordprotectedroom", "1", "muc#roomconfig_roomsecret", "sesame");
    TestClient bob = talk.server().online("bob");
    bob.sends(RoomTalk.join("bob"));
    bob.receives(
        "<presence type='error'><error><not-authorized xmlns='%s'/></error></presence>"
            .formatted(ERRORS));
    bob.sends(
        "<presence to='%s/bob'><x xmlns='http://jabber.org/protocol/muc'><password>sesame</password></x></presence>"
            .formatted(ROOM));
    RoomTalk.untilSelf(bob);
  }

  @Test
  void aFullRoomTakesAdminsOnly() {
    RoomTalk.configures(alice, "muc#roomconfig_maxusers", "2");
    talk.enters("bob", "bob");
    TestClient carol = talk.server().online("carol");
    carol.sends(RoomTalk.join("carol"));
    carol.receives(
        "<presence type='error'><error><service-unavailable xmlns='%s'/></error></presence>"
            .formatted(ERRORS));
    RoomTalk.administers(alice, "a", "<item jid='carol@localhost' affiliation='admin'/>");
    alice.receives("<iq type='result' id='a'/>");
    talk.enters(carol, "carol");
  }

  @Test
  void theFormNamesOwnersAndAdmins() {
    RoomTalk.configures(
        alice,
        "muc#roomconfig_roomowners",
        "alice@localhost,bob@localhost",
        "muc#roomconfig_roomadmins",
        "carol@localhost");
    RoomTalk.configures(
        alice,
        "muc#roomconfig_roomowners",
        "alice@localhost",
        "muc#roomconfig_roomadmins",
        "bob@localhost");
    alice.sends("<iq type='get' id='f' to='%s'><query xmlns='%s'/></iq>".formatted(ROOM, OWNER));
    alice.receives(
        """
        <iq type='result' id='f'><query xmlns='http://jabber.org/protocol/muc#owner'>
          <x xmlns='jabber:x:data' type='form'>
            <field var='muc#roomconfig_roomowners'><value>alice@localhost</value></field>
            <field var='muc#roomconfig_roomadmins'><value>bob@localhost</value></field>
          </x></query></iq>\
        """);
  }

  @Test
  void theServiceTellsWhatItIsAndWhichRoomsThereAre() {
    Element service = info(alice, "rooms.localhost");
    assertTrue(service.toXml().contains("http://jabber.org/protocol/muc#stable_id"));
    assertTrue(service.toXml().contains("category='conference'"));
    alice.sends(
        "<iq type='get' id='i' to='rooms.localhost'><query"
            + " xmlns='http://jabber.org/protocol/disco#items'/></iq>");
    alice.receives(
        "<iq type='result' id='i'><query xmlns='http://jabber.org/protocol/disco#items'><item"
            + " jid='tea@rooms.localhost'/></query></iq>");
    RoomTalk.configures(alice, "muc#roomconfig_publicroom", "0");
    TestClient bob = talk.server().online("bob");
    bob.sends(
        "<iq type='get' id='i' to='rooms.localhost'><query"
            + " xmlns='http://jabber.org/protocol/disco#items'/></iq>");
    Element items = bob.receives("<iq type='result' id='i'/>");
    assertFalse(items.toXml().contains("tea@"));
    bob.sends(
        "<iq type='get' id='s' to='localhost'><query"
            + " xmlns='http://jabber.org/protocol/disco#items'/></iq>");
    bob.receives(
        "<iq type='result' id='s'><query xmlns='http://jabber.org/protocol/disco#items'><item"
            + " jid='rooms.localhost'/></query></iq>");
  }

  @Test
  void aRoomTellsWhatItIs() {
    RoomTalk.configures(
        alice, "muc#roomconfig_membersonly", "1", "muc#roomconfig_roomdesc", "About tea");
    String told = info(alice, ROOM).toXml();
    for (String feature :
        new String[] {
          "muc_membersonly",
          "muc_nonanonymous",
          "muc_persistent",
          "urn:xmpp:mam:2",
          "urn:xmpp:occupant-id:0",
          "http://jabber.org/protocol/muc#self-ping-optimization",
          "urn:xmpp:message-moderate:1",
          "vcard-temp",
          "About tea",
          "muc#roominfo_occupants"
        }) {
      assertTrue(told.contains(feature), feature);
    }
    TestClient bob = talk.server().online("bob");
    assertFalse(info(bob, ROOM).toXml().contains("muc#roominfo_occupants"));
    Element none = info(bob, "none@rooms.localhost");
    assertTrue(none.toXml().contains("item-not-found"));
    Element occupant = info(bob, ROOM + "/al");
    assertTrue(occupant.toXml().contains("bad-request"));
  }

  @Test
  void anOwnerGivesTheRoomAPicture() {
    TestClient bob = talk.enters("bob", "bob");
    String card =
        "<vCard"
            + " xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>aGVsbG8=</BINVAL></PHOTO></vCard>";
    bob.sends("<iq type='set' id='v0' to='%s'>%s</iq>".formatted(ROOM, card));
    bob.receives(
        "<iq type='error' id='v0'><error><forbidden xmlns='%s'/></error></iq>".formatted(ERRORS));
    alice.sends("<iq type='set' id='v1' to='%s'>%s</iq>".formatted(ROOM, card));
    alice.receives("<iq type='result' id='v1'/>");
    bob.receives(
        "<message type='groupchat'><x xmlns='http://jabber.org/protocol/muc#user'><status"
            + " code='104'/></x></message>");
    assertTrue(info(bob, ROOM).toXml().contains("aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"));
    bob.sends("<iq type='get' id='v2' to='%s'><vCard xmlns='vcard-temp'/></iq>".formatted(ROOM));
    bob.receives(
        "<iq type='result' id='v2'><vCard"
            + " xmlns='vcard-temp'><PHOTO><BINVAL>aGVsbG8=</BINVAL></PHOTO></vCard></iq>");
  }

  @Test
  void whoeverIsThereIsToldSoByThePing() {
    alice.sends(
        "<iq type='get' id='p1' to='%s/al'><ping xmlns='urn:xmpp:ping'/></iq>".formatted(ROOM));
    alice.receives("<iq type='result' id='p1' from='tea@rooms.localhost/al'/>");
    TestClient bob = talk.server().online("bob");
    bob.sends(
        "<iq type='get' id='p2' to='%s/bob'><ping xmlns='urn:xmpp:ping'/></iq>".formatted(ROOM));
    bob.receives(
        "<iq type='error' id='p2'><error><not-acceptable xmlns='%s'/></error></iq>"
            .formatted(ERRORS));
    bob.sends(
        "<iq type='get' id='p3' to='none@rooms.localhost/bob'><ping xmlns='urn:xmpp:ping'/></iq>");
    bob.receives(
        "<iq type='error' id='p3'><error><not-acceptable xmlns='%s'/></error></iq>"
            .formatted(ERRORS));
  }

  @Test
  void occupantsAskEachOtherWithoutLearningAddresses() {
    RoomTalk.configures(alice, "muc#roomconfig_whois", "moderators");
    TestClient bob = talk.enters("bob", "bob");
    bob.sends(
        "<iq type='get' id='q1' to='%s/al'><query xmlns='jabber:iq:version'/></iq>"
            .formatted(ROOM));
    Element asked =
        alice.receives(
            "<iq type='get' from='tea@rooms.localhost/bob'><query"
                + " xmlns='jabber:iq:version'/></iq>");
    alice.sends(
        "<iq type='result' id='%s' to='tea@rooms.localhost/bob'><query xmlns='jabber:iq:version'><name>Client</name></query></iq>"
            .formatted(asked.attribute("id").orElseThrow()));
    Element answer =
        bob.receives(
            "<iq type='result' id='q1' from='tea@rooms.localhost/al'><query"
                + " xmlns='jabber:iq:version'><name>Client</name></query></iq>");
    assertFalse(answer.toXml().contains("alice@"));
    alice.sends("<iq type='set' id='v1'><vCard xmlns='vcard-temp'><FN>Alice</FN></vCard></iq>");
    alice.receives("<iq type='result' id='v1'/>");
    bob.sends("<iq type='get' id='q2' to='%s/al'><vCard xmlns='vcard-temp'/></iq>".formatted(ROOM));
    Element card =
        bob.receives(
            "<iq type='result' id='q2' from='tea@rooms.localhost/al'><vCard"
                + " xmlns='vcard-temp'><FN>Alice</FN></vCard></iq>");
    assertFalse(card.toXml().contains("alice@"));
  }

  @Test
  void aDestroyedRoomIsGoneAndSaysWhereToGo() {
    TestClient bob = talk.enters("bob", "bob");
    submits(bob, "d0", "<destroy/>");
    bob.receives(
        "<iq type='error' id='d0'><error><forbidden xmlns='%s'/></error></iq>".formatted(ERRORS));
    submits(
        alice,
        "d1",
        "<destroy jid='coffee@rooms.localhost'><reason>no more tea</reason></destroy>");
    alice.receives("<iq type='result' id='d1'/>");
    bob.receives(
        """
        <presence type='unavailable' from='tea@rooms.localhost/bob'><x xmlns='http://jabber.org/protocol/muc#user'>
          <item affiliation='none' role='none'/>
          <destroy jid='coffee@rooms.localhost'><reason>no more tea</reason></destroy></x></presence>\
        """);
    assertTrue(info(bob, ROOM).toXml().contains("item-not-found"));
    assertEquals("destroyed", talk.server().record().entries().getLast().detail().get("event"));
    bob.sends(RoomTalk.join("bob"));
    assertTrue(RoomTalk.hasStatus(RoomTalk.untilSelf(bob), "201"));
  }

  @Test
  void aTemporaryRoomEndsWithTheLastWhoLeaves() {
    RoomTalk.configures(alice, "muc#roomconfig_persistentroom", "0");
    alice.sends("<presence type='unavailable' to='" + ROOM + "/al'/>");
    alice.receives("<presence type='unavailable'/>");
    assertTrue(info(alice, ROOM).toXml().contains("item-not-found"));
  }

  @Test
  void aCancelledRoomNeverWas() {
    TestClient bob = talk.server().online("bob");
    bob.sends(
        "<presence to='cake@rooms.localhost/b'><x"
            + " xmlns='http://jabber.org/protocol/muc'/></presence>");
    RoomTalk.untilSelf(bob);
    bob.sends(
        "<iq type='set' id='c' to='cake@rooms.localhost'><query xmlns='%s'><x xmlns='jabber:x:data' type='cancel'/></query></iq>"
            .formatted(OWNER));
    bob.receives("<iq type='result' id='c'/>");
    bob.receives(
        "<presence type='unavailable' from='cake@rooms.localhost/b'><x"
            + " xmlns='http://jabber.org/protocol/muc#user'><destroy/></x></presence>");
  }

  @Test
  void creatingRoomsCanBeLimited() {
    try (RoomTalk few = new RoomTalk(Map.of("rooms.creators", "administrators"))) {
      TestClient bob = few.server().online("bob");
      bob.sends(RoomTalk.join("bob"));
      bob.receives(
          "<presence type='error'><error><not-allowed xmlns='%s'/></error></presence>"
              .formatted(ERRORS));
    }
    try (RoomTalk few = new RoomTalk(Map.of("rooms.rooms-per-person", "1"))) {
      TestClient bob = few.enters("bob", "bob");
      bob.sends(
          "<presence to='cake@rooms.localhost/b'><x"
              + " xmlns='http://jabber.org/protocol/muc'/></presence>");
      bob.receives(
          "<presence type='error'><error><not-allowed xmlns='%s'/></error></presence>"
              .formatted(ERRORS));
    }
  }
}
