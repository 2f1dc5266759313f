package org.chancery.server.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

/** What widespread clients look for, and where: one word missing switches whole features off. */
class ClientExpectationsTest {
  private static final String INFO = "http://jabber.org/protocol/disco#info";
  private static final String PUBSUB = "http://jabber.org/protocol/pubsub";

  private static Set<String> features(TestClient client, String address) {
    client.sends(
        "<iq type='get' id='info' to='%s'><query xmlns='%s'/></iq>".formatted(address, INFO));
    Element info = client.receives("<iq type='result' id='info'/>").firstChild().orElseThrow();
    return info.children("feature", INFO).stream()
        .map(feature -> feature.attribute("var").orElseThrow())
        .collect(Collectors.toSet());
  }

  private static void hasAll(Set<String> features, String... wanted) {
    for (String feature : wanted) {
      assertTrue(features.contains(feature), feature);
    }
  }

  @Test
  void theAccountHasWhatBelongsToThePerson() {
    try (TestServer server =
            new TestServer(Map.of("chancery.push.services", "[\"push.localhost\"]"));
        TestClient alice = server.online("alice")) {
      hasAll(
          features(alice, "alice@localhost"),
          "urn:xmpp:mam:2",
          "urn:xmpp:mam:2#extended",
          "urn:xmpp:sid:0",
          "urn:xmpp:push:0",
          "urn:xmpp:bookmarks:1#compat",
          "urn:xmpp:bookmarks:1#compat-pep",
          "urn:xmpp:bookmarks-conversion:0",
          "urn:xmpp:pep-vcard-conversion:0",
          "urn:xmpp:blocking",
          "vcard-temp",
          PUBSUB + "#publish-options",
          PUBSUB + "#config-node-max");
    }
  }

