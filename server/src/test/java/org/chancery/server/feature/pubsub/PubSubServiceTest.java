package org.chancery.server.feature.pubsub;

import java.util.Map;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service with a domain of its own, XEP-0060. */
class PubSubServiceTest {
  private static final String OWNER = "http://jabber.org/protocol/pubsub#owner";
  private static final String EVENT = "http://jabber.org/protocol/pubsub#event";

  private final TestServer server = new TestServer();
  private final TestClient alice = server.online("alice");
  private final TestClient bob = server.online("bob");

  @AfterEach
  void stop() {
    server.close();
  }

  private static void asks(TestClient client, String type, String namespace, String action) {
    client.sends(
        "<iq type='%s' id='q' to='pubsub.localhost'><pubsub xmlns='%s'>%s</pubsub></iq>"
            .formatted(type, namespace, action));
  }

  private static void sets(TestClient client, String action) {
    asks(client, "set", "http://jabber.org/protocol/pubsub", action);
  }

  private static void succeeds(TestClient client, String action) {
    sets(client, action);
    client.receives("<iq type='result' id='q'/>");
  }

  private static void owns(TestClient client, String action) {
    asks(client, "set", OWNER, action);
    client.receives("<iq type='result' id='q'/>");
  }

  private static void answered(TestClient client, String action) {
    client.receives(
        "<iq type='result' id='q'><pubsub xmlns='http://jabber.org/protocol/pubsub'>%s</pubsub></iq>"
            .formatted(action));
  }

  private static void refused(TestClient client, String condition, String detail) {
    String application =
        detail.isEmpty()
            ? ""
            : "<%s xmlns='http://jabber.org/protocol/pubsub#errors'/>".formatted(detail);
    client.receives(
        "<iq type='error' id='q'><error><%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>%s</error></iq>"
            .formatted(condition, application));
  }

  private static String configured(String... settings) {
    StringBuilder form = new StringBuilder("<configure><x xmlns='jabber:x:data' type='submit'>");
    for (String setting : settings) {
      String[] parts = setting.split("=");
      form.append("<field var='pubsub#%s'><value>%s</value></field>".formatted((Object[]) parts));
    }
    return form.append("</x></configure>").toString();
  }

  private static String publish(String id) {
    return "<publish node='news'><item id='%s'><news xmlns='urn:news'/></item></publish>"
        .formatted(id);
  }

  private static String event(String content) {
    return "<message type='headline' from='pubsub.localhost'><event xmlns='%s'>%s</event></message>"
        .formatted(EVENT, content);
  }

  @Test
  void subscribersAreNotifiedWhereverTheyAre() {
    succeeds(alice, "<create node='news'/>");
    sets(bob, "<subscribe node='news' jid='bob@localhost'/>");
    answered(
        bob, "<subscription node='news' jid='bob@localhost' subscription='subscribed' subid='*'/>");
    TestClient phone = server.online("bob/phone");
    succeeds(alice, publish("one"));
    String told =
        event("<items node='news'><item id='one'><news xmlns='urn:news'/></item></items>");
    bob.receives(told);
    phone.receives(told);
    alice.receivesNo("message");
  }

  @Test
  void aNewSubscriberIsSentTheNewestItem() {
    succeeds(alice, "<create node='news'/>");
    succeeds(alice, publish("one"));
    succeeds(bob, "<subscribe node='news' jid='bob@localhost/desk'/>");
    bob.receives(event("<items node='news'><item id='one'/></items>"));
  }

  @Test
  void nobodySubscribesSomebodyElse() {
    succeeds(alice, "<create node='news'/>");
    sets(bob, "<subscribe node='news' jid='carol@localhost'/>");
    refused(bob, "bad-request", "invalid-jid");
  }

  @Test
  void whoUnsubscribesHearsNoMore() {
    succeeds(alice, "<create node='news'/>");
    succeeds(bob, "<subscribe node='news' jid='bob@localhost'/>");
    succeeds(bob, "<unsubscribe node='news' jid='bob@localhost'/>");
    succeeds(alice, publish("one"));
    bob.receivesNo("message");
    sets(bob, "<unsubscribe node='news' jid='bob@localhost'/>");
    refused(bob, "unexpected-request", "not-subscribed");
  }

