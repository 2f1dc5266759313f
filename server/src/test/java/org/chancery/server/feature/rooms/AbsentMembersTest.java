package org.chancery.server.feature.rooms;

import static org.chancery.server.feature.rooms.RoomTalk.ROOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.server.testing.TestClient;
import org.chancery.storage.AuditEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What members get of a room that they have not joined, XEP-0492. */
class AbsentMembersTest {
  private static final String MENTION = "<mention xmlns='urn:xmpp:mentions:0' %s>%s</mention>";

  private final RoomTalk talk = new RoomTalk();
  private final TestClient alice = talk.enters("alice", "al");

  @BeforeEach
  void bobAndCarolAreMembers() {
    RoomTalk.administers(
        alice,
        "members",
        "<item jid='bob@localhost' affiliation='member' nick='Robert'/>"
            + "<item jid='carol@localhost' affiliation='member'/>");
    alice.receives("<iq type='result' id='members'/>");
    alice.elementsUntilPong();
  }

  @AfterEach
  void close() {
    talk.close();
  }

  private static void wishes(TestClient client, String wish) {
    client.sends(
        """
        <iq type='set' id='wish'><pubsub xmlns='http://jabber.org/protocol/pubsub'>
          <publish node='urn:xmpp:bookmarks:1'><item id='%s'><conference xmlns='urn:xmpp:bookmarks:1'>
            <extensions><notify xmlns='urn:xmpp:notification-settings:1'><%s/></notify></extensions>
          </conference></item></publish></pubsub></iq>
        """
            .formatted(ROOM, wish));
    client.receives("<iq type='result' id='wish'/>");
    client.elementsUntilPong();
  }

  private void says(String text, String... further) {
    alice.sends(
        "<message type='groupchat' to='%s'><body>%s</body>%s</message>"
            .formatted(ROOM, text, String.join("", further)));
    alice.receives("<message type='groupchat'><body>" + text + "</body></message>");
    alice.settles(); // by then everybody else has been sent it
  }

  /** Enters for a moment to learn its id. */
  private static String occupantId(TestClient client) {
    client.sends(RoomTalk.join("passing"));
    Element own = RoomTalk.untilSelf(client);
    client.sends("<presence type='unavailable' to='%s/passing'/>".formatted(ROOM));
    client.elementsUntilPong();
    return own.child("occupant-id", "urn:xmpp:occupant-id:0")
        .flatMap(it -> it.attribute("id"))
        .orElseThrow();
  }

  private static List<String> told(TestClient client) {
    return client.elementsUntilPong().stream()
        .filter(it -> it.attribute("type").filter("groupchat"::equals).isPresent())
        .flatMap(it -> it.childText("body").stream())
        .toList();
  }

  private AuditEntry row(String text) {
    List<AuditEntry> rows =
        talk.server().record().entries().stream().filter(it -> it.body().equals(text)).toList();
    assertEquals(1, rows.size());
    return rows.getFirst();
  }

  @Test
  void aMentionReachesDevicesThatAreNotInTheRoom() {
    TestClient bob = talk.server().online("bob");
    says("Hello everybody");
    says("Bob, are you there?");
    says("robert!");
    says("bobsleigh");
    assertEquals(List.of("Bob, are you there?", "robert!"), told(bob));
    assertEquals("bob@localhost", row("robert!").detail().get("also-told"));
    assertEquals(List.of("alice@localhost"), row("robert!").audience());
  }

