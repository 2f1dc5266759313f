package org.chancery.server.feature.rooms;

import static org.chancery.server.feature.rooms.RoomTalk.ROOM;
import static org.chancery.server.feature.rooms.RoomTalk.administers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Roles and affiliations, XEP-0045 sections 8.2 to 10.8. */
class RoomAdministrationTest {
  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

  private final RoomTalk talk = new RoomTalk();
  private final TestClient alice = talk.enters("alice", "al");
  private final TestClient bob = talk.enters("bob", "bob");
  private final TestClient carol = talk.enters("carol", "carol");

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

  private List<String> listed(TestClient client, String what) {
    client.sends(
        "<iq type='get' id='list' to='%s'><query xmlns='http://jabber.org/protocol/muc#admin'><item %s/></query></iq>"
            .formatted(ROOM, what));
    Element answer = client.receives("<iq id='list'/>");
    return answer
        .child("query", "http://jabber.org/protocol/muc#admin")
        .orElseThrow()
        .children()
        .stream()
        .map(
            item ->
                item.attribute("jid").orElse("")
                    + " "
                    + item.attribute("affiliation").orElse("")
                    + item.attribute("role").map(role -> " " + role).orElse(""))
        .toList();
  }

  private void expectUnavailable(TestClient client, String nick, String code) {
    while (true) {
      Element presence = client.receives("<presence/>");
      if (presence.attribute("type").isPresent()
          && presence
              .attribute("from")
              .filter(("tea@rooms.localhost/" + nick)::equals)
              .isPresent()) {
        assertTrue(RoomTalk.hasStatus(presence, code), presence + " lacks " + code);
        return;
      }
    }
  }

  private Element expectPresence(TestClient client, String nick, String attribute, String value) {
    while (true) {
      Element presence = client.receives("<presence/>");
      boolean right =
          presence.attribute("from").filter(("tea@rooms.localhost/" + nick)::equals).isPresent()
              && presence
                  .child("x", "http://jabber.org/protocol/muc#user")
                  .flatMap(x -> x.child("item", "http://jabber.org/protocol/muc#user"))
                  .flatMap(item -> item.attribute(attribute))
                  .filter(value::equals)
                  .isPresent();
      if (right) {
        return presence;
      }
    }
  }

  @Test
  void aModeratorKicks() {
    administers(alice, "k1", "<item nick='bob' role='none'><reason>enough</reason></item>");
    done(alice, "k1");
    expectUnavailable(bob, "bob", "307");
    expectUnavailable(carol, "bob", "307");
    RoomTalk.says(bob, "hey");
    bob.receives("<message type='error'/>");
    AuditEntry row =
        talk.server().record().entries().stream()
            .filter(entry -> entry.kind() == AuditKind.ROOM_PRESENCE)
            .toList()
            .getLast();
    assertEquals(Optional.of(alice.address()), row.from());
    assertEquals("removed", row.detail().get("event"));
    assertEquals("enough", row.detail().get("reason"));
    assertEquals("al", row.detail().get("by"));
  }

  @Test
  void whoIsNoModeratorMayNotKick() {
    administers(bob, "k1", "<item nick='carol' role='none'/>");
    refused(bob, "k1", "forbidden");
    administers(alice, "m1", "<item nick='bob' role='moderator'/>");
    done(alice, "m1");
    administers(bob, "k2", "<item nick='al' role='none'/>");
    refused(bob, "k2", "not-allowed");
    administers(bob, "k3", "<item nick='al' role='visitor'/>");
    refused(bob, "k3", "not-allowed");
    administers(bob, "k4", "<item nick='carol' role='none'/>");
    done(bob, "k4");
    administers(bob, "k5", "<item nick='nobody' role='none'/>");
    refused(bob, "k5", "item-not-found");
  }

  @Test
  void voiceIsTakenAndGiven() {
    administers(alice, "v1", "<item nick='bob' role='visitor'/>");
    done(alice, "v1");
    expectPresence(carol, "bob", "role", "visitor");
    RoomTalk.says(bob, "hm");
    bob.receives("<message type='error'/>");
    assertEquals(List.of("bob@localhost/desk none visitor"), listed(alice, "role='visitor'"));
    administers(alice, "v2", "<item nick='bob' role='participant'/>");
    done(alice, "v2");
    expectPresence(carol, "bob", "role", "participant");
  }

  @Test
  void aBannedPersonIsOutAndStaysOut() {
    administers(
        alice, "b1", "<item jid='bob@localhost' affiliation='outcast'><reason>no</reason></item>");
    done(alice, "b1");
    expectUnavailable(bob, "bob", "301");
    expectUnavailable(carol, "bob", "301");
    bob.sends(RoomTalk.join("bob"));
    bob.receives(
        "<presence type='error'><error><forbidden xmlns='%s'/></error></presence>"
            .formatted(ERRORS));
    assertEquals(List.of("bob@localhost outcast"), listed(alice, "affiliation='outcast'"));
    administers(alice, "b2", "<item jid='bob@localhost' affiliation='none'/>");
    done(alice, "b2");
    talk.enters(bob, "bob");
  }

