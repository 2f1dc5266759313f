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

/** Configuring and destroying: XEP-0045 section 10. */
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
