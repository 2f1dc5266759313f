package org.chancery.server.feature.bookmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BookmarksTest {
  private static final String EVENT =
      "<message type='headline' from='alice@localhost'><event"
          + " xmlns='http://jabber.org/protocol/pubsub#event'><items"
          + " node='%s'>%s</items></event></message>";
  private static final String OLD_ROOM =
      "<conference jid='room@conference.localhost' name='Room'"
          + " autojoin='true'><nick>Al</nick></conference>";
  private static final String PRIVATE_GET =
      "<iq type='get' id='g'><query xmlns='jabber:iq:private'><storage"
          + " xmlns='storage:bookmarks'/></query></iq>";

  private final TestServer server = new TestServer();
  private final TestClient alice = server.online("alice");
  private final TestClient modern =
      server.connects("alice/new").isInterestedIn("urn:xmpp:bookmarks:1");
  private final TestClient old = server.connects("alice/old").isInterestedIn("storage:bookmarks");

  @AfterEach
  void stop() {
    server.close();
  }

  private void publishes(String room, String conference) {
    alice.sends(
        ("<iq type='set' id='p'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish"
                + " node='urn:xmpp:bookmarks:1'><item id='%s'>%s</item></publish></pubsub></iq>")
            .formatted(room, conference));
    alice.receives("<iq type='result' id='p'/>");
  }

  private void publishesOld(String storage) {
    alice.sends(
        ("<iq type='set' id='p'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish"
                + " node='storage:bookmarks'><item id='current'><storage"
                + " xmlns='storage:bookmarks'>%s</storage></item></publish></pubsub></iq>")
            .formatted(storage));
    alice.receives("<iq type='result' id='p'/>");
  }

  private void keeps(String storage) {
    alice.sends(
        "<iq type='set' id='k'><query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'>%s</storage></query></iq>"
            .formatted(storage));
    alice.receives("<iq type='result' id='k'/>");
  }

  private Element kept() {
    alice.sends(PRIVATE_GET);
    return alice
        .receives("<iq type='result' id='g'><query xmlns='jabber:iq:private'/></iq>")
        .firstChild()
        .orElseThrow()
        .firstChild()
        .orElseThrow();
  }

  private static final String NEW_ROOM =
      "<conference xmlns='urn:xmpp:bookmarks:1' name='Room'"
          + " autojoin='true'><nick>Al</nick></conference>";

  @Test
  void somebodyWithoutBookmarksHasAnEmptyListThatNobodyElseSees() {
    String items =
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items"
            + " node='urn:xmpp:bookmarks:1'/></pubsub>";
    alice.sends("<iq type='get' id='e'>" + items + "</iq>");
    Element answer = alice.receives("<iq type='result' id='e'>" + items + "</iq>");
    assertTrue(answer.firstChild().orElseThrow().firstChild().orElseThrow().children().isEmpty());
    TestClient bob = server.connects("bob");
    bob.sends("<iq type='get' id='e' to='alice@localhost'>" + items + "</iq>");
    bob.receives(
        "<iq type='error' id='e'><error><item-not-found"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
  }

  @Test
  void aNewBookmarkIsSeenByOldClients() {
    publishes("room@conference.localhost", NEW_ROOM);
    old.receives(
        EVENT.formatted(
            "storage:bookmarks",
            "<item id='current'><storage xmlns='storage:bookmarks'>"
                + OLD_ROOM
                + "</storage></item>"));
    alice.sends(PRIVATE_GET);
    alice.receives(
        "<iq type='result' id='g'><query xmlns='jabber:iq:private'><storage"
            + " xmlns='storage:bookmarks'>"
            + OLD_ROOM
            + "</storage></query></iq>");
  }

  @Test
  void aBookmarkInPrivateXmlIsSeenByAllOthers() {
    keeps(OLD_ROOM);
    modern.receives(
        EVENT.formatted(
            "urn:xmpp:bookmarks:1",
            "<item id='room@conference.localhost'>" + NEW_ROOM + "</item>"));
    old.receives(
        EVENT.formatted(
            "storage:bookmarks",
            "<item id='current'><storage xmlns='storage:bookmarks'>"
                + OLD_ROOM
                + "</storage></item>"));
  }

  @Test
  void aBookmarkInTheOldNodeIsSeenByAllOthers() {
    publishesOld(OLD_ROOM);
    modern.receives(
        EVENT.formatted(
            "urn:xmpp:bookmarks:1",
            "<item id='room@conference.localhost'>" + NEW_ROOM + "</item>"));
    assertEquals(1, kept().children().size());
  }

  @Test
  void nobodyIsToldOfWhatHasNotChanged() {
    keeps(OLD_ROOM);
    modern.receives("<message type='headline'/>");
    old.receives("<message type='headline'/>");
    keeps(OLD_ROOM);
    modern.receivesNo("message");
    old.receivesNo("message");
    keeps(OLD_ROOM + "<conference jid='other@conference.localhost'/>");
    modern.receives(
        EVENT.formatted("urn:xmpp:bookmarks:1", "<item id='other@conference.localhost'/>"));
    modern.receivesNo("message");
  }

  @Test
  void aBookmarkThatAnOldClientDropsIsRetracted() {
    publishes("room@conference.localhost", NEW_ROOM);
    modern.receives("<message type='headline'/>");
    keeps("");
    modern.receives(
        EVENT.formatted("urn:xmpp:bookmarks:1", "<retract id='room@conference.localhost'/>"));
  }

  @Test
  void aRetractedBookmarkIsGoneForOldClients() {
    publishes("room@conference.localhost", NEW_ROOM);
    alice.sends(
        "<iq type='set' id='r'><pubsub xmlns='http://jabber.org/protocol/pubsub'><retract"
            + " node='urn:xmpp:bookmarks:1' notify='true'><item"
            + " id='room@conference.localhost'/></retract></pubsub></iq>");
    alice.receives("<iq type='result' id='r'/>");
    assertTrue(kept().children().isEmpty());
  }

  @Test
  void whatAnOldClientDoesNotKnowIsKept() {
    publishes(
        "room@conference.localhost",
        "<conference xmlns='urn:xmpp:bookmarks:1' name='Room'><extensions><pin"
            + " xmlns='urn:pin'/></extensions></conference>");
    modern.receives("<message type='headline'/>");
    keeps("<conference jid='room@conference.localhost' name='Renamed'/>");
    modern.receives(
        EVENT.formatted(
            "urn:xmpp:bookmarks:1",
            "<item id='room@conference.localhost'><conference xmlns='urn:xmpp:bookmarks:1'"
                + " name='Renamed'><extensions><pin"
                + " xmlns='urn:pin'/></extensions></conference></item>"));
  }

  @Test
  void whatANewClientDoesNotKnowIsKept() {
    keeps("<url name='Home' url='http://example.org/'/>");
    publishes("room@conference.localhost", NEW_ROOM);
    assertEquals(
        1,
        kept().children("url", "storage:bookmarks").size(),
        "bookmarks of web pages exist only in the old form");
  }

  @Test
  void clearingTheOldFormAwayLosesNothing() {
    publishes("room@conference.localhost", NEW_ROOM);
    alice.sends(
        "<iq type='set' id='d'><pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><delete"
            + " node='storage:bookmarks'/></pubsub></iq>");
    alice.receives("<iq type='result' id='d'/>");
    alice.sends(
        "<iq type='get' id='i'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items"
            + " node='urn:xmpp:bookmarks:1'/></pubsub></iq>");
    alice.receives(
        "<iq type='result' id='i'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items><item"
            + " id='room@conference.localhost'/></items></pubsub></iq>");
  }
}
