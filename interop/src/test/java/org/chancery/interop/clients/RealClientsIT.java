package org.chancery.interop.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
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

  /**
   * How to start a client.
   *
   * @param needed the command that tells whether it is installed
   */
  record Kind(String name, String needed, Starter starter) {
    interface Starter {
      ChatClient start(Login login) throws IOException, InterruptedException, TimeoutException;
    }

    boolean isInstalled() throws IOException, InterruptedException {
      return new ProcessBuilder("sh", "-c", needed + " >/dev/null 2>&1").start().waitFor() == 0;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Kind SLIXMPP =
      new Kind("slixmpp", "/usr/bin/python3 -c 'import slixmpp'", ScriptedClient::slixmpp);
  private static final Kind XMPP_JS =
      new Kind("@xmpp/client", "node --version && npm --version", ScriptedClient::xmppJs);
  private static final Kind PROFANITY =
      new Kind("profanity", "command -v profanity && tmux -V", ProfanityClient::start);

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

  static Stream<List<Kind>> pairs() {
    return Stream.of(
        List.of(SLIXMPP, SLIXMPP),
        List.of(XMPP_JS, XMPP_JS),
        List.of(PROFANITY, PROFANITY),
        List.of(SLIXMPP, PROFANITY),
        List.of(PROFANITY, XMPP_JS));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void twoPeopleSubscribeAndTalkOnTheRecord(List<Kind> pair) throws Exception {
    for (Kind kind : pair) {
      assumeTrue(kind.isInstalled(), kind + " is not installed");
    }
    Login alice = account("alice", false);
    Login bob = account("bob", true);
    try (ChatClient first = pair.getFirst().starter().start(alice);
        ChatClient second = pair.getLast().starter().start(bob)) {
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