  @Test
  void onlyPublishersPublishUnlessTheModelIsOpen() {
    succeeds(alice, "<create node='news'/>");
    sets(bob, publish("one"));
    refused(bob, "forbidden", "");
    owns(
        alice,
        "<affiliations node='news'><affiliation jid='bob@localhost'"
            + " affiliation='publisher'/></affiliations>");
    succeeds(bob, publish("one"));
    sets(alice, "<retract node='news'><item id='one'/></retract>");
    alice.receives("<iq type='result' id='q'/>");
  }

  @Test
  void aPublisherRetractsOnlyItsOwnItems() {
    succeeds(alice, "<create node='news'/>" + configured("publish_model=open"));
    succeeds(alice, publish("one"));
    succeeds(bob, publish("two"));
    sets(bob, "<retract node='news'><item id='one'/></retract>");
    refused(bob, "forbidden", "");
    succeeds(bob, "<retract node='news'><item id='two'/></retract>");
  }

  @Test
  void anOwnerApprovesSubscriptions() {
    succeeds(alice, "<create node='news'/>" + configured("access_model=authorize"));
    sets(bob, "<subscribe node='news' jid='bob@localhost'/>");
    answered(bob, "<subscription node='news' subscription='pending'/>");
    alice.receives(
        "<message from='pubsub.localhost'><x xmlns='jabber:x:data' type='form'><field"
            + " var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#subscribe_authorization</value></field><field"
            + " var='pubsub#subscriber_jid'><value>bob@localhost</value></field></x></message>");
    succeeds(alice, publish("one"));
    bob.receivesNo("message");
    alice.sends(
        "<message to='pubsub.localhost'><x xmlns='jabber:x:data' type='submit'><field"
            + " var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#subscribe_authorization</value></field><field"
            + " var='pubsub#node'><value>news</value></field><field"
            + " var='pubsub#subscriber_jid'><value>bob@localhost</value></field><field"
            + " var='pubsub#allow'><value>1</value></field></x></message>");
    bob.receives(
        "<message><event xmlns='%s'><subscription node='news' subscription='subscribed'/></event></message>"
            .formatted(EVENT));
    bob.receives(event("<items node='news'><item id='one'/></items>"));
  }

  @Test
  void nobodyApprovesTheirOwnSubscription() {
    succeeds(alice, "<create node='news'/>" + configured("access_model=authorize"));
    succeeds(bob, "<subscribe node='news' jid='bob@localhost'/>");
    bob.sends(
        "<message to='pubsub.localhost'><x xmlns='jabber:x:data' type='submit'><field"
            + " var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#subscribe_authorization</value></field><field"
            + " var='pubsub#node'><value>news</value></field><field"
            + " var='pubsub#subscriber_jid'><value>bob@localhost</value></field><field"
            + " var='pubsub#allow'><value>1</value></field></x></message>");
    bob.settles();
    asks(bob, "get", "http://jabber.org/protocol/pubsub", "<items node='news'/>");
    refused(bob, "not-authorized", "not-subscribed");
  }

  @Test
  void anOutcastIsToldNothing() {
    succeeds(alice, "<create node='news'/>");
    succeeds(bob, "<subscribe node='news' jid='bob@localhost'/>");
    owns(
        alice,
        "<affiliations node='news'><affiliation jid='bob@localhost'"
            + " affiliation='outcast'/></affiliations>");
    bob.receives("<message/>"); // that the subscription has ended
    succeeds(alice, publish("one"));
    bob.receivesNo("message");
    sets(bob, "<subscribe node='news' jid='bob@localhost'/>");
    refused(bob, "forbidden", "");
  }

  @Test
  void aNodeKeepsAnOwner() {
    succeeds(alice, "<create node='news'/>");
    asks(
        alice,
        "set",
        OWNER,
        "<affiliations node='news'><affiliation jid='alice@localhost'"
            + " affiliation='none'/></affiliations>");
    refused(alice, "not-acceptable", "");
  }

