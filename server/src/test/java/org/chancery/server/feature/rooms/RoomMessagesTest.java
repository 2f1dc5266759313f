package org.chancery.server.feature.rooms;

import static org.chancery.server.feature.rooms.RoomTalk.ROOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.server.testing.TestClient;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said in a room, XEP-0045 sections 7.4, 7.5 and 8.1. */
class RoomMessagesTest {
  private final RoomTalk talk = new RoomTalk();
  private final TestClient alice = talk.enters("alice", "al");
  private final TestClient bob = talk.enters("bob", "bob");

  @AfterEach
  void close() {
    talk.close();
  }

  private AuditEntry lastMessage() {
    return talk.server().record().entries().stream()
        .filter(entry -> entry.kind() == AuditKind.MESSAGE)
        .toList()
        .getLast();
  }

  @Test
  void everybodySeesWhatIsSaidWithTheSameIds() {
    alice.sends(
        """
        <message type='groupchat' to='tea@rooms.localhost' id='m1'><body>hi</body>
          <origin-id xmlns='urn:xmpp:sid:0' id='m1'/></message>\
        """);
    String expected =
        """
        <message type='groupchat' from='tea@rooms.localhost/al' id='m1'><body>hi</body>
          <origin-id xmlns='urn:xmpp:sid:0' id='m1'/>
          <occupant-id xmlns='urn:xmpp:occupant-id:0' id='*'/>
          <stanza-id xmlns='urn:xmpp:sid:0' id='*' by='tea@rooms.localhost'/></message>\
        """;
    Element own = alice.receives(expected);
    Element others = bob.receives(expected);
    assertEquals("alice@localhost/desk", own.attribute("to").orElseThrow());
    assertEquals("bob@localhost/desk", others.attribute("to").orElseThrow());
    assertEquals(
        own.child("stanza-id", "urn:xmpp:sid:0"), others.child("stanza-id", "urn:xmpp:sid:0"));
    assertEquals(
        Optional.of(talk.server().record().rows().getLast().position().stanzaId()),
        own.child("stanza-id", "urn:xmpp:sid:0").flatMap(it -> it.attribute("id")));
  }

  @Test
  void theRowTellsWhoCouldSeeIt() {
    RoomTalk.says(alice, "hi");
    bob.receives("<message><body>hi</body></message>");
    AuditEntry row = lastMessage();
    assertEquals(Optional.of(Jid.of("alice@localhost/desk")), row.from());
    assertEquals(Optional.of(Jid.of(ROOM)), row.to());
    assertEquals(ROOM, row.conversation());
    assertEquals(List.of("alice@localhost", "bob@localhost"), row.audience());
    assertEquals("al", row.detail().get("nick"));
  }

  @Test
  void forgedStatementsOfTheRoomAreTakenOut() {
    alice.sends(
        """
        <message type='groupchat' to='tea@rooms.localhost' id='m1'><body>hi</body>
          <x xmlns='http://jabber.org/protocol/muc#user'><status code='104'/></x>
          <occupant-id xmlns='urn:xmpp:occupant-id:0' id='forged'/>
          <delay xmlns='urn:xmpp:delay' from='tea@rooms.localhost' stamp='2001-01-01T00:00:00Z'/>
          <stanza-id xmlns='urn:xmpp:sid:0' id='forged' by='tea@rooms.localhost'/></message>\
        """);
    Element shown = bob.receives("<message id='m1'><body>hi</body></message>");
    assertFalse(shown.toXml().contains("forged"));
    assertTrue(shown.child("x", "http://jabber.org/protocol/muc#user").isEmpty());
    assertTrue(shown.child("delay", "urn:xmpp:delay").isEmpty());
    assertEquals(1, shown.children("occupant-id", "urn:xmpp:occupant-id:0").size());
  }

