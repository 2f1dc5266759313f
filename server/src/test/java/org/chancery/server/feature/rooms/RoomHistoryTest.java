package org.chancery.server.feature.rooms;

import static org.chancery.server.feature.rooms.RoomTalk.ROOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** History on entering, the archive, and what is taken back: XEP-0313, XEP-0424, XEP-0425. */
class RoomHistoryTest {
  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";
  private static final String SID = "urn:xmpp:sid:0";

  private final RoomTalk talk = new RoomTalk();
  private final TestClient alice = talk.enters("alice", "al");
  private final TestClient bob = talk.enters("bob", "bob");

  @AfterEach
  void close() {
    talk.close();
  }

  /** Says something and returns the room's id for it. */
  private String said(TestClient who, String text) {
    RoomTalk.says(who, text);
    Element shown = alice.receives("<message type='groupchat'><body>" + text + "</body></message>");
    bob.receives("<message type='groupchat'><body>" + text + "</body></message>");
    return shown.child("stanza-id", SID).orElseThrow().attribute("id").orElseThrow();
  }

  private List<String> shownOnEntering(String history) {
    TestClient carol = talk.server().online("carol");
    carol.sends(
        "<presence to='%s/carol'><x xmlns='http://jabber.org/protocol/muc'>%s</x></presence>"
            .formatted(ROOM, history));
    List<String> bodies = new ArrayList<>();
    for (Element element : carol.elementsUntilPong()) {
      element.childText("body").ifPresent(bodies::add);
    }
    carol.sends("<presence type='unavailable' to='%s/carol'/>".formatted(ROOM));
    carol.logsOut();
    return bodies;
  }

  private List<Element> queried(TestClient who, String inner) {
    who.elementsUntilPong();
    who.sends(
        "<iq type='set' id='mam' to='%s'><query xmlns='urn:xmpp:mam:2' queryid='q'>%s</query></iq>"
            .formatted(ROOM, inner));
    List<Element> all = new ArrayList<>();
    for (Element element : who.elementsUntilPong()) {
      if (element.toXml().contains("urn:xmpp:mam:2") || element.name().equals("iq")) {
        all.add(element);
      }
    }
    return all;
  }

  private static List<String> bodies(List<Element> results) {
    return results.stream()
        .flatMap(it -> it.child("result", "urn:xmpp:mam:2").stream())
        .flatMap(it -> it.child("forwarded", "urn:xmpp:forward:0").stream())
        .flatMap(it -> it.child("message", "jabber:client").stream())
        .map(it -> it.childText("body").orElse("-"))
        .toList();
  }

  @Test
  void whoIsShownTheRoomsHistoryOnEnteringOrByAQueryIsOnRecord() {
    said(alice, "one");
    said(alice, "two");
    assertEquals(List.of("one", "two"), shownOnEntering(""));
    assertEquals(3, queried(bob, "").size());
    talk.close();
    assertEquals(
        List.of("bob@localhost 2", "carol@localhost 2"),
        talk.server().record().entries().stream()
            .filter(entry -> entry.kind() == AuditKind.HISTORY)
            .filter(entry -> entry.to().orElseThrow().toString().equals(ROOM))
            .map(entry -> entry.from().orElseThrow() + " " + entry.detail().get("messages"))
            .sorted()
            .toList());
  }

  @Test
  void whoeverEntersChoosesHowMuchToBeShown() {
    said(alice, "one");
    said(bob, "two");
    said(alice, "three");
    assertEquals(List.of("one", "two", "three"), shownOnEntering(""));
    assertEquals(List.of("two", "three"), shownOnEntering("<history maxstanzas='2'/>"));
    assertEquals(List.of(), shownOnEntering("<history maxchars='0'/>"));
    assertEquals(List.of(), shownOnEntering("<history maxchars='50'/>"));
    assertEquals(List.of(), shownOnEntering("<history maxstanzas='0'/>"));
    assertEquals(List.of("one", "two", "three"), shownOnEntering("<history seconds='600'/>"));
    assertEquals(List.of(), shownOnEntering("<history since='2999-01-01T00:00:00Z'/>"));
    RoomTalk.configures(alice, "muc#maxhistoryfetch", "1");
    assertEquals(List.of("three"), shownOnEntering("<history maxstanzas='3'/>"));
  }