  @Test
  void aFullNodeRefusesOrMakesRoom() {
    succeeds(
        alice, "<create node='news'/>" + configured("max_items=2", "publish_node_full=reject"));
    succeeds(alice, publish("one"));
    succeeds(alice, publish("two"));
    sets(alice, publish("three"));
    refused(alice, "conflict", "node-full");
    succeeds(alice, publish("two"));
  }

  @Test
  void whatIsKeptForWhoeverMadeTheNodesIsBounded() {
    try (TestServer small = new TestServer(Map.of("pubsub.bytes-per-person", "64KiB"))) {
      TestClient carol = small.online("carol");
      TestClient dave = small.online("dave");
      succeeds(carol, "<create node='news'/>" + configured("publish_model=open"));
      succeeds(carol, publish("one", 40_000));
      sets(dave, publish("two", 40_000));
      refused(dave, "resource-constraint", "");
      succeeds(carol, publish("one", 41_000));
      carol.sends(
          "<iq type='set' id='q'><pubsub xmlns='http://jabber.org/protocol/pubsub'>%s</pubsub></iq>"
              .formatted(publish("two", 40_000)));
      refused(carol, "resource-constraint", "");
      succeeds(carol, "<retract node='news'><item id='one'/></retract>");
      succeeds(dave, publish("two", 40_000));
    }
  }

  private static String publish(String id, int characters) {
    return "<publish node='news'><item id='%s'><news xmlns='urn:news'>%s</news></item></publish>"
        .formatted(id, "x".repeat(characters));
  }

  @Test
  void aTransientNodeTakesNoItem() {
    succeeds(alice, "<create node='news'/>" + configured("persist_items=0", "deliver_payloads=0"));
    succeeds(bob, "<subscribe node='news' jid='bob@localhost'/>");
    sets(alice, publish("one"));
    refused(alice, "bad-request", "item-forbidden");
    succeeds(alice, "<publish node='news'/>");
    bob.receives(event("<items node='news'/>"));
  }

  @Test
  void itemsComeInPages() {
    succeeds(alice, "<create node='news'/>");
    for (String id : new String[] {"1", "2", "3"}) {
      succeeds(alice, publish(id));
    }
    asks(
        bob,
        "get",
        "http://jabber.org/protocol/pubsub",
        "<items node='news'/><set"
            + " xmlns='http://jabber.org/protocol/rsm'><max>2</max><before/></set>");
    answered(
        bob,
        "<items node='news'><item id='2'/><item id='3'/></items><set"
            + " xmlns='http://jabber.org/protocol/rsm'><first"
            + " index='1'>2</first><last>3</last><count>3</count></set>");
    asks(
        bob,
        "get",
        "http://jabber.org/protocol/pubsub",
        "<items node='news'/><set xmlns='http://jabber.org/protocol/rsm'><after>' OR"
            + " '1'='1</after></set>");
    refused(bob, "item-not-found", "");
    asks(
        bob,
        "get",
        "http://jabber.org/protocol/pubsub",
        "<items node='news'><item id='1'/><item id='9'/></items>");
    answered(bob, "<items node='news'><item id='1'/></items>");
    asks(bob, "get", "http://jabber.org/protocol/pubsub", "<items node='news' max_items='1'/>");
    answered(bob, "<items node='news'><item id='3'/></items>");
  }

  @Test
  void anOwnerPurgesDeletesAndConfigures() {
    succeeds(alice, "<create node='news'/>" + configured("notify_config=1"));
    succeeds(bob, "<subscribe node='news' jid='bob@localhost'/>");
    succeeds(alice, publish("one"));
    bob.receives(event("<items node='news'/>"));
    owns(
        alice,
        "<configure node='news'><x xmlns='jabber:x:data' type='submit'>"
            + "<field var='pubsub#title'><value>The news</value></field></x></configure>");
    bob.receives(
        event(
            "<configuration node='news'><x xmlns='jabber:x:data' type='result'>"
                + "<field var='pubsub#title'><value>The news</value></field></x></configuration>"));
    owns(alice, "<purge node='news'/>");
    bob.receives(event("<purge node='news'/>"));
    asks(bob, "set", OWNER, "<delete node='news'/>");
    refused(bob, "forbidden", "");
    owns(alice, "<delete node='news'><redirect uri='xmpp:pubsub.localhost?;node=more'/></delete>");
    bob.receives(
        event("<delete node='news'><redirect uri='xmpp:pubsub.localhost?;node=more'/></delete>"));
    sets(alice, publish("one").replace("news", "other"));
    alice.receives("<iq type='result' id='q'/>");
  }