  @Test
  void nobodySaysForTheRoomThatAPrivateMessageIsOld() {
    String old = "<delay xmlns='urn:xmpp:delay' %s stamp='2001-01-01T00:00:00Z'/>";
    alice.sends(
        "<message type='chat' to='tea@rooms.localhost/bob'><body>hi</body>%s%s%s</message>"
            .formatted(
                old.formatted("from='TEA@rooms.localhost'"),
                old.formatted("from='localhost'"),
                old.formatted("from='alice@localhost/desk'")));
    Element shown = bob.receives("<message type='chat'><body>hi</body></message>");
    assertEquals(1, shown.children("delay", "urn:xmpp:delay").size(), "its own device may");
  }

  @Test
  void aMessageWithoutAnIdGetsOne() {
    alice.sends("<message type='groupchat' to='tea@rooms.localhost'><body>hi</body></message>");
    bob.receives("<message id='*'><body>hi</body></message>");
  }

  @Test
  void whoeverIsNotThereCannotSpeak() {
    TestClient carol = talk.server().online("carol");
    RoomTalk.says(carol, "let me in");
    carol.receives(
        """
        <message type='error' from='tea@rooms.localhost'><error>
          <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>\
        """);
    bob.receivesNo("message");
    carol.sends("<message type='groupchat' to='none@rooms.localhost'><body>hi</body></message>");
    carol.receives(
        """
        <message type='error'><error>
          <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>\
        """);
  }

  @Test
  void whatIsNotRecordedIsNotSaid() {
    talk.server().record().goAway();
    RoomTalk.says(alice, "lost");
    alice.receives(
        """
        <message type='error'><error type='wait'>
          <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>\
        """);
    talk.server().record().comeBack();
    RoomTalk.says(alice, "kept");
    bob.receives("<message><body>kept</body></message>");
  }

  @Test
  void typingIsShownAndNotRecorded() {
    int rows = talk.server().record().rows().size();
    alice.sends(
        "<message type='groupchat' to='tea@rooms.localhost'><composing"
            + " xmlns='http://jabber.org/protocol/chatstates'/></message>");
    bob.receives(
        "<message from='tea@rooms.localhost/al'><composing"
            + " xmlns='http://jabber.org/protocol/chatstates'/></message>");
    assertEquals(rows, talk.server().record().rows().size());
  }

  @Test
  void aPrivateMessageGoesToOneAndIsOnRecordWithBothAddresses() {
    TestClient carol = talk.enters("carol", "carol");
    alice.sends(
        "<message type='chat' to='tea@rooms.localhost/bob' id='p1'><body>psst</body></message>");
    bob.receives(
        """
        <message type='chat' from='tea@rooms.localhost/al' to='bob@localhost/desk' id='p1'>
          <body>psst</body><x xmlns='http://jabber.org/protocol/muc#user'/></message>\
        """);
    carol.receivesNo("message");
    AuditEntry row = lastMessage();
    assertEquals(Optional.of(Jid.of("alice@localhost/desk")), row.from());
    assertEquals(Optional.of(Jid.of("bob@localhost/desk")), row.to());
    assertEquals(ROOM, row.conversation());
    assertEquals("chat", row.type());
  }