  @Test
  void aReferenceIsAMention() {
    TestClient carol = talk.server().online("carol");
    says(
        "look",
        "<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:carol@localhost'/>");
    Element shown =
        carol.receives(
            "<message type='groupchat' from='tea@rooms.localhost/al' to='carol@localhost'>"
                + "<body>look</body></message>");
    assertTrue(shown.child("stanza-id", "urn:xmpp:sid:0").isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jid='carol@localhost'",
        "occupantid='CAROL'",
        "mentions='urn:xmpp:mentions:0#channel'",
        "mentions='urn:xmpp:mentions:0#channel' uri='xmpp:tea@rooms.localhost'",
        "mentions='urn:xmpp:mentions:0#member'"
      })
  void anExplicitMentionReachesWhomItMeans(String who) {
    TestClient carol = talk.server().online("carol");
    String mention = MENTION.formatted(who.replace("CAROL", occupantId(carol)), "");
    says("look", mention);
    assertEquals(List.of("look"), told(carol));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jid='bob@localhost'|",
        "jid='carol@localhost'|<noping/>",
        "occupantid='CAROL'|<noping/>",
        "mentions='urn:xmpp:mentions:0#channel'|<active/>",
        "mentions='urn:xmpp:mentions:0#channel'|<noping/>",
        "mentions='urn:xmpp:mentions:0#channel' uri='xmpp:milk@rooms.localhost'|",
        "mentions='urn:xmpp:mentions:0#admin'|",
        "mentions='urn:xmpp:mentions:0#server' uri='xmpp:localhost'|"
      })
  void anExplicitMentionDisturbsNobodyElse(String mention) {
    TestClient carol = talk.server().online("carol");
    String[] parts = mention.replace("CAROL", occupantId(carol)).split("\\|", -1);
    says("look", MENTION.formatted(parts[0], parts[1]));
    assertEquals(List.of(), told(carol));
  }

  @Test
  void whoIsNamedAndNotToBeDisturbedIsNot() {
    TestClient bob = talk.server().online("bob");
    says("I meant Bob", MENTION.formatted("jid='bob@localhost'", "<noping/>"));
    says("Robert, not carol");
    assertEquals(List.of("Robert, not carol"), told(bob));
  }

  @Test
  void aReplyMentionsWhoseMessageItAnswers() {
    TestClient carol = talk.enters("carol", "ca");
    RoomTalk.says(carol, "who has milk?");
    Element asked = alice.receives("<message><body>who has milk?</body></message>");
    String id =
        asked.child("stanza-id", "urn:xmpp:sid:0").flatMap(it -> it.attribute("id")).orElseThrow();
    carol.sends("<presence type='unavailable' to='%s/ca'/>".formatted(ROOM));
    carol.elementsUntilPong();
    says("me", "<reply xmlns='urn:xmpp:reply:0' to='%s/ca' id='%s'/>".formatted(ROOM, id));
    says("nobody", "<reply xmlns='urn:xmpp:reply:0' to='%s/ca' id='1'/>".formatted(ROOM));
    assertEquals(List.of("me"), told(carol));
  }

  @Test
  void theBookmarkSaysHowMuchAMemberIsTold() {
    TestClient bob = talk.server().online("bob");
    TestClient carol = talk.server().online("carol");
    wishes(bob, "always");
    wishes(carol, "never");
    says("news");
    says("carol?");
    assertEquals(List.of("news", "carol?"), told(bob));
    assertEquals(List.of(), told(carol));
    wishes(bob, "on-mention");
    wishes(carol, "always");
    says("more news");
    assertEquals(List.of(), told(bob));
    assertEquals(List.of("more news"), told(carol));
  }

  @Test
  void whoIsOfflineFindsItWaitingAsItMayBeShownThen() {
    says("bob: first");
    says("bob: second");
    assertEquals(2, talk.server().offline().count(Jid.of("bob@localhost")));
    TestClient bob = talk.server().online("bob");
    Element shown =
        bob.receives(
            """
            <message type='groupchat' from='tea@rooms.localhost/al' to='bob@localhost'>
              <body>bob: first</body><delay xmlns='urn:xmpp:delay' from='tea@rooms.localhost'/></message>
            """);
    assertTrue(shown.child("occupant-id", "urn:xmpp:occupant-id:0").isPresent());
    bob.receives("<message type='groupchat'><body>bob: second</body></message>");
    assertEquals(0, talk.server().offline().count(Jid.of("bob@localhost")));
    assertEquals("bob@localhost", row("bob: first").detail().get("also-told"));
  }

  @Test
  void whoIsNoLongerAMemberGetsNothingOfWhatWaited() {
    says("bob: come back");
    RoomTalk.administers(alice, "out", "<item jid='bob@localhost' affiliation='none'/>");
    alice.receives("<iq type='result' id='out'/>");
    assertEquals(List.of(), told(talk.server().online("bob")));
  }

  @Test
  void whoeverIsInTheRoomGetsItOnlyThere() {
    TestClient bob = talk.enters("bob", "Robert");
    TestClient phone = talk.server().online("bob/phone");
    says("bob?");
    assertEquals(List.of("bob?"), told(bob));
    assertEquals(List.of(), told(phone));
  }
}
