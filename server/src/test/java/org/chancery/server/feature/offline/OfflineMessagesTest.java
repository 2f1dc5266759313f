package org.chancery.server.feature.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class OfflineMessagesTest {
  private static final Jid BOB = Jid.of("bob@localhost");

  @Test
  void whatWasSentMeanwhileArrivesInOrderWithTheTimeItWasSent() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends("<message type='chat' id='1' to='bob@localhost'><body>one</body></message>");
      alice.sends("<message type='chat' id='2' to='bob@localhost'><body>two</body></message>");
      alice.elementsUntilPong();
      assertEquals(2, server.offline().count(BOB));

      try (TestClient bob = server.online("bob")) {
        bob.receives(
            "<message id='1'><body>one</body><delay xmlns='urn:xmpp:delay' from='localhost'"
                + " stamp='*'/></message>");
        bob.receives(
            "<message id='2'><body>two</body><delay xmlns='urn:xmpp:delay' stamp='*'/></message>");
        assertEquals(0, server.offline().count(BOB));
      }
    }
  }

  @Test
  void whatAClientDidNotAcknowledgeComesAgainAfterItsSessionEnded() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      TestClient bob = server.online("bob");
      bob.sends("<enable xmlns='urn:xmpp:sm:3'/>");
      bob.receives("<enabled xmlns='urn:xmpp:sm:3'/>");
      alice.sends("<message type='chat' id='1' to='bob@localhost'><body>seen?</body></message>");
      bob.receives("<message id='1'/>");
      bob.losesConnection();

      try (TestClient again = server.online("bob")) {
        again.receives(
            "<message id='1'><body>seen?</body><delay xmlns='urn:xmpp:delay'/></message>");
      }
    }
  }

  @Test
  void contactsThatSomebodySuggestsWaitLikeWords() {
    String suggested =
        "<x xmlns='http://jabber.org/protocol/rosterx'><item action='add'"
            + " jid='carol@localhost' name='Carol'/></x>";
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends("<message id='1' to='bob@localhost'>" + suggested + "</message>");
      alice.elementsUntilPong();
      try (TestClient bob = server.online("bob")) {
        bob.receives("<message id='1' from='alice@localhost/desk'>" + suggested + "</message>");
      }
    }
  }

  @Test
  void headlinesDoNotWait() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends("<message type='headline' to='bob@localhost'><body>news</body></message>");
      alice.elementsUntilPong();
      assertEquals(0, server.offline().count(BOB));
    }
  }

  @Test
  void whatIsNotKeptReachesADeviceThatIsCatchingUpAndOvertakesNothing() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient phone = server.online("bob/phone");
        TestClient desk = server.connects("bob/desk")) {
      phone.sends("<enable xmlns='urn:xmpp:sm:3'/>").receives("<enabled xmlns='urn:xmpp:sm:3'/>");
      alice.sends("<message type='chat' id='1' to='bob@localhost'><body>kept</body></message>");
      phone.receives("<message id='1'/>");
      CountDownLatch release = server.offline().stall();
      phone.losesConnection(); // its session ends, which takes until the latch is released
      while (server.core().sessions().find(phone.address()).isPresent()) {
        Thread.onSpinWait();
      }
      desk.sends("<presence/>");
      desk.receives("<presence from='bob@localhost/desk'/>");
      alice.sends(
          "<message type='chat' id='2' to='bob@localhost'><composing"
              + " xmlns='http://jabber.org/protocol/chatstates'/></message>");
      alice.sends(
          "<message type='chat' id='3' to='bob@localhost'><body>not kept</body>"
              + "<no-store xmlns='urn:xmpp:hints'/></message>");
      release.countDown();
      assertEquals("1", desk.receives("<message/>").attribute("id").orElseThrow());
      assertEquals("2", desk.receives("<message/>").attribute("id").orElseThrow());
      assertEquals("3", desk.receives("<message/>").attribute("id").orElseThrow());
    }
  }

  @Test
  void aDeviceThatWasThereButTookNoMessagesIsSentWhatTheOtherDidNotAcknowledge() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient desk = server.connects("bob/desk");
        TestClient phone = server.online("bob/phone")) {
      phone.sends("<enable xmlns='urn:xmpp:sm:3'/>").receives("<enabled xmlns='urn:xmpp:sm:3'/>");
      alice.sends("<message type='chat' id='1' to='bob@localhost'><body>hi</body></message>");
      phone.receives("<message id='1'/>");
      desk.comesOnline();
      phone.losesConnection();
      desk.receives("<message id='1'><body>hi</body></message>");
    }
  }

  @Test
  void whoeverWasAwayForLongIsSentOnePartAfterTheOther() {
    try (TestServer server = new TestServer(Map.of("client.unacknowledged", "40"));
        TestClient alice = server.online("alice")) {
      says(alice, 0, 50);
      TestClient bob = server.connects("bob");
      bob.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
      bob.receives("<enabled xmlns='urn:xmpp:sm:3'/>");
      bob.sends("<presence/>");
      List<String> read = new ArrayList<>();
      TestClient phone = server.connects("bob/phone");
      for (int stanzas = 0; read.size() < 55; ) {
        Element next = bob.takesNext();
        if (next.is("r", "urn:xmpp:sm:3")) {
          bob.sends("<a xmlns='urn:xmpp:sm:3' h='%d'/>".formatted(stanzas));
          continue;
        }
        stanzas++;
        next.childText("body").ifPresent(read::add);
        if (next.name().equals("iq")) {
          if (read.size() == 20) {
            says(alice, 50, 55); // behind what waits
            phone.sends("<presence/>");
            phone.receives("<message><body>20</body></message>");
          }
          bob.sends("<iq type='result' id='%s'/>".formatted(next.attribute("id").orElseThrow()));
        }
      }
      assertEquals(IntStream.range(0, 55).mapToObj(Integer::toString).toList(), read);
      assertEquals(0, server.offline().count(BOB));
      says(alice, 55, 56);
      bob.receives("<message><body>55</body></message>");
      phone.receives("<message><body>21</body></message>");
    }
  }

  @Test
  void whatWaitsComesThoughTheDatabaseDidNotAnswerAtOnce() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      says(alice, 0, 1);
      server.offline().refuses(1);
      try (TestClient bob = server.online("bob")) {
        bob.receives("<message><body>0</body></message>");
        says(alice, 1, 2);
        bob.receives("<message><body>1</body></message>");
      }
    }
  }

  @Test
  void aSessionEndsAndItsMessagesAreKeptThoughTheDatabaseDidNotAnswerAtOnce() {
    try (TestServer server = new TestServer()) {
      server.befriends("alice", "bob");
      TestClient alice = server.online("alice");
      TestClient bob = server.online("bob");
      alice.receives("<presence from='%s'/>".formatted(bob.address()));
      bob.sends("<enable xmlns='urn:xmpp:sm:3'/>").receives("<enabled xmlns='urn:xmpp:sm:3'/>");
      says(alice, 0, 1);
      bob.receives("<message><body>0</body></message>");
      server.offline().refuses(1);
      bob.losesConnection();
      alice.receives("<presence type='unavailable' from='%s'/>".formatted(bob.address()));
      server.online("bob").receives("<message><body>0</body></message>");
    }
  }

  @Test
  void aFailureAfterTheCommitIsNotToldToTheSenderAndTheMessageStillArrives() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.connects("bob")) {
      CountDownLatch release = server.record().stall();
      alice.sends("<message type='chat' to='bob@localhost'><body>0</body></message>");
      server.record().awaitAttempt();
      bob.comesOnline().elementsUntilPong();
      server.offline().refuses(1);
      release.countDown();
      alice.receivesNo("message");
      bob.receives("<message><body>0</body></message>");
    }
  }

  private static void says(TestClient client, int from, int to) {
    for (int i = from; i < to; i++) {
      client.sends(
          "<message type='chat' to='bob@localhost'><body>%d</body></message>".formatted(i));
    }
    client.elementsUntilPong();
  }
}
