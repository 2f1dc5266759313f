package org.chancery.server.feature.pubsub;

import org.chancery.server.audit.Exclusion;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What a person's own clients and contacts see, XEP-0163. */
class PersonalEventingTest {
  private static final String MOOD = "http://jabber.org/protocol/mood";
  private static final String BOOKMARKS = "urn:xmpp:bookmarks:1";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private static String publish(String node, String item, String... options) {
    StringBuilder form = new StringBuilder();
    for (String option : options) {
      String[] parts = option.split("=");
      form.append("<field var='pubsub#%s'><value>%s</value></field>".formatted((Object[]) parts));
    }
    String publishOptions =
        options.length == 0
            ? ""
            : "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'"
                + " type='hidden'>"
                + "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
                + form
                + "</x></publish-options>";
    return "<iq type='set' id='p'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='"
        + node
        + "'><item id='"
        + item
        + "'><mood xmlns='http://jabber.org/protocol/mood'><happy/></mood></item></publish>"
        + publishOptions
        + "</pubsub></iq>";
  }

  private static String items(String owner, String node) {
    return "<iq type='get' id='i' to='%s'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='%s'/></pubsub></iq>"
        .formatted(owner, node);
  }

  private static final String EVENT =
      "<message type='headline' from='alice@localhost' to='%s' id='*'>"
          + "<event xmlns='http://jabber.org/protocol/pubsub#event'>"
          + "<items node='"
          + MOOD
          + "'><item id='current'><mood"
          + " xmlns='http://jabber.org/protocol/mood'><happy/></mood></item></items>"
          + "</event></message>";

  @Test
  void contactsAndOwnClientsThatWantToAreNotified() {
    server.befriends("alice", "bob");
    TestClient alice = server.connects("alice").isInterestedIn(MOOD);
    TestClient phone = server.connects("alice/phone").isInterestedIn(MOOD);
    TestClient bob = server.connects("bob").isInterestedIn(MOOD);
    TestClient bobsPhone = server.online("bob/phone");
    TestClient carol = server.connects("carol").isInterestedIn(MOOD);
    alice.sends(publish(MOOD, "current"));
    alice.receives(
        "<iq type='result' id='p'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='"
            + MOOD
            + "'><item id='current'/></publish></pubsub></iq>");

    alice.receives(EVENT.formatted("alice@localhost/desk"));
    phone.receives(EVENT.formatted("alice@localhost/phone"));
    bob.receives(EVENT.formatted("bob@localhost/desk"));
    bobsPhone.receivesNo("message");
    carol.receivesNo("message");
    Assertions.assertEquals(
        1, server.core().auditLog().excluded(Exclusion.PUBSUB_EVENT), "one exclusion an event");
  }

  @Test
  void whoComesLaterIsSentTheNewestItem() {
    server.befriends("alice", "bob");
    TestClient alice = server.online("alice");
    alice.sends(publish(MOOD, "current")).receives("<iq type='result' id='p'/>");
    TestClient bob = server.connects("bob").isInterestedIn(MOOD);

    bob.receives(
        EVENT
            .formatted("bob@localhost/desk")
            .replace("</message>", "<delay xmlns='urn:xmpp:delay' stamp='*'/></message>"));
  }

  @Test
  void whoIsLetInIsSentTheNewestItem() {
    TestClient alice = server.online("alice");
    alice.sends(publish(MOOD, "current")).receives("<iq type='result' id='p'/>");
    TestClient bob = server.connects("bob").isInterestedIn(MOOD);
    bob.sends("<presence type='subscribe' to='alice@localhost'/>").settles();
    alice.sends("<presence type='subscribed' to='bob@localhost'/>").settles();

    bob.receives(EVENT.formatted("bob@localhost/desk"));
  }

  @Test
  void aStrangerIsToldWhyItMayNotRead() {
    TestClient alice = server.online("alice");
    alice.sends(publish(MOOD, "current")).receives("<iq type='result' id='p'/>");
    TestClient eve = server.online("eve");
    eve.sends(items("alice@localhost", MOOD));

    eve.receives(
        "<iq type='error' id='i'><error type='auth'>"
            + "<not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            + "<presence-subscription-required xmlns='http://jabber.org/protocol/pubsub#errors'/>"
            + "</error></iq>");
  }