  @Test
  void aWholeDomainCanBeBanned() {
    administers(alice, "b1", "<item jid='localhost' affiliation='outcast'/>");
    done(alice, "b1");
    expectUnavailable(bob, "bob", "301");
    administers(alice, "b2", "<item jid='localhost' affiliation='member'/>");
    refused(alice, "b2", "not-acceptable");
    RoomTalk.says(alice, "quiet now");
    alice.receives("<message><body>quiet now</body></message>");
  }

  @Test
  void adminsDecideAboutMembersAndOwnersAboutAdmins() {
    administers(alice, "a1", "<item jid='bob@localhost' affiliation='admin'/>");
    done(alice, "a1");
    expectPresence(bob, "bob", "affiliation", "admin");
    administers(bob, "a2", "<item jid='carol@localhost' affiliation='member'/>");
    done(bob, "a2");
    administers(bob, "a3", "<item jid='carol@localhost' affiliation='admin'/>");
    refused(bob, "a3", "forbidden");
    administers(bob, "a4", "<item jid='alice@localhost' affiliation='outcast'/>");
    refused(bob, "a4", "not-allowed");
    administers(bob, "a5", "<item jid='bob@localhost' affiliation='outcast'/>");
    refused(bob, "a5", "conflict");
    administers(carol, "a6", "<item jid='dave@localhost' affiliation='member'/>");
    refused(carol, "a6", "forbidden");
    assertEquals(List.of("bob@localhost admin"), listed(alice, "affiliation='admin'"));
  }

  @Test
  void aRoomKeepsAnOwner() {
    administers(alice, "o1", "<item jid='alice@localhost' affiliation='member'/>");
    refused(alice, "o1", "conflict");
    administers(alice, "o2", "<item jid='bob@localhost' affiliation='owner'/>");
    done(alice, "o2");
    administers(alice, "o3", "<item jid='alice@localhost' affiliation='member'/>");
    done(alice, "o3");
    expectPresence(alice, "al", "role", "participant");
    assertEquals(List.of("bob@localhost owner"), listed(bob, "affiliation='owner'"));
  }

  @Test
  void allOfAListIsAppliedOrNothing() {
    administers(
        alice,
        "l1",
        "<item jid='bob@localhost' affiliation='member'/><item jid='alice@localhost'"
            + " affiliation='outcast'/>");
    refused(alice, "l1", "conflict");
    assertEquals(List.of(), listed(alice, "affiliation='member'"));
    administers(alice, "l2", "<item jid='bob@localhost' affiliation='member' role='visitor'/>");
    refused(alice, "l2", "bad-request");
  }

  @Test
  void aPersonWhoIsNotHereIsSpokenOfByAMessage() {
    administers(alice, "m1", "<item jid='dave@localhost' affiliation='member' nick='davy'/>");
    done(alice, "m1");
    bob.receives(
        """
        <message from='tea@rooms.localhost'><x xmlns='http://jabber.org/protocol/muc#user'>
          <item jid='dave@localhost' affiliation='member' role='none'/></x></message>\
        """);
    TestClient eve = talk.server().online("eve");
    eve.sends(RoomTalk.join("Davy"));
    eve.receives(
        "<presence type='error'><error><conflict xmlns='%s'/></error></presence>"
            .formatted(ERRORS));
  }

  @Test
  void inAMembersOnlyRoomOnlyMembersStay() {
    RoomTalk.configures(alice, "muc#roomconfig_membersonly", "1");
    RoomTalk.notified(bob);
    expectUnavailable(bob, "bob", "322");
    bob.sends(RoomTalk.join("bob"));
    bob.receives(
        "<presence type='error'><error><registration-required xmlns='%s'/></error></presence>"
            .formatted(ERRORS));
    administers(alice, "m1", "<item jid='bob@localhost' affiliation='member'/>");
    done(alice, "m1");
    bob.receives(
        """
        <message from='tea@rooms.localhost' to='bob@localhost'>
          <x xmlns='http://jabber.org/protocol/muc#user'><invite from='alice@localhost'/></x></message>\
        """);
    talk.enters(bob, "bob");
    administers(alice, "m2", "<item jid='bob@localhost' affiliation='none'/>");
    done(alice, "m2");
    expectUnavailable(bob, "bob", "321");
  }

