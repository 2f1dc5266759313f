package org.chancery.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

/**
 * A device on a bad network: it drops its connection again and again, at random points, while it is
 * written to. In the end it has shown each message once and in order, and its history has the same.
 */
class DroppedConnectionsTest {
  private static final int DROPS = 1_000;

  @Test
  void aDeviceThatDropsAThousandTimesHasEachMessageOnceAndInOrder() {
    Random random = new Random(42);
    List<String> sent = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    try (TestServer server = new TestServer(Map.of("chancery.client.unacknowledged", "10000"));
        TestClient alice = server.online("alice")) {
      TestClient bob = server.online("bob");
      bob.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
      String id = bob.receives("<enabled xmlns='urn:xmpp:sm:3'/>").attribute("id").orElseThrow();
      long handled = 0;
      long base = bob.stanzasTaken();
      for (int drop = 0; drop < DROPS; drop++) {
        for (int i = random.nextInt(4); i > 0; i--) {
          String body = "m" + sent.size();
          sent.add(body);
          alice.sends(
              "<message type='chat' to='bob@localhost'><body>%s</body></message>".formatted(body));
        }
        if (random.nextInt(3) == 0) {
          alice.elementsUntilPong(); // at times the messages have arrived when the network goes, at
          // times not
        }
        show(bob.takes(random.nextInt(6)), shown);
        handled += bob.stanzasTaken() - base;
        bob.losesConnection();
        bob = server.arrives("bob");
        bob.sends("<resume xmlns='urn:xmpp:sm:3' previd='%s' h='%d'/>".formatted(id, handled));
        bob.receives("<resumed xmlns='urn:xmpp:sm:3'/>");
        base = bob.stanzasTaken();
      }
      alice.elementsUntilPong();
      show(bob.elementsUntilPong(), shown);
      assertEquals(sent, shown);
      assertEquals(sent, history(bob));
      bob.close();
    }
  }

  private static void show(List<Element> elements, List<String> shown) {
    for (Element element : elements) {
      if (element.name().equals("message")) {
        element.childText("body").ifPresent(shown::add);
      }
    }
  }

  /** Pages forward through the whole archive. */
  private static List<String> history(TestClient bob) {
    List<String> bodies = new ArrayList<>();
    String after = "";
    while (true) {
      bob.sends(
          """
          <iq type='set' id='h'>
            <query xmlns='urn:xmpp:mam:2'>
              <set xmlns='http://jabber.org/protocol/rsm'><max>100</max>%s</set>
            </query>
          </iq>
          """
              .formatted(after));
      Element result = bob.receives("<iq type='result' id='h'><fin xmlns='urn:xmpp:mam:2'/></iq>");
      for (Element element : bob.elementsUntilPong()) {
        element
            .child("result", "urn:xmpp:mam:2")
            .flatMap(it -> it.child("forwarded", "urn:xmpp:forward:0"))
            .flatMap(it -> it.child("message", "jabber:client"))
            .flatMap(it -> it.childText("body"))
            .ifPresent(bodies::add);
      }
      Element fin = result.child("fin", "urn:xmpp:mam:2").orElseThrow();
      if (fin.attribute("complete").isPresent()) {
        return bodies;
      }
      String rsm = "http://jabber.org/protocol/rsm";
      after =
          "<after>"
              + fin.child("set", rsm).orElseThrow().childText("last").orElseThrow()
              + "</after>";
    }
  }
}