  @Test
  void anOpenNodeIsReadByStrangers() {
    String node = "eu.siacs.conversations.axolotl.devicelist";
    TestClient alice = server.online("alice");
    alice.sends(publish(node, "current", "access_model=open", "max_items=max"));
    alice.receives("<iq type='result' id='p'/>");
    TestClient eve = server.online("eve");
    eve.sends(items("alice@localhost", node));

    eve.receives(
        "<iq type='result' id='i'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='"
            + node
            + "'><item id='current'><mood"
            + " xmlns='http://jabber.org/protocol/mood'/></item></items></pubsub></iq>");
  }

  @Test
  void nobodyPublishesForSomebodyElse() {
    server.befriends("alice", "bob");
    TestClient bob = server.online("bob");
    bob.sends(publish(MOOD, "x").replace("id='p'", "id='p' to='alice@localhost'"));

    bob.receives(
        "<iq type='error' id='p'><error type='auth'><forbidden"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
  }

  @Test
  void anUnmetPreconditionChangesNothing() {
    TestClient alice = server.connects("alice").isInterestedIn(MOOD);
    alice.sends(publish(MOOD, "one")).receives("<iq type='result' id='p'/>");
    alice.receives("<message type='headline'/>");
    for (String option :
        new String[] {
          "access_model=open",
          "max_items=5",
          "persist_items=0",
          "send_last_published_item=never",
          "title=Other",
          "notify_retract=false"
        }) {
      alice.sends(publish(MOOD, "two", option));
      alice.receives(
          "<iq type='error' id='p'><error type='cancel'>"
              + "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
              + "<precondition-not-met xmlns='http://jabber.org/protocol/pubsub#errors'/>"
              + "</error></iq>");
    }
    alice.receivesNo("message");
    alice.sends(items("alice@localhost", MOOD));
    alice.receives(
        "<iq type='result' id='i'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items><item"
            + " id='one'/></items></pubsub></iq>");
  }

  @Test
  void aMetPreconditionIsNoObstacleHoweverItIsWritten() {
    TestClient alice = server.online("alice");
    alice.sends(
        publish(BOOKMARKS, "r", "persist_items=true", "max_items=max", "access_model=whitelist"));
    alice.receives("<iq type='result' id='p'/>");
    alice.sends(
        publish(BOOKMARKS, "s", "persist_items=1", "max_items=1000", "access_model=whitelist"));
    alice.receives("<iq type='result' id='p'/>");
  }

  @Test
  void anUnknownPreconditionIsRefused() {
    TestClient alice = server.online("alice");
    alice.sends(publish(MOOD, "one", "no_such_thing=1"));
    alice.receives("<iq type='error' id='p'/>");
    alice.sends(items("alice@localhost", MOOD));
    alice.receives("<iq type='error' id='i'/>");
  }

  @Test
  void bookmarksStayPrivateWhateverTheClientForgets() {
    server.befriends("alice", "bob");
    TestClient alice = server.online("alice");
    TestClient bob = server.connects("bob").isInterestedIn(BOOKMARKS, "storage:bookmarks");
    alice.sends(publish(BOOKMARKS, "room@conference.localhost"));
    alice.receives("<iq type='result' id='p'/>");
    bob.receivesNo("message");
    bob.sends(items("alice@localhost", BOOKMARKS));
    bob.receives(
        "<iq type='error' id='i'><error><not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            + "<closed-node xmlns='http://jabber.org/protocol/pubsub#errors'/></error></iq>");
  }

  @Test
  void bookmarksCanNotBeOpened() {
    TestClient alice = server.online("alice");
    alice.sends(publish(BOOKMARKS, "room@conference.localhost", "access_model=open"));
    alice.receives(
        "<iq type='error' id='p'><error><conflict"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    alice.sends(publish(BOOKMARKS, "room@conference.localhost"));
    alice.receives("<iq type='result' id='p'/>");
    alice.sends(
        "<iq type='set' id='c'><pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure"
            + " node='urn:xmpp:bookmarks:1'><x xmlns='jabber:x:data' type='submit'><field"
            + " var='pubsub#access_model'><value>open</value></field></x>"
            + "</configure></pubsub></iq>");
    alice.receives(
        "<iq type='error' id='c'><error><not-acceptable"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
  }

  @Test
  void aRetractedItemIsToldAndGone() {
    TestClient alice = server.online("alice");
    TestClient phone = server.connects("alice/phone").isInterestedIn(MOOD);
    alice.sends(publish(MOOD, "current")).receives("<iq type='result' id='p'/>");
    phone.receives("<message type='headline'/>");
    alice.sends(
        "<iq type='set' id='r'><pubsub xmlns='http://jabber.org/protocol/pubsub'><retract node='"
            + MOOD
            + "' notify='1'><item id='current'/></retract></pubsub></iq>");
    alice.receives("<iq type='result' id='r'/>");
    phone.receives(
        "<message><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='"
            + MOOD
            + "'><retract id='current'/></items></event></message>");
    alice.sends(items("alice@localhost", MOOD));
    alice.receives("<iq type='result' id='i'/>");
  }

  @Test
  void rosterGroupsDecideWhereTheModelSaysSo() {
    server.befriends("alice", "bob");
    server.befriends("alice", "carol");
    TestClient alice = server.online("alice");
    alice.sends(
        "<iq type='set' id='g'><query xmlns='jabber:iq:roster'><item"
            + " jid='bob@localhost'><group>Friends</group></item></query></iq>");
    alice.receives("<iq type='result' id='g'/>");
    TestClient bob = server.connects("bob").isInterestedIn(MOOD);
    TestClient carol = server.connects("carol").isInterestedIn(MOOD);
    alice.sends(publish(MOOD, "current", "access_model=roster", "roster_groups_allowed=Friends"));
    alice.receives("<iq type='result' id='p'/>");
    bob.receives("<message type='headline'/>");
    carol.receivesNo("message");
    carol.sends(items("alice@localhost", MOOD));
    carol.receives(
        "<iq type='error' id='i'><error><not-authorized"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><not-in-roster-group"
            + " xmlns='http://jabber.org/protocol/pubsub#errors'/></error></iq>");
  }

  @Test
  void theAccountShowsWhatClientsLookFor() {
    TestClient alice = server.online("alice");
    alice.sends(
        "<iq type='get' id='d' to='alice@localhost'><query"
            + " xmlns='http://jabber.org/protocol/disco#info'/></iq>");
    StringBuilder expected =
        new StringBuilder(
            "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#info'>");
    expected.append("<identity category='pubsub' type='pep'/>");
    for (String feature :
        new String[] {
          "auto-create",
          "config-node-max",
          "create-nodes",
          "delete-items",
          "delete-nodes",
          "filtered-notifications",
          "item-ids",
          "multi-items",
          "persistent-items",
          "publish",
          "publish-options",
          "retrieve-items",
          "subscribe"
        }) {
      expected.append("<feature var='http://jabber.org/protocol/pubsub#%s'/>".formatted(feature));
    }
    alice.receives(expected.append("</query></iq>").toString());
  }

  @Test
  void itemsOfAnUnknownAccountLookLikeThoseOfAMissingNode() {
    TestClient alice = server.online("alice");
    String missing =
        "<iq type='error' id='i'><error type='cancel'><item-not-found"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>";
    alice.sends(items("nobody@localhost", MOOD));
    alice.receives(missing);
    alice.sends(items("bob@localhost", MOOD));
    alice.receives(missing);
  }

  @Test
  void notificationsAreRecordedWhereTheConfigurationSaysSo() {
    try (TestServer recording = new TestServer(java.util.Map.of("pubsub.record-events", "true"))) {
      TestClient alice = recording.connects("alice").isInterestedIn(MOOD);
      TestClient phone = recording.connects("alice/phone").isInterestedIn(MOOD);
      alice.sends(publish(MOOD, "current"));
      phone.receives("<message type='headline'/>");
      long rows =
          recording.record().entries().stream()
              .filter(entry -> entry.xml().contains("pubsub#event"))
              .peek(entry -> Assertions.assertEquals(2, entry.audience().size()))
              .count();
      Assertions.assertEquals(1, rows);
    }
  }
}
