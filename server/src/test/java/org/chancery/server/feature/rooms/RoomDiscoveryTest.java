package org.chancery.server.feature.rooms;

import static org.chancery.server.feature.rooms.RoomTalk.ROOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What rooms tell about themselves and their occupants: XEP-0045 section 6, XEP-0410, XEP-0433,
 * XEP-0486.
 */
class RoomDiscoveryTest {
  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

  private final RoomTalk talk = new RoomTalk();
  private final TestClient alice = talk.enters("alice", "al");

  @AfterEach
  void close() {
    talk.close();
  }

  private Element info(TestClient client, String to) {
    client.sends(
        "<iq type='get' id='info' to='%s'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
            .formatted(to));
    return client.receives("<iq id='info'/>");
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
          "muc#roominfo_occupants",
          "What is said here is on record"
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
  }

  @Test
  void whereAddressesAreHiddenACardTellsNobodyWhoSomebodyIs() {
    TestClient bob = talk.enters("bob", "bob");
    alice.sends("<iq type='set' id='v1'><vCard xmlns='vcard-temp'><FN>Alice</FN></vCard></iq>");
    alice.receives("<iq type='result' id='v1'/>");
    String asks =
        "<iq type='get' id='%s' to='tea@rooms.localhost/%s'><vCard xmlns='vcard-temp'/></iq>";
    bob.sends(asks.formatted("q1", "al"));
    bob.receives(
        "<iq type='result' id='q1' from='tea@rooms.localhost/al'><vCard"
            + " xmlns='vcard-temp'><FN>Alice</FN></vCard></iq>");
    RoomTalk.configures(alice, "muc#roomconfig_whois", "moderators");
    bob.sends(asks.formatted("q2", "al"));
    bob.receives(
        "<iq type='error' id='q2'><error><forbidden xmlns='%s'/></error></iq>".formatted(ERRORS));
    alice.sends(asks.formatted("q3", "al"));
    alice.receives("<iq type='result' id='q3'><vCard xmlns='vcard-temp'/></iq>");
    String picture = "<x xmlns='vcard-temp:x:update'><photo>abc</photo></x>";
    bob.elementsUntilPong();
    alice.elementsUntilPong();
    alice.sends("<presence to='%s/al'><show>away</show>%s</presence>".formatted(ROOM, picture));
    Element away = bob.receives("<presence><show>away</show></presence>");
    assertTrue(away.child("x", "vcard-temp:x:update").isEmpty());
    bob.sends("<presence to='%s/bob'><show>away</show>%s</presence>".formatted(ROOM, picture));
    alice.receives("<presence><show>away</show></presence>");
    alice.receives("<presence from='tea@rooms.localhost/bob'>%s</presence>".formatted(picture));
  }

  @Test
  void aRoomThatIsNotListedTellsStrangersNothingOfWhatItIsFor() {
    RoomTalk.configures(
        alice,
        "muc#roomconfig_publicroom",
        "0",
        "muc#roomconfig_roomname",
        "Merger",
        "muc#roomconfig_roomdesc",
        "with Merger Ltd");
    TestClient bob = talk.server().online("bob");
    String asks = "<iq type='get' id='%s' to='tea@rooms.localhost'>%s</iq>";
    String info = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
    bob.sends(asks.formatted("open", info));
    assertTrue(bob.receives("<iq type='result' id='open'/>").toXml().contains("Merger"));
    RoomTalk.configures(alice, "muc#roomconfig_membersonly", "1");
    bob.sends(asks.formatted("closed", info));
    assertFalse(bob.receives("<iq type='result' id='closed'/>").toXml().contains("Merger"));
    bob.sends(asks.formatted("card", "<vCard xmlns='vcard-temp'/>"));
    bob.receives("<iq type='error' id='card'/>");
    RoomTalk.administers(alice, "m", "<item jid='bob@localhost' affiliation='member'/>");
    alice.receives("<iq type='result' id='m'/>");
    bob.sends(asks.formatted("member", info));
    assertTrue(bob.receives("<iq type='result' id='member'/>").toXml().contains("Merger"));
  }

  private Element searched(TestClient client, String... fields) {
    String form =
        RoomTalk.form("x", fields)
            .replace("http://jabber.org/protocol/muc#x", "urn:xmpp:channel-search:0:search-params");
    client.sends(
        "<iq type='get' id='search' to='rooms.localhost'><search xmlns='urn:xmpp:channel-search:0:search'>%s</search></iq>"
            .formatted(form));
    return client.receives("<iq id='search'/>");
  }

  @Test
  void roomsAreFoundByWords() {
    RoomTalk.configures(
        alice, "muc#roomconfig_roomname", "Tea Time", "muc#roomconfig_roomdesc", "About leaves");
    TestClient bob = talk.server().online("bob");
    for (String words : new String[] {"TIME tea", "leav", "tea@rooms"}) {
      String found = searched(bob, "q", words).toXml();
      assertTrue(found.contains("address='tea@rooms.localhost'"), words + ": " + found);
      assertTrue(found.contains("<nusers>1</nusers>"), found);
    }
    assertFalse(searched(bob, "q", "coffee").toXml().contains("tea@"));
    assertFalse(searched(bob, "q", "leaves", "sindescription", "0").toXml().contains("tea@"));
    assertTrue(searched(bob, "all", "1").toXml().contains("tea@"));
    assertTrue(searched(bob, "q", "a").toXml().contains("invalid-search-terms"));
    assertTrue(searched(bob, "q", "tea", "all", "1").toXml().contains("conflicting-fields"));
    assertTrue(searched(bob, "min_users", "1").toXml().contains("no-search-conditions"));
    assertTrue(searched(bob, "q", "tea", "key", "colour").toXml().contains("invalid-sort-key"));
    RoomTalk.configures(alice, "muc#roomconfig_publicroom", "0");
    assertFalse(searched(bob, "q", "tea").toXml().contains("tea@"));
    assertTrue(searched(alice, "q", "tea").toXml().contains("tea@"));
    bob.sends(
        "<iq type='get' id='form' to='rooms.localhost'><search"
            + " xmlns='urn:xmpp:channel-search:0:search'/></iq>");
    bob.receives(
        """
        <iq type='result' id='form'><search xmlns='urn:xmpp:channel-search:0:search'>
          <x xmlns='jabber:x:data' type='form'><field var='q'/></x></search></iq>\
        """);
  }

  private long toldOf(TestClient client) {
    client.sends(
        "<iq type='get' id='who' to='%s'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>"
            .formatted(ROOM));
    Element query = client.receives("<iq type='result' id='who'/>").firstChild().orElseThrow();
    return query.children().size();
  }

  @Test
  void whoIsThereIsToldToThoseWhoCouldBeThereThemselves() {
    TestClient bob = talk.server().online("bob");
    assertEquals(1, toldOf(alice));
    assertEquals(1, toldOf(bob));
    RoomTalk.administers(alice, "ban", "<item jid='bob@localhost' affiliation='outcast'/>");
    alice.receives("<iq type='result' id='ban'/>");
    assertEquals(0, toldOf(bob));
    RoomTalk.configures(alice, "muc#roomconfig_membersonly", "1");
    assertEquals(0, toldOf(talk.server().online("carol")));
    assertEquals(1, toldOf(alice));
  }
}