  @Test
  void noMoreIsShownAtOnceThanAClientCanTake() {
    List<String> texts =
        Stream.of("a", "b", "c", "d").map(letter -> letter.repeat(400_000)).toList();
    texts.forEach(text -> said(alice, text));
    assertEquals(texts.subList(2, 4), shownOnEntering(""));
    assertEquals(texts.subList(0, 2), bodies(queried(alice, "")));
  }

  @Test
  void privateMessagesAreNoPartOfTheHistory() {
    alice.sends("<message type='chat' to='tea@rooms.localhost/bob'><body>psst</body></message>");
    bob.receives("<message type='chat'><body>psst</body></message>");
    assertEquals(List.of(), shownOnEntering(""));
    assertEquals(List.of(), bodies(queried(alice, "")));
  }

  @Test
  void theArchiveIsReadInPages() {
    String first = said(alice, "one");
    said(bob, "two");
    String third = said(alice, "three");
    List<Element> all = queried(bob, "");
    assertEquals(List.of("one", "two", "three"), bodies(all));
    Element fin = all.getLast().child("fin", "urn:xmpp:mam:2").orElseThrow();
    assertEquals("true", fin.attribute("complete").orElseThrow());
    Element result = all.getFirst().child("result", "urn:xmpp:mam:2").orElseThrow();
    assertEquals("q", result.attribute("queryid").orElseThrow());
    assertEquals(first, result.attribute("id").orElseThrow());
    Element forwarded =
        result.firstChild().orElseThrow().child("message", "jabber:client").orElseThrow();
    assertEquals("tea@rooms.localhost/al", forwarded.attribute("from").orElseThrow());
    assertTrue(forwarded.toXml().contains("jid='alice@localhost/desk'"));
    String rsm = "<set xmlns='http://jabber.org/protocol/rsm'><max>1</max>%s</set>";
    assertEquals(List.of("one"), bodies(queried(bob, rsm.formatted(""))));
    assertEquals(
        List.of("two"), bodies(queried(bob, rsm.formatted("<after>" + first + "</after>"))));
    List<Element> last = queried(bob, rsm.formatted("<before/>"));
    assertEquals(List.of("three"), bodies(last));
    assertTrue(
        last.getLast()
            .child("fin", "urn:xmpp:mam:2")
            .orElseThrow()
            .attribute("complete")
            .isEmpty());
    assertEquals(
        List.of("two"), bodies(queried(bob, rsm.formatted("<before>" + third + "</before>"))));
    assertTrue(
        queried(bob, rsm.formatted("<after>nonsense</after>"))
            .getLast()
            .toXml()
            .contains("item-not-found"));
  }

  @Test
  void theArchiveIsForThoseWhoMayEnter() {
    said(alice, "one");
    TestClient carol = talk.server().online("carol");
    assertEquals(List.of("one"), bodies(queried(carol, "")));
    RoomTalk.configures(alice, "muc#roomconfig_membersonly", "1");
    assertTrue(queried(carol, "").getLast().toXml().contains("forbidden"));
    RoomTalk.administers(alice, "m", "<item jid='carol@localhost' affiliation='member'/>");
    alice.receives("<iq type='result' id='m'/>");
    assertEquals(List.of("one"), bodies(queried(carol, "")));
    RoomTalk.administers(alice, "b", "<item jid='carol@localhost' affiliation='outcast'/>");
    alice.receives("<iq type='result' id='b'/>");
    assertTrue(queried(carol, "").getLast().toXml().contains("forbidden"));
  }

