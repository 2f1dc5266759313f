package org.chancery.server.feature.caps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.chancery.protocol.Element;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.feature.disco.CapsHash;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EntityCapsTest {
  private static final String INFO =
      "<query xmlns='http://jabber.org/protocol/disco#info'>"
          + "<identity category='client' type='pc' name='Test'/>"
          + "<feature var='http://jabber.org/protocol/mood+notify'/>"
          + "<feature var='urn:xmpp:ping'/></query>";
  private static final String VER = CapsHash.sha1(XmlReader.parse(INFO).children());

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anUnknownClientIsAskedOnce() {
    TestClient alice = server.connects("alice");
    announces(alice, VER);
    answers(alice, INFO);
    TestClient bob = server.connects("bob");
    announces(bob, VER);

    bob.receivesNo("iq");
    assertTrue(interested(bob));
  }

  @Test
  void whatTheHashDoesNotProveIsBelievedOfItsSenderAlone() {
    TestClient eve = server.connects("eve");
    announces(eve, VER);
    answers(eve, INFO.replace("urn:xmpp:ping", "http://jabber.org/protocol/tune+notify"));
    TestClient alice = server.connects("alice");
    announces(alice, VER);
    answers(alice, INFO);

    assertTrue(caps().interested(session(eve), "http://jabber.org/protocol/tune"));
    assertFalse(caps().interested(session(alice), "http://jabber.org/protocol/tune"));
    assertTrue(interested(alice));
  }

  @Test
  void aDescriptionThatHidesFeaturesInAnIdentityIsNotRemembered() {
    Element honest =
        XmlReader.parse(
            "<query xmlns='http://jabber.org/protocol/disco#info'>"
                + "<identity category='client' type='pc' name='Test'/>"
                + "<feature var='urn:a'/><feature var='urn:b+notify'/></query>");
    String forged =
        "<query xmlns='http://jabber.org/protocol/disco#info'>"
            + "<identity category='client' type='pc' name='Test&lt;urn:a'/>"
            + "<feature var='urn:b+notify'/></query>";
    String ver = CapsHash.sha1(honest.children());
    assertEquals(ver, CapsHash.sha1(XmlReader.parse(forged).children()));
    TestClient eve = server.connects("eve");
    announces(eve, ver);
    answers(eve, forged);

    assertEquals(0, caps().remembered());
  }

  @Test
  void anAnswerFromSomebodyElseIsNotTaken() {
    TestClient alice = server.connects("alice");
    announces(alice, VER);
    Element asked = alice.receives("<iq type='get'/>");
    String id = asked.attribute("id").orElseThrow();
    TestClient eve = server.connects("eve");
    eve.sends("<iq type='result' id='%s' to='alice@localhost'>%s</iq>".formatted(id, INFO));
    eve.elementsUntilPong();

    assertFalse(interested(alice));
  }

  @Test
  void aClientThatGoesUnavailableIsNoLongerInterested() {
    TestClient alice = server.connects("alice");
    announces(alice, VER);
    answers(alice, INFO);
    alice.sends("<presence type='unavailable'/>").elementsUntilPong();

    assertFalse(interested(alice));
  }

  private void announces(TestClient client, String ver) {
    client.sends(
        "<presence><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:test' ver='%s'/></presence>"
            .formatted(ver));
    client.receives("<presence/>");
  }

  private static void answers(TestClient client, String info) {
    Element asked =
        client.receives(
            "<iq type='get'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
    client.sends(
        "<iq type='result' id='%s' to='%s'>%s</iq>"
            .formatted(
                asked.attribute("id").orElseThrow(), asked.attribute("from").orElseThrow(), info));
    client.elementsUntilPong();
  }

  private boolean interested(TestClient client) {
    return caps().interested(session(client), "http://jabber.org/protocol/mood");
  }

  private org.chancery.server.session.Session session(TestClient client) {
    return server.core().sessions().find(client.address()).orElseThrow();
  }

  private EntityCaps caps() {
    return server.core().features().stream()
        .filter(EntityCaps.class::isInstance)
        .map(EntityCaps.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
