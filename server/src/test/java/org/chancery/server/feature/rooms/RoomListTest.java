package org.chancery.server.feature.rooms;

import static org.chancery.server.feature.rooms.RoomTalk.ROOM;
import static org.chancery.server.feature.rooms.RoomTalk.administers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who belongs to a room, told from version to version, XEP-0463. */
class RoomListTest {
  private static final String USER = "http://jabber.org/protocol/muc#user";
  private static final String MAV = "urn:xmpp:muc:affiliations:1";

  private final RoomTalk talk = new RoomTalk();
  private final TestClient alice = talk.enters("alice", "al");

  @AfterEach
  void close() {
    talk.close();
  }

  private void decides(String items) {
    administers(alice, "d", items);
    alice.receives("<iq type='result' id='d'/>");
  }

  /** Enters and returns what the room sends up to the subject, in order. */
  private List<Element> entering(TestClient client, String nick, String since) {
    client.sends(
        "<presence to='%s/%s'><x xmlns='http://jabber.org/protocol/muc'><mav xmlns='%s' %s/></x></presence>"
            .formatted(ROOM, nick, MAV, since));
    List<Element> all = client.elementsUntilPong();
    assertTrue(all.getLast().childText("subject").isPresent(), all::toString);
    return all;
  }

  private List<Element> entering(TestClient client, String nick) {
    return entering(client, nick, "");
  }

  private static List<Element> lists(List<Element> all) {
    List<Element> lists = new ArrayList<>(all);
    lists.removeIf(it -> !it.name().equals("message") || version(it, "until").isEmpty());
    return lists;
  }

  private static Optional<String> version(Element stanza, String end) {
    return stanza
        .child("x", USER)
        .flatMap(x -> x.child("mav", MAV))
        .flatMap(mav -> mav.attribute(end));
  }

  private static String items(Element stanza) {
    return stanza.child("x", USER).orElseThrow().children("item", USER).stream()
        .map(it -> it.attribute("jid").orElseThrow() + " " + it.attribute("affiliation").get())
        .map(it -> it.replace("@localhost", ""))
        .collect(Collectors.joining(", "));
  }

  private static Element own(List<Element> all) {
    return all.stream().filter(it -> RoomTalk.hasStatus(it, "110")).findFirst().orElseThrow();
  }

  @Test
  void whoAsksIsShownTheListFirstAndItsVersionWithTheOwnPresence() {
    decides("<item jid='bob@localhost' affiliation='member'/>");
    List<Element> all = entering(talk.server().online("carol"), "carol");
    assertEquals("alice owner, bob member", items(all.getFirst()));
    assertEquals(Optional.empty(), version(all.getFirst(), "since"));
    Optional<String> version = version(all.getFirst(), "until");
    assertEquals(version, version(own(all), "until"));
    assertEquals(version, version(own(all), "since"), "entering changes nothing");
    assertEquals(1, lists(all).size());
  }

  @Test
  void whoKnowsAVersionIsToldWhatChangedSince() {
    decides("<item jid='bob@localhost' affiliation='member'/>");
    TestClient bob = talk.server().online("bob");
    String known = version(own(entering(bob, "bob")), "until").orElseThrow();
    bob.sends("<presence type='unavailable' to='%s/bob'/>".formatted(ROOM));
    decides("<item jid='dave@localhost' affiliation='admin'/>");
    decides("<item jid='erin@localhost' affiliation='member'/>");
    decides("<item jid='erin@localhost' affiliation='none'/>");
    bob.elementsUntilPong();
    List<Element> again = entering(bob, "bob", "since='%s'".formatted(known));
    assertEquals("dave admin, erin none", items(lists(again).getFirst()));
    assertEquals(known, version(lists(again).getFirst(), "since").orElseThrow());
    String latest = version(own(again), "until").orElseThrow();
    assertEquals(latest, version(lists(again).getFirst(), "until").orElseThrow());
    assertNotEquals(known, latest);
    assertEquals(List.of(), lists(entering(bob, "bob", "since='%s'".formatted(latest))));
    for (String unknown : List.of("zzzzzzzzzzzz", "1", "ruz-41312")) {
      List<Element> full = lists(entering(bob, "bob", "since='%s'".formatted(unknown)));
      assertEquals("alice owner, bob member, dave admin", items(full.getFirst()), unknown);
      assertEquals(Optional.empty(), version(full.getFirst(), "since"), unknown);
    }
  }

  @Test
  void whoFollowsTheListHearsOfEveryChangeFromOneVersionToTheNext() {
    TestClient bob = talk.server().online("bob");
    String known = version(own(entering(bob, "bob")), "until").orElseThrow();
    decides("<item jid='dave@localhost' affiliation='member'/>");
    decides("<item jid='bob@localhost' affiliation='admin'/>");
    List<Element> told = bob.elementsUntilPong();
    assertEquals("dave member", items(told.get(0)));
    assertEquals(known, version(told.get(0), "since").orElseThrow());
    assertEquals("bob admin", items(told.get(1)));
    assertEquals(version(told.get(0), "until"), version(told.get(1), "since"));
    assertEquals("presence", told.get(2).name());
    assertEquals(version(told.get(1), "until"), version(told.get(2), "until"));
  }

  @Test
  void whoBecameSomethingElseMeanwhileIsShownTheWholeList() {
    decides("<item jid='erin@localhost' affiliation='member'/>");
    TestClient bob = talk.server().online("bob");
    String known = version(own(entering(bob, "bob")), "until").orElseThrow();
    decides("<item jid='erin@localhost' affiliation='none'/>");
    decides("<item jid='bob@localhost' affiliation='member'/>");
    bob.elementsUntilPong();
    List<Element> again = lists(entering(bob, "bob", "since='%s'".formatted(known)));
    assertEquals("alice owner, bob member", items(again.getFirst()));
    assertEquals(Optional.empty(), version(again.getFirst(), "since"));
  }

  @Test
  void whereAddressesAreHiddenTheListIsForThoseWhoDecide() {
    RoomTalk.configures(alice, "muc#roomconfig_whois", "moderators");
    TestClient bob = talk.server().online("bob");
    List<Element> all = entering(bob, "bob");
    assertEquals("error", all.getFirst().attribute("type").orElseThrow());
    assertTrue(all.getFirst().toXml().contains("forbidden"));
    assertEquals(Optional.empty(), version(own(all), "until"));
    decides("<item jid='dave@localhost' affiliation='member'/>");
    assertEquals(List.of(), lists(bob.elementsUntilPong()));
    alice.elementsUntilPong();
    assertEquals("alice owner, dave member", items(lists(entering(alice, "al")).getFirst()));
  }

  @Test
  void aLongListComesInPartsThatGoOnFromEachOther() {
    decides(
        IntStream.range(0, 600)
            .mapToObj("<item jid='p%03d@localhost' affiliation='member'/>"::formatted)
            .collect(Collectors.joining()));
    List<Element> parts = lists(entering(talk.server().online("bob"), "bob"));
    assertTrue(parts.size() > 2);
    Optional<String> reached = Optional.empty();
    for (Element part : parts) {
      assertEquals(reached, version(part, "since"));
      reached = version(part, "until");
    }
    String listed = parts.stream().map(RoomListTest::items).collect(Collectors.joining(", "));
    assertEquals(601, listed.split(", ").length);
  }
}