  @Test
  void membersOfAnOpenListAreSeenByThoseWhoAreHere() {
    administers(alice, "m1", "<item jid='bob@localhost' affiliation='member'/>");
    done(alice, "m1");
    assertEquals(List.of("bob@localhost member"), listed(carol, "affiliation='member'"));
    RoomTalk.configures(alice, "muc#roomconfig_whois", "moderators");
    carol.sends(
        "<iq type='get' id='list2' to='%s'><query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='member'/></query></iq>"
            .formatted(ROOM));
    refused(carol, "list2", "forbidden");
    bob.receives(
        "<message type='groupchat'><x xmlns='http://jabber.org/protocol/muc#user'><status"
            + " code='173'/></x></message>");
  }

  @Test
  void whoIsBannedIsNotHeardByDeclining() {
    administers(alice, "ban", "<item jid='eve@localhost' affiliation='outcast'/>");
    done(alice, "ban");
    TestClient eve = talk.server().online("eve");
    eve.sends(
        """
        <message to='tea@rooms.localhost'><x xmlns='http://jabber.org/protocol/muc#user'>
          <decline to='tea@rooms.localhost/bob'><reason>hear me</reason></decline></x></message>
        """);
    eve.receives(
        "<message type='error'><error><forbidden xmlns='%s'/></error></message>".formatted(ERRORS));
    assertFalse(bob.elementsUntilPong().toString().contains("hear me"));
  }

  @Test
  void voiceIsForWhoeverAskedAndNotForTheNickname() {
    RoomTalk.configures(alice, "muc#roomconfig_moderatedroom", "1");
    TestClient dave = talk.enters("dave", "dave");
    String answer = "<message to='tea@rooms.localhost'>%s</message>";
    for (String person : List.of("eve@localhost/desk", "dave@localhost/desk")) {
      dave.elementsUntilPong();
      alice.sends(
          answer.formatted(
              RoomTalk.form(
                  "request",
                  "muc#jid",
                  person,
                  "muc#roomnick",
                  "dave",
                  "muc#request_allow",
                  "true")));
      alice.elementsUntilPong();
      boolean speaks = dave.elementsUntilPong().toString().contains("role='participant'");
      assertEquals(person.startsWith("dave"), speaks);
    }
  }

  @Test
  void invitationsAreMediated() {
    TestClient dave = talk.server().online("dave");
    RoomTalk.configures(
        alice, "muc#roomconfig_membersonly", "1", "muc#roomconfig_allowinvites", "0");
    RoomTalk.notified(alice, carol);
    administers(alice, "m1", "<item jid='carol@localhost' affiliation='member'/>");
    done(alice, "m1");
    alice.receives(
        "<message><x xmlns='http://jabber.org/protocol/muc#user'><item"
            + " jid='carol@localhost'/></x></message>");
    talk.enters(carol, "carol");
    String invite =
        "<message to='tea@rooms.localhost' id='i'><x"
            + " xmlns='http://jabber.org/protocol/muc#user'><invite"
            + " to='%s'><reason>come</reason></invite></x></message>";
    carol.sends(invite.formatted("dave@localhost"));
    carol.receives(
        "<message type='error'><error><forbidden xmlns='%s'/></error></message>".formatted(ERRORS));
    alice.sends(invite.formatted("nobody@localhost"));
    alice.receives(
        "<message type='error'><error><item-not-found xmlns='%s'/></error></message>"
            .formatted(ERRORS));
    alice.sends(invite.formatted("dave@localhost"));
    dave.receives(
        """
        <message from='tea@rooms.localhost' to='dave@localhost'><x xmlns='http://jabber.org/protocol/muc#user'>
          <invite from='alice@localhost'><reason>come</reason></invite></x></message>\
        """);
    alice.receives(
        "<message><x xmlns='http://jabber.org/protocol/muc#user'><item"
            + " jid='dave@localhost'/></x></message>");
    talk.enters(dave, "dave");
    dave.sends(
        "<message to='tea@rooms.localhost'><x xmlns='http://jabber.org/protocol/muc#user'><decline"
            + " to='alice@localhost'><reason>no</reason></decline></x></message>");
    alice.receives(
        "<message from='tea@rooms.localhost'><x"
            + " xmlns='http://jabber.org/protocol/muc#user'><decline"
            + " from='dave@localhost'><reason>no</reason></decline></x></message>");
  }

  @Test
  void adminsOfTheServerOwnEveryRoom() {
    try (RoomTalk other = new RoomTalk(Map.of("admins", "[\"eve@localhost\"]"))) {
      other.enters("alice", "al");
      TestClient eve = other.enters("eve", "eve");
      administers(eve, "k1", "<item nick='al' role='moderator'/>");
      done(eve, "k1");
      administers(eve, "k2", "<item jid='alice@localhost' affiliation='outcast'/>");
      refused(eve, "k2", "conflict");
    }
  }
}
