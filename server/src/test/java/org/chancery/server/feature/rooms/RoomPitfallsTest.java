package org.chancery.server.feature.rooms;

import static org.chancery.server.feature.rooms.RoomTalk.ROOM;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What went wrong elsewhere between rooms, several devices and broken connections. */
class RoomPitfallsTest {
  private final RoomTalk talk = new RoomTalk();
  private final TestClient alice = talk.enters("alice", "al");
  private final TestClient bob = talk.enters("bob", "bob");

  @AfterEach
  void close() {
    talk.close();
  }

  private TestClient phoneWithCarbons(String who) {
    TestClient phone = talk.server().online(who + "/phone");
    phone.sends("<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
    phone.receives("<iq type='result' id='c'/>");
    return phone;
  }

  @Test
  void whatIsSaidInARoomIsNotCopied() {
    TestClient phone = phoneWithCarbons("alice");
    RoomTalk.says(alice, "hello");
    bob.receives("<message type='groupchat'><body>hello</body></message>");
    alice.settles();
    phone.receivesNo("message");
  }

  @Test
  void aPrivateMessageIsCopiedToTheSendersDevicesAsOneThroughTheRoom() {
    TestClient own = phoneWithCarbons("alice");
    TestClient theirs = phoneWithCarbons("bob");
    alice.sends("<message type='chat' to='%s/bob'><body>psst</body></message>".formatted(ROOM));
    bob.receives("<message type='chat'><body>psst</body></message>");
    own.receives(
        """
        <message type='chat'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>
          <message xmlns='jabber:client' to='tea@rooms.localhost/bob'><body>psst</body>
            <x xmlns='http://jabber.org/protocol/muc#user'/></message></forwarded></sent></message>
        """);
    alice.settles();
    theirs.receivesNo("message"); // it knows nothing of the room that bob's desk is in
  }

  @Test
  void invitationsReachEveryDevice() {
    TestClient carol = talk.server().online("carol");
    TestClient phone = phoneWithCarbons("carol");
    alice.sends(
        """
        <message to='carol@localhost/desk'><x xmlns='jabber:x:conference' jid='%s'/></message>
        """
            .formatted(ROOM));
    carol.receives("<message><x xmlns='jabber:x:conference'/></message>");
    phone.receives("<message><received xmlns='urn:xmpp:carbons:2'/></message>");
    alice.sends(
        """
        <message to='%s'><x xmlns='http://jabber.org/protocol/muc#user'><invite to='carol@localhost'/></x></message>
        """
            .formatted(ROOM));
    for (TestClient each : List.of(carol, phone)) {
      each.receives(
          """
          <message from='tea@rooms.localhost'><x xmlns='http://jabber.org/protocol/muc#user'>
            <invite from='alice@localhost'/></x></message>
          """);
    }
  }

  @Test
  void whoseSessionWaitsToBeResumedIsNoGhost() {
    bob.elementsUntilPong();
    bob.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    String id =
        bob.receives("<enabled xmlns='urn:xmpp:sm:3' id='*'/>").attribute("id").orElseThrow();
    alice.elementsUntilPong();
    bob.losesConnection();
    RoomTalk.says(alice, "are you there?");
    alice.receives("<message type='groupchat'><body>are you there?</body></message>");
    alice.receivesNo("presence");
    TestClient again = talk.server().arrives("bob");
    again.sends("<resume xmlns='urn:xmpp:sm:3' previd='%s' h='0'/>".formatted(id));
    again.receives("<resumed xmlns='urn:xmpp:sm:3'/>");
    again.receives("<message type='groupchat'><body>are you there?</body></message>");
    RoomTalk.says(again, "yes");
    alice.receives("<message from='tea@rooms.localhost/bob'><body>yes</body></message>");
  }

  @Test
  void aPassingErrorTakesNobodyOut() {
    alice.elementsUntilPong();
    bob.sends(
        """
        <message type='error' to='tea@rooms.localhost/al'><error type='wait'>
          <recipient-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>\
        """);
    bob.settles();
    alice.receivesNo("presence");
  }

  @Test
  void everybodyIsToldWhenTheServerStops() {
    alice.elementsUntilPong();
    talk.server().core().features().reversed().forEach(feature -> feature.stop());
    Element last = alice.receives("<presence type='unavailable' from='tea@rooms.localhost/al'/>");
    assertTrue(RoomTalk.hasStatus(last, "332"));
    assertTrue(RoomTalk.hasStatus(last, "110"));
  }

  @Test
  void afterACrashThePingSaysThatOneIsNotThere() {
    talk.server().crashes();
    TestClient again = talk.server().online("bob");
    again.sends(
        "<iq type='get' id='self' to='%s/bob'><ping xmlns='urn:xmpp:ping'/></iq>".formatted(ROOM));
    Element answer = again.receives("<iq type='error' id='self'/>");
    assertTrue(answer.toXml().contains("not-acceptable"));
    talk.enters(again, "bob");
    RoomTalk.says(again, "back");
    again.receives("<message from='tea@rooms.localhost/bob'><body>back</body></message>");
  }
}