  @Test
  void aNodeWithoutANameGetsOne() {
    sets(alice, "<create/>");
    answered(alice, "<create node='*'/>");
  }

  @Test
  void twoNodesCanNotHaveOneName() {
    succeeds(alice, "<create node='news'/>");
    sets(bob, "<create node='news'/>");
    refused(bob, "conflict", "");
  }

  @Test
  void theServiceIsFoundAndDescribesItself() {
    alice.sends(
        "<iq type='get' id='d' to='localhost'><query"
            + " xmlns='http://jabber.org/protocol/disco#items'/></iq>");
    alice.receives(
        "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#items'><item"
            + " jid='pubsub.localhost'/></query></iq>");
    succeeds(alice, "<create node='news'/>" + configured("title=News"));
    alice.sends(
        "<iq type='get' id='d' to='pubsub.localhost'><query"
            + " xmlns='http://jabber.org/protocol/disco#items'/></iq>");
    alice.receives(
        "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#items'>"
            + "<item jid='pubsub.localhost' node='news' name='News'/></query></iq>");
    alice.sends(
        "<iq type='get' id='d' to='pubsub.localhost'><query"
            + " xmlns='http://jabber.org/protocol/disco#info' node='news'/></iq>");
    alice.receives(
        "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#info'"
            + " node='news'><identity category='pubsub' type='leaf'/><x xmlns='jabber:x:data'"
            + " type='result'><field"
            + " var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#meta-data</value></field><field"
            + " var='pubsub#owner'><value>alice@localhost</value></field></x></query></iq>");
  }

  @Test
  void ownSubscriptionsAndAffiliationsAreListed() {
    succeeds(alice, "<create node='news'/>");
    succeeds(alice, "<subscribe node='news' jid='alice@localhost'/>");
    asks(alice, "get", "http://jabber.org/protocol/pubsub", "<subscriptions/>");
    answered(
        alice,
        "<subscriptions><subscription node='news' jid='alice@localhost'"
            + " subscription='subscribed'/></subscriptions>");
    asks(alice, "get", "http://jabber.org/protocol/pubsub", "<affiliations/>");
    answered(alice, "<affiliations><affiliation node='news' affiliation='owner'/></affiliations>");
  }

  @Test
  void whoWantsNoNotificationsGetsNone() {
    succeeds(alice, "<create node='news'/>");
    succeeds(bob, "<subscribe node='news' jid='bob@localhost'/>");
    succeeds(
        bob,
        "<options node='news' jid='bob@localhost'><x xmlns='jabber:x:data' type='submit'>"
            + "<field var='pubsub#deliver'><value>0</value></field></x></options>");
    succeeds(alice, publish("one"));
    bob.receivesNo("message");
  }

  @Test
  void whereOnlyAdministratorsMakeNodesOthersDoNot() {
    try (TestServer strict =
        new TestServer(Map.of("pubsub.create-nodes", "false", "admins", "[\"alice@localhost\"]"))) {
      TestClient admin = strict.online("alice");
      TestClient other = strict.online("bob");
      succeeds(admin, "<create node='news'/>");
      sets(other, "<create node='mine'/>");
      refused(other, "forbidden", "");
    }
  }

  @Test
  void aRequestForNothingIsRefused() {
    sets(alice, "");
    refused(alice, "bad-request", "");
    sets(alice, "<levitate node='news'/>");
    refused(alice, "feature-not-implemented", "");
  }
}
