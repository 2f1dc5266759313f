package org.chancery.server.feature.vcard;

import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VCardsTest {
  private final TestServer server = new TestServer();
  private final TestClient alice = server.online("alice");

  @AfterEach
  void stop() {
    server.close();
  }

  private static String get(String whose) {
    return "<iq type='get' id='g' to='%s'><vCard xmlns='vcard-temp'/></iq>".formatted(whose);
  }

  @Test
  void whatAPersonSetsOthersSee() {
    alice
        .sends(
            "<iq type='set' id='s'><vCard xmlns='vcard-temp'><NICKNAME>Al</NICKNAME></vCard></iq>")
        .receives("<iq type='result' id='s'/>");
    TestClient bob = server.online("bob");
    bob.sends(get("alice@localhost"));
    bob.receives(
        "<iq type='result' id='g'><vCard xmlns='vcard-temp'><NICKNAME>Al</NICKNAME></vCard></iq>");
  }

  @Test
  void whatTheDirectorySaysStands() {
    TestClient carol = server.online("carol");
    carol
        .sends(
            "<iq type='set' id='s'><vCard xmlns='vcard-temp'><FN>The"
                + " Boss</FN><NICKNAME>C</NICKNAME></vCard></iq>")
        .receives("<iq type='result' id='s'/>");
    alice.sends(get("carol@localhost"));
    alice.receives(
        "<iq type='result' id='g'><vCard xmlns='vcard-temp'><FN>Carol"
            + " Smith</FN><EMAIL><USERID>carol@example.org</USERID></EMAIL><TEL><NUMBER>+49 30"
            + " 1234</NUMBER></TEL>"
            + "<ORG><ORGUNIT>Sales</ORGUNIT></ORG><TITLE>Director</TITLE><NICKNAME>C</NICKNAME></vCard></iq>");
  }

  @Test
  void anEmptyCardAndAnUnknownPersonLookTheSame() {
    String missing =
        "<iq type='error' id='g'><error><item-not-found"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>";
    alice.sends(get("bob@localhost"));
    alice.receives(missing);
    alice.sends(get("nobody@localhost"));
    alice.receives(missing);
  }

  @Test
  void theOwnCardIsThereFromTheBeginning() {
    alice.sends("<iq type='get' id='g'><vCard xmlns='vcard-temp'/></iq>");
    alice.receives("<iq type='result' id='g'><vCard xmlns='vcard-temp'/></iq>");
  }

  @Test
  void nobodySetsSomebodyElsesCard() {
    alice.sends(
        "<iq type='set' id='s' to='bob@localhost'><vCard"
            + " xmlns='vcard-temp'><FN>Silly</FN></vCard></iq>");
    alice.receives("<iq type='error' id='s'/>");
  }

  @Test
  void theDirectorysPeopleHaveANewCardToo() {
    String expected =
        "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>Carol Smith</text></fn>"
            + "<email><text>carol@example.org</text></email></vcard>";
    alice.sends(
        "<iq type='get' id='g' to='carol@localhost'><vcard"
            + " xmlns='urn:ietf:params:xml:ns:vcard-4.0'/></iq>");
    alice.receives("<iq type='result' id='g'>%s</iq>".formatted(expected));
    alice.sends(
        "<iq type='get' id='g' to='carol@localhost'><pubsub"
            + " xmlns='http://jabber.org/protocol/pubsub'><items"
            + " node='urn:xmpp:vcard4'/></pubsub></iq>");
    alice.receives(
        "<iq type='result' id='g'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:vcard4'><item id='current'>%s</item></items></pubsub></iq>"
            .formatted(expected));
  }
}