  @Test
  void aPrivateMessageHasRules() {
    alice.sends("<message type='chat' to='tea@rooms.localhost/nobody'><body>a</body></message>");
    alice.receives(
        "<message type='error'><error><item-not-found"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    alice.sends("<message type='groupchat' to='tea@rooms.localhost/bob'><body>a</body></message>");
    alice.receives(
        "<message type='error'><error><bad-request"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    TestClient carol = talk.server().online("carol");
    carol.sends("<message type='chat' to='tea@rooms.localhost/bob'><body>a</body></message>");
    carol.receives(
        "<message type='error'><error><not-acceptable"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    RoomTalk.configures(alice, "muc#roomconfig_allowpm", "moderators");
    RoomTalk.notified(bob);
    bob.sends("<message type='chat' to='tea@rooms.localhost/al'><body>a</body></message>");
    bob.receives(
        "<message type='error'><error><forbidden"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
  }

  @Test
  void theSubjectIsForModeratorsUnlessTheRoomSaysOtherwise() {
    bob.sends(
        "<message type='groupchat' to='tea@rooms.localhost'><subject>mine</subject></message>");
    bob.receives(
        "<message type='error'><error><forbidden"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    RoomTalk.configures(alice, "muc#roomconfig_changesubject", "1");
    RoomTalk.notified(bob);
    bob.sends(
        "<message type='groupchat' to='tea@rooms.localhost'><subject>mine</subject></message>");
    bob.receives("<message from='tea@rooms.localhost/bob'><subject>mine</subject></message>");
    TestClient carol = talk.server().online("carol");
    carol.sends(RoomTalk.join("carol"));
    List<Element> messages =
        carol.elementsUntilPong().stream().filter(it -> it.name().equals("message")).toList();
    assertEquals(1, messages.size(), "a subject is no part of the history");
    assertEquals("mine", messages.getFirst().childText("subject").orElseThrow());
    assertEquals("tea@rooms.localhost/bob", messages.getFirst().attribute("from").orElseThrow());
  }

  @Test
  void aMessageWithSubjectAndBodyIsNoChangeOfSubject() {
    bob.sends(
        "<message type='groupchat'"
            + " to='tea@rooms.localhost'><subject>s</subject><body>b</body></message>");
    alice.receives("<message><subject>s</subject><body>b</body></message>");
    TestClient carol = talk.server().online("carol");
    carol.sends(RoomTalk.join("carol"));
    Element last = carol.elementsUntilPong().getLast();
    assertEquals("", last.childText("subject").orElseThrow());
  }

  @Test
  void visitorsOfAModeratedRoomAskToSpeak() {
    RoomTalk.configures(alice, "muc#roomconfig_moderatedroom", "1");
    TestClient carol = talk.enters("carol", "carol");
    alice.elementsUntilPong();
    RoomTalk.says(carol, "hello");
    carol.receives(
        "<message type='error'><error><forbidden"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    carol.sends(
        "<message to='tea@rooms.localhost'>"
            + RoomTalk.form("request", "muc#role", "participant")
            + "</message>");
    alice.receives(
        """
        <message from='tea@rooms.localhost'><x xmlns='jabber:x:data' type='form'>
          <field var='muc#jid'><value>carol@localhost/desk</value></field>
          <field var='muc#roomnick'><value>carol</value></field></x></message>\
        """);
    bob.receivesNo("form");
    alice.sends(
        "<message to='tea@rooms.localhost'>"
            + RoomTalk.form(
                "request",
                "muc#role",
                "participant",
                "muc#roomnick",
                "carol",
                "muc#request_allow",
                "1")
            + "</message>");
    carol.receives(
        "<presence from='tea@rooms.localhost/carol'><x"
            + " xmlns='http://jabber.org/protocol/muc#user'><item"
            + " role='participant'/></x></presence>");
    RoomTalk.says(carol, "thanks");
    bob.receives("<message from='tea@rooms.localhost/carol'><body>thanks</body></message>");
  }

  @Test
  void inSlowModePeopleMustPause() {
    RoomTalk.configures(alice, "muc#roomconfig_slow_mode_duration", "60");
    RoomTalk.notified(bob);
    RoomTalk.says(bob, "one");
    bob.receives("<message from='tea@rooms.localhost/bob'><body>one</body></message>");
    RoomTalk.says(bob, "two");
    bob.receives(
        "<message type='error'><error type='wait'><policy-violation"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    RoomTalk.says(alice, "three");
    RoomTalk.says(alice, "four");
    bob.receives("<message><body>three</body></message>");
    bob.receives("<message><body>four</body></message>");
  }

  @Test
  void whoeverCannotBeReachedAnyMoreIsTakenOut() {
    alice.elementsUntilPong();
    bob.sends(
        """
        <message type='error' to='tea@rooms.localhost/al'><error type='cancel'>
          <recipient-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>\
        """);
    alice.receives(
        """
        <presence type='unavailable' from='tea@rooms.localhost/bob'>
          <x xmlns='http://jabber.org/protocol/muc#user'><status code='333'/></x></presence>\
        """);
  }
}