  @Test
  void theArchiveKeepsAddressesFromThoseWhoMayNotSeeThem() {
    RoomTalk.configures(alice, "muc#roomconfig_whois", "moderators");
    RoomTalk.notified(alice, bob);
    said(bob, "one");
    assertTrue(queried(alice, "").toString().contains("bob@localhost"));
    TestClient carol = talk.enters("carol", "carol");
    assertFalse(queried(carol, "").toString().contains("bob@localhost"));
  }

  @Test
  void historyNamesNobodyWhoSpokeBeforeTheRoomWasMadeNonAnonymous() {
    RoomTalk.configures(alice, "muc#roomconfig_whois", "moderators");
    RoomTalk.notified(alice, bob);
    said(bob, "hidden");
    RoomTalk.configures(alice, "muc#roomconfig_whois", "anyone");
    RoomTalk.notified(alice, bob);
    said(bob, "open");
    TestClient carol = talk.server().online("carol");
    carol.sends(RoomTalk.join("carol"));
    List<Element> history =
        carol.elementsUntilPong().stream().filter(it -> it.name().equals("message")).toList();
    assertTrue(history.toString().contains("hidden"), history.toString());
    assertFalse(history.toString().contains("bob@localhost"), history.toString());
    namesOnlyWhoSpokeOpenly(carol);
    assertTrue(queried(alice, "").getFirst().toXml().contains("jid='bob@localhost/desk'"));
    talk.server().crashes();
    namesOnlyWhoSpokeOpenly(talk.enters("carol", "carol"));
  }

  private void namesOnlyWhoSpokeOpenly(TestClient asker) {
    List<Element> all = queried(asker, "");
    assertEquals(List.of("hidden", "open"), bodies(all));
    assertFalse(all.getFirst().toXml().contains("bob@localhost"), all.toString());
    assertTrue(all.get(1).toXml().contains("jid='bob@localhost/desk'"), all.toString());
    String bobs =
        """
        <x xmlns='jabber:x:data' type='submit'>
          <field var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>
          <field var='with'><value>bob@localhost</value></field></x>\
        """;
    assertEquals(List.of("open"), bodies(queried(asker, bobs)));
  }

  @Test
  void whoeverUsesAnAddressAgainFindsNothingOfTheRoomThatWasThere() {
    String id = said(alice, "secret");
    alice.sends(
        "<iq type='set' id='d' to='%s'><query xmlns='http://jabber.org/protocol/muc#owner'><destroy/></query></iq>"
            .formatted(ROOM));
    alice.receives("<iq type='result' id='d'/>");
    TestClient carol = talk.enters("carol", "carol");
    assertEquals(List.of(), bodies(queried(carol, "")));
    assertTrue(
        queried(
                carol,
                "<set xmlns='http://jabber.org/protocol/rsm'><after>" + id + "</after></set>")
            .toString()
            .contains("item-not-found"));
    assertEquals(List.of(), shownOnEntering(""));
  }

  @Test
  void theArchiveTellsItsEnds() {
    String first = said(alice, "one");
    String last = said(alice, "two");
    bob.sends(
        "<iq type='get' id='meta' to='%s'><metadata xmlns='urn:xmpp:mam:2'/></iq>".formatted(ROOM));
    bob.receives(
        "<iq type='result' id='meta'><metadata xmlns='urn:xmpp:mam:2'><start id='%s'/><end id='%s'/></metadata></iq>"
            .formatted(first, last));
  }

