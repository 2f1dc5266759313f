package org.chancery.server.feature.rooms;

import static org.chancery.server.feature.rooms.RoomTalk.ROOM;
import static org.chancery.server.feature.rooms.RoomTalk.administers;

import java.util.List;
import org.chancery.server.testing.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How people become members of a room, XEP-0045 sections 7.10 and 9.9. */
class RoomRegistrationTest {
  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

  private final RoomTalk talk = new RoomTalk();
  private final TestClient alice = talk.enters("alice", "al");
  private final TestClient bob = talk.enters("bob", "bob");

  @AfterEach
  void close() {
    talk.close();
  }

  private void done(TestClient client, String id) {
    client.receives("<iq type='result' id='%s'/>".formatted(id));
  }

  private void refused(TestClient client, String id, String condition) {
    client.receives(
        "<iq type='error' id='%s'><error><%s xmlns='%s'/></error></iq>"
            .formatted(id, condition, ERRORS));
  }

  private static void registers(TestClient client, String nick) {
    client.sends(
        "<iq type='set' id='r' to='tea@rooms.localhost'><query xmlns='jabber:iq:register'>%s</query></iq>"
            .formatted(RoomTalk.form("register", "muc#register_roomnick", nick)));
  }

  @Test
  void peopleRegisterWhereTheyMay() {
    bob.elementsUntilPong();
    bob.sends(
        "<iq type='get' id='r1' to='%s'><query xmlns='jabber:iq:register'/></iq>".formatted(ROOM));
    bob.receives(
        "<iq type='result' id='r1'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data'"
            + " type='form'><field var='muc#register_roomnick'/></x></query></iq>");
    String form = RoomTalk.form("register", "muc#register_roomnick", "bobby");
    bob.sends(
        "<iq type='set' id='r2' to='%s'><query xmlns='jabber:iq:register'>%s</query></iq>"
            .formatted(ROOM, form));
    done(bob, "r2");
    alice.receives(
        """
        <message from='tea@rooms.localhost'><x xmlns='jabber:x:data' type='form'>
          <field var='muc#jid'><value>bob@localhost</value></field>
          <field var='muc#register_roomnick'><value>bobby</value></field></x></message>\
        """);
    alice.sends(
        "<message to='tea@rooms.localhost'>"
            + RoomTalk.form(
                "register",
                "muc#jid",
                "bob@localhost",
                "muc#register_roomnick",
                "bobby",
                "muc#register_allow",
                "1")
            + "</message>");
    bob.receives(
        "<presence from='tea@rooms.localhost/bob'><x"
            + " xmlns='http://jabber.org/protocol/muc#user'><item"
            + " affiliation='member'/></x></presence>");
    bob.sends(
        "<iq type='get' id='r3' to='%s'><query xmlns='jabber:iq:register'/></iq>".formatted(ROOM));
    bob.receives(
        "<iq type='result' id='r3'><query"
            + " xmlns='jabber:iq:register'><registered/><username>bobby</username></query></iq>");
    bob.sends(
        "<iq type='get' id='n1' to='%s'><query xmlns='http://jabber.org/protocol/disco#info' node='x-roomuser-item'/></iq>"
            .formatted(ROOM));
    bob.receives(
        "<iq type='result' id='n1'><query xmlns='http://jabber.org/protocol/disco#info'><identity"
            + " category='conference' name='bobby'/></query></iq>");
  }

  @Test
  void whatCannotBeANicknameIsNotReserved() {
    RoomTalk.configures(alice, "chancery#registration", "open");
    for (String nick : List.of("x".repeat(2000), "al\u200b", "\u2800", "")) {
      registers(bob, nick);
      refused(bob, "r", "not-acceptable");
    }
    String longest = "x".repeat(2000);
    administers(
        alice,
        "m",
        "<item jid='dave@localhost' affiliation='member' nick='%s'/>".formatted(longest));
    refused(alice, "m", "not-acceptable");
  }

  @Test
  void membershipIsNoWayAroundThePassword() {
    RoomTalk.configures(
        alice,
        "chancery#registration",
        "open",
        "muc#roomconfig_passwordprotectedroom",
        "1",
        "muc#roomconfig_roomsecret",
        "sesame");
    TestClient eve = talk.server().online("eve");
    registers(eve, "eve");
    refused(eve, "r", "not-allowed");
    registers(bob, "bob");
    done(bob, "r");
  }
}