  @Test
  void theServerHasWhatBelongsToTheServiceAndPublishSubscribeForThoseWhoAskThere() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      hasAll(
          features(alice, "localhost"),
          "urn:xmpp:carbons:2",
          "urn:xmpp:carbons:rules:0",
          "urn:xmpp:blocking",
          "msgoffline",
          "vcard-temp",
          "urn:xmpp:ping",
          PUBSUB + "#publish-options",
          PUBSUB + "#config-node-max");
    }
  }

  @Test
  void everyAddressThatOffersSomethingAnswersPings() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      for (String address :
          List.of(
              "localhost",
              "alice@localhost",
              "pubsub.localhost",
              "rooms.localhost",
              "search.localhost")) {
        alice.sends(
            "<iq type='get' id='p' to='%s'><ping xmlns='urn:xmpp:ping'/></iq>".formatted(address));
        alice.receives("<iq type='result' id='p' from='%s'/>".formatted(address));
      }
    }
  }

  @Test
  void whatWasHeldForAnInactiveClientComesBeforeAnAnswerToIt() {
    try (TestServer server = new TestServer()) {
      server.befriends("alice", "bob");
      try (TestClient bob = server.online("bob");
          TestClient alice = server.online("alice")) {
        bob.receives("<presence from='alice@localhost/desk'/>");
        bob.sends("<inactive xmlns='urn:xmpp:csi:0'/>").settles();
        alice.sends("<presence><show>away</show></presence>");
        alice
            .sends(
                "<message type='chat' to='bob@localhost'><composing"
                    + " xmlns='http://jabber.org/protocol/chatstates'/></message>")
            .settles();
        bob.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>");
        List<String> names =
            bob.elementsUntilPong().stream()
                .filter(element -> !element.attribute("from").orElse("").startsWith("bob"))
                .map(Element::name)
                .toList();
        assertEquals(List.of("presence", "message", "iq"), names);
      }
    }
  }

  @Test
  void anItemSetAsLargeAsAllowedKeepsEverything() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      for (int i = 1; i <= 3; i++) {
        alice.sends(
            """
            <iq type='set' id='p%1$d'><pubsub xmlns='%2$s'>
              <publish node='urn:xmpp:mds:displayed:0'>
                <item id='%1$d'><displayed xmlns='urn:xmpp:mds:displayed:0'/></item></publish>
              <publish-options><x xmlns='jabber:x:data' type='submit'>
                <field var='FORM_TYPE'><value>%2$s#publish-options</value></field>
                <field var='pubsub#persist_items'><value>true</value></field>
                <field var='pubsub#max_items'><value>max</value></field>
                <field var='pubsub#send_last_published_item'><value>never</value></field>
                <field var='pubsub#access_model'><value>whitelist</value></field>
              </x></publish-options>
            </pubsub></iq>
            """
                .formatted(i, PUBSUB));
        alice.receives("<iq type='result' id='p%d'/>".formatted(i));
      }
      alice.sends(
          "<iq type='get' id='i'><pubsub xmlns='%s'><items node='urn:xmpp:mds:displayed:0'/></pubsub></iq>"
              .formatted(PUBSUB));
      Element items =
          alice
              .receives("<iq type='result' id='i'/>")
              .firstChild()
              .flatMap(Element::firstChild)
              .orElseThrow();
      assertEquals(3, items.children().size());
    }
  }

  @Test
  void everySettingOfANodeCanBeAPrecondition() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      String publish =
          """
          <iq type='set' id='p'><pubsub xmlns='%1$s'>
            <publish node='urn:x:any'><item id='1'><x xmlns='urn:x'/></item></publish>%2$s
          </pubsub></iq>
          """;
      alice.sends(publish.formatted(PUBSUB, "")).receives("<iq type='result' id='p'/>");
      alice.sends(
          "<iq type='get' id='c'><pubsub xmlns='%s#owner'><configure node='urn:x:any'/></pubsub></iq>"
              .formatted(PUBSUB));
      Element form =
          alice
              .receives("<iq type='result' id='c'/>")
              .firstChild()
              .flatMap(Element::firstChild)
              .flatMap(Element::firstChild)
              .orElseThrow();
      List<Element> fields =
          form.children("field", "jabber:x:data").stream()
              .filter(field -> field.attribute("var").orElse("").startsWith("pubsub#"))
              .toList();
      assertTrue(fields.size() > 10, form.toXml());
      for (Element field : fields) {
        String values =
            field.children("value", "jabber:x:data").stream()
                .map(Element::toXml)
                .collect(Collectors.joining());
        String options =
            """
            <publish-options><x xmlns='jabber:x:data' type='submit'>
              <field var='FORM_TYPE'><value>%s#publish-options</value></field>
              <field var='%s'>%s</field>
            </x></publish-options>
            """
                .formatted(PUBSUB, field.attribute("var").orElseThrow(), values);
        alice.sends(publish.formatted(PUBSUB, options)).receives("<iq type='result' id='p'/>");
      }
    }
  }

  @Test
  void aRosterThatIsKnownIsNotSentAgainAndPushesFollowTheAnswer() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster' ver=''/></iq>");
      alice.receives("<iq type='result' id='r'><query xmlns='jabber:iq:roster' ver='*'/></iq>");
      for (String name : List.of("Bob", "Robert")) {
        alice.sends(
            "<iq type='set' id='s'><query xmlns='jabber:iq:roster'><item jid='bob@localhost' name='%s'/></query></iq>"
                .formatted(name));
        alice.receives(
            "<iq type='set'><query xmlns='jabber:iq:roster' ver='*'><item jid='bob@localhost' name='%s'/></query></iq>"
                .formatted(name));
        alice.receives("<iq type='result' id='s'/>");
      }
      alice.sends("<iq type='get' id='again'><query xmlns='jabber:iq:roster' ver=''/></iq>");
      String version =
          alice
              .receives("<iq type='result' id='again'/>")
              .firstChild()
              .flatMap(query -> query.attribute("ver"))
              .orElseThrow();
      alice.sends(
          "<iq type='get' id='same'><query xmlns='jabber:iq:roster' ver='%s'/></iq>"
              .formatted(version));
      assertEquals(
          List.of(), alice.receives("<iq type='result' id='same'/>").children(), "nothing new");
    }
  }
}