  @Test
  void aModeratorTakesAMessageBackAndTheRecordKeepsIt() {
    String id = said(bob, "rude");
    bob.sends(
        "<iq type='set' id='m0' to='%s'><moderate xmlns='urn:xmpp:message-moderate:1' id='%s'><retract xmlns='urn:xmpp:message-retract:1'/></moderate></iq>"
            .formatted(ROOM, id));
    bob.receives(
        "<iq type='error' id='m0'><error><forbidden xmlns='%s'/></error></iq>".formatted(ERRORS));
    alice.sends(
        "<iq type='set' id='m1' to='%s'><moderate xmlns='urn:xmpp:message-moderate:1' id='%s'><retract xmlns='urn:xmpp:message-retract:1'/><reason>manners</reason></moderate></iq>"
            .formatted(ROOM, id));
    alice.receives("<iq type='result' id='m1'/>");
    bob.receives(
        """
        <message type='groupchat' from='tea@rooms.localhost'>
          <retract xmlns='urn:xmpp:message-retract:1' id='%s'>
            <moderated xmlns='urn:xmpp:message-moderate:1' by='tea@rooms.localhost/al'>
              <occupant-id xmlns='urn:xmpp:occupant-id:0'/></moderated><reason>manners</reason></retract>
          <stanza-id xmlns='urn:xmpp:sid:0' by='tea@rooms.localhost'/></message>\
        """
            .formatted(id));
    List<Element> archive = queried(bob, "");
    assertEquals(List.of("-", "-"), bodies(archive));
    String stone = archive.getFirst().toXml();
    assertTrue(stone.contains("<retracted"), stone);
    assertTrue(stone.contains("manners"), stone);
    assertFalse(stone.contains("rude"), stone);
    assertFalse(shownOnEntering("").contains("rude"));
    assertTrue(
        talk.server().record().entries().stream().anyMatch(row -> row.body().equals("rude")));
    alice.sends(
        "<iq type='set' id='m2' to='%s'><moderate xmlns='urn:xmpp:message-moderate:1' id='none'><retract xmlns='urn:xmpp:message-retract:1'/></moderate></iq>"
            .formatted(ROOM));
    alice.receives(
        "<iq type='error' id='m2'><error><item-not-found xmlns='%s'/></error></iq>"
            .formatted(ERRORS));
  }

  @Test
  void aModeratorWithAnEarlierClientTakesAMessageBackForEverybody() {
    String id = said(bob, "rude");
    alice.sends(
        """
        <iq type='set' id='m1' to='%s'><apply-to xmlns='urn:xmpp:fasten:0' id='%s'>
          <moderate xmlns='urn:xmpp:message-moderate:0'>
            <retract xmlns='urn:xmpp:message-retract:0'/><reason>manners</reason></moderate></apply-to></iq>\
        """
            .formatted(ROOM, id));
    alice.receives("<iq type='result' id='m1'/>");
    bob.receives(
        """
        <message type='groupchat' from='tea@rooms.localhost'>
          <retract xmlns='urn:xmpp:message-retract:1' id='%1$s'><reason>manners</reason></retract>
          <apply-to xmlns='urn:xmpp:fasten:0' id='%1$s'>
            <moderated xmlns='urn:xmpp:message-moderate:0' by='tea@rooms.localhost/al'>
              <retract xmlns='urn:xmpp:message-retract:0'/><reason>manners</reason></moderated></apply-to></message>\
        """
            .formatted(id));
    alice.sends(
        "<iq type='set' id='m2' to='%s'><apply-to xmlns='urn:xmpp:fasten:0' id='%s'/></iq>"
            .formatted(ROOM, id));
    alice.receives("<iq type='error' id='m2'/>");
  }

  @Test
  void onlyItsAuthorTakesAMessageBackOtherwise() {
    String id = said(bob, "oops");
    String retract =
        "<message type='groupchat' to='%s' id='%s'><retract xmlns='urn:xmpp:message-retract:1'"
            + " id='%s'/></message>";
    alice.sends(retract.formatted(ROOM, "r1", id));
    bob.receives("<message id='r1'/>");
    assertTrue(bodies(queried(bob, "")).contains("oops"));
    bob.sends(retract.formatted(ROOM, "r2", id));
    alice.receives("<message id='r1'/>");
    alice.receives("<message id='r2'/>");
    String archive = queried(bob, "").toString();
    assertFalse(archive.contains("oops"));
    assertTrue(archive.contains("<retracted xmlns='urn:xmpp:message-retract:1' id='r2'"));
  }
}
