package org.chancery.interop.clients;

import static org.chancery.interop.clients.ClientKind.PROFANITY;
import static org.chancery.interop.clients.ClientKind.SLIXMPP;
import static org.chancery.interop.clients.ClientKind.XMPP_JS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.chancery.interop.Place;
import org.chancery.interop.ServerUnderTest;
import org.chancery.interop.Servers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two people with ordinary clients, one over STARTTLS and one over direct TLS, see each other and
 * talk, and what they said is on record.
 */
class RealClientsIT {
  private static final String PASSWORD = "pencil-and-paper";

  private static ServerUnderTest server;
  private static int people;

  @BeforeAll
  static void startTheServer() throws Exception {
    server = Servers.start(Place.anyPorts());
  }

  @AfterAll
  static void stopTheServer() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  static Stream<List<ClientKind>> pairs() {
    return Stream.of(
        List.of(SLIXMPP, SLIXMPP),
        List.of(XMPP_JS, XMPP_JS),
        List.of(PROFANITY, PROFANITY),
        List.of(SLIXMPP, PROFANITY),
        List.of(PROFANITY, XMPP_JS));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void twoPeopleSubscribeAndTalkOnTheRecord(List<ClientKind> pair) throws Exception {
    for (ClientKind kind : pair) {
      assumeTrue(kind.isInstalled(), kind + " is not installed");
    }
    Login alice = account("alice", false);
    Login bob = account("bob", true);
    try (ChatClient first = pair.getFirst().start(alice);
        ChatClient second = pair.getLast().start(bob)) {
      first.subscribe(bob.address());
      second.allow(alice.address());
      first.allow(bob.address());
      first.awaitAvailable(bob.address());
      second.awaitAvailable(alice.address());

      first.say(bob.address(), "Good morning, grüß dich");
      second.awaitMessage(alice.address(), "Good morning, grüß dich");
      second.say(alice.address(), "And to you <3 & more");
      first.awaitMessage(bob.address(), "And to you <3 & more");
      first.logOut();
      second.logOut();
    }
    if (server.keepsRecord()) {
      assertEquals(
          List.of(
              alice.address() + " " + bob.address() + " Good morning, grüß dich",
              bob.address() + " " + alice.address() + " And to you <3 & more"),
          server.recordedBetween(alice.address(), bob.address()));
    }
  }

  private static Login account(String name, boolean direct)
      throws IOException, InterruptedException {
    String localpart = name + ++people;
    server.addAccount(localpart, PASSWORD);
    return Login.of(server, localpart, PASSWORD, direct);
  }
}
