package org.chancery.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class StreamManagementTest {

  @Test
  void aLostConnectionIsResumedWithoutLossAndWithoutDoubles() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      TestClient bob = server.online("bob");
      String id = enablesResumption(bob);
      alice.sends("<message type='chat' id='1' to='bob@localhost'><body>one</body></message>");
      bob.receives("<message id='1'/>");
      bob.sends("<a xmlns='urn:xmpp:sm:3' h='1'/>");
      bob.elementsUntilPong();
      bob.losesConnection();
      alice.sends("<message type='chat' id='2' to='bob@localhost'><body>two</body></message>");
      alice.elementsUntilPong();

      try (TestClient again = server.arrives("bob")) {
        // He has handled message 1 and the answer to the ping.
        again.sends("<resume xmlns='urn:xmpp:sm:3' previd='%s' h='2'/>".formatted(id));
        again.receives("<resumed xmlns='urn:xmpp:sm:3' previd='%s' h='1'/>".formatted(id));
        again.receives("<message id='2'><body>two</body></message>");
        again.receivesNo("message");
      }
    }
  }

  @Test
  void presenceStaysWhileTheSessionWaits() {
    try (TestServer server = new TestServer()) {
      server.befriends("alice", "bob");
      try (TestClient alice = server.online("alice")) {
        TestClient bob = server.online("bob");
        alice.receives("<presence from='bob@localhost/desk'/>");
        enablesResumption(bob);
        bob.losesConnection();
        alice.receivesNo("presence");
      }
    }
  }

  @Test
  void anUnknownSessionCannotBeResumedAndTheClientMayBind() {
    try (TestServer server = new TestServer();
        TestClient bob = server.arrives("bob")) {
      bob.sends("<resume xmlns='urn:xmpp:sm:3' previd='guess' h='0'/>");
      bob.receives(
          "<failed xmlns='urn:xmpp:sm:3'><item-not-found"
              + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
      bob.sends("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
      bob.receives("<iq type='result' id='b'/>");
    }
  }

  @Test
  void anotherPersonsSessionCannotBeResumed() {
    try (TestServer server = new TestServer()) {
      TestClient bob = server.online("bob");
      String id = enablesResumption(bob);
      bob.losesConnection();
      try (TestClient eve = server.arrives("eve")) {
        eve.sends("<resume xmlns='urn:xmpp:sm:3' previd='%s' h='0'/>".formatted(id));
        eve.receives("<failed xmlns='urn:xmpp:sm:3'/>");
      }
    }
  }

  @Test
  void acknowledgingMoreThanWasSentEndsTheStream() {
    try (TestServer server = new TestServer();
        TestClient bob = server.online("bob")) {
      enablesResumption(bob);
      bob.sends("<a xmlns='urn:xmpp:sm:3' h='100'/>");
      bob.isDisconnected();
    }
  }

  @Test
  void aStanzaIsAcknowledgedOnlyAfterItsRowIsCommitted() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      enablesResumption(alice);
      CountDownLatch release = server.record().stall();
      alice.sends("<message type='chat' id='1' to='bob@localhost'><body>one</body></message>");
      alice.sends("<r xmlns='urn:xmpp:sm:3'/>");
      bob.receivesNo("message");
      release.countDown();
      Element answer = alice.receives("<a xmlns='urn:xmpp:sm:3'/>");
      assertEquals("1", answer.attribute("h").orElseThrow());
      bob.receives("<message id='1'/>");
    }
  }

  @Test
  void aSessionThatNobodyResumesGathersNoMoreThanItMay() {
    try (TestServer server = new TestServer(Map.of("chancery.client.unacknowledged", "10"));
        TestClient alice = server.online("alice");
        TestClient phone = server.online("bob/phone");
        TestClient desk = server.connects("bob/desk")) {
      enablesResumption(phone);
      phone.losesConnection();
      phone.isDisconnected();
      for (int i = 1; i <= 11; i++) {
        alice.sends(
            "<message type='chat' to='bob@localhost'><body>%d</body></message>".formatted(i));
      }
      alice.settles();
      desk.sends("<presence/>");
      List<String> read = new ArrayList<>();
      while (read.size() < 11) {
        Element next = desk.takesNext();
        next.childText("body").ifPresent(read::add);
        if (next.name().equals("iq")) { // it is asked whether it has had a part
          desk.sends("<iq type='result' id='%s'/>".formatted(next.attribute("id").orElseThrow()));
        }
      }
      assertEquals(IntStream.rangeClosed(1, 11).mapToObj(Integer::toString).toList(), read);
    }
  }

  @Test
  void aSessionThatNobodyResumesGathersNoMoreThanCouldBeSentAtOnce() {
    try (TestServer server = new TestServer(Map.of("chancery.client.outbound-buffer", "64k"));
        TestClient alice = server.online("alice");
        TestClient phone = server.online("bob/phone")) {
      enablesResumption(phone);
      phone.losesConnection();
      phone.isDisconnected();
      for (int i = 0; i < 3; i++) {
        alice.sends(
            "<message type='chat' to='bob@localhost'><body>%s</body></message>"
                .formatted("x".repeat(30_000)));
      }
      alice.settles();
      TestClient desk = server.connects("bob/desk");
      desk.sends("<presence/>");
      for (int i = 0; i < 3; i++) {
        desk.receives("<message><delay xmlns='urn:xmpp:delay'/></message>");
      }
    }
  }

  @Test
  void thousandsOfPeopleInARoomDoNotEndTheSessionOfWhoeverEnters() {
    try (TestServer server = new TestServer(Map.of("chancery.client.unacknowledged", "10"));
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      enablesResumption(bob);
      for (int i = 0; i < 30; i++) {
        alice.sends("<presence to='bob@localhost/desk'/>");
      }
      alice.settles();
      alice.sends("<message type='chat' to='bob@localhost'><body>still there?</body></message>");
      bob.receives("<message><body>still there?</body></message>");
      bob.receivesNo("error");
    }
  }

  @Test
  void whatADeviceDidNotGetGoesToALaterOneAlthoughTheClockWentBack() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      TestClient phone = server.online("bob/phone");
      enablesResumption(phone);
      phone.losesConnection();
      alice.sends("<message type='chat' id='1' to='bob@localhost'><body>one</body></message>");
      alice.elementsUntilPong();

      server.clockJumps(Duration.ofHours(-1));
      try (TestClient desk = server.online("bob/desk");
          TestClient anew = server.connects("bob/phone")) {
        anew.receivesNo("message"); // it has not said that it is there
        desk.receives("<message id='1'><body>one</body></message>");
        alice.sends("<message type='chat' id='2' to='bob@localhost'><body>two</body></message>");
        desk.receives("<message id='2'><body>two</body></message>");
        desk.sends("<iq type='set' id='h'><query xmlns='urn:xmpp:mam:2'/></iq>");
        assertEquals(List.of("one", "two"), history(desk));
      }
    }
  }

  @Test
  void aNewSessionOfTheSameResourceEndsTheOldOne() {
    try (TestServer server = new TestServer();
        TestClient old = server.online("bob");
        TestClient fresh = server.online("bob")) {
      old.receives(
          """
          <error xmlns='http://etherx.jabber.org/streams'>
            <conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
          </error>
          """);
      old.isDisconnected();
      fresh.receivesNo("error");
    }
  }

  private static List<String> history(TestClient client) {
    return client.elementsUntilPong().stream()
        .flatMap(element -> element.child("result", "urn:xmpp:mam:2").stream())
        .flatMap(result -> result.child("forwarded", "urn:xmpp:forward:0").stream())
        .flatMap(forwarded -> forwarded.child("message", "jabber:client").stream())
        .flatMap(message -> message.childText("body").stream())
        .toList();
  }

  private static String enablesResumption(TestClient client) {
    client.elementsUntilPong();
    client.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    Element enabled = client.receives("<enabled xmlns='urn:xmpp:sm:3' resume='true' id='*'/>");
    return enabled.attribute("id").orElseThrow();
  }
}
