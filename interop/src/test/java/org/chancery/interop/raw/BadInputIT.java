package org.chancery.interop.raw;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.chancery.interop.Place;
import org.chancery.interop.ServerUnderTest;
import org.chancery.interop.Servers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is sent to the server, the sender gets the right error, nobody else notices, and the log
 * doesn't repeat it.
 */
class BadInputIT {
  private static final String PASSWORD = "pencil-and-paper";

  private static ServerUnderTest server;
  private static RawClient bystander;
  private static int pings;

  @BeforeAll
  static void startTheServerAndLogInABystander() throws Exception {
    server =
        Servers.start(
            Place.anyPorts(),
            "chancery.client.stanza-timeout=2s",
            "chancery.client.negotiation-timeout=4s");
    server.addAccount("alice", PASSWORD);
    server.addAccount("bob", PASSWORD);
    bystander = RawClient.loggedIn(server, "bob", PASSWORD);
    bystander.sends("<presence/>").receives("<presence");
  }

  @AfterAll
  static void stopTheServer() throws IOException {
    if (bystander != null) {
      bystander.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void theBystanderIsUnharmedAndTheLogIsShort() throws IOException {
    bystander.pings("still-here-" + ++pings).receives("/>");
    assertFalse(bystander.all().contains("zzattack"), bystander.all());
    String log = Files.readString(server.log());
    assertFalse(log.contains(BadInput.MARK), "the log repeats what was sent");
    assertFalse(log.contains("z".repeat(300)), "the log repeats what was sent");
  }

  static Stream<BadInput> atAnyTime() {
    return BadInput.atAnyTime().stream();
  }

  static Stream<BadInput> always() {
    return Stream.concat(atAnyTime(), BadInput.oversized().stream());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("always")
  void isAnsweredWithAStreamErrorBeforeLogin(BadInput input) throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      mallory.opens().receives("</stream:features>");
      mallory.sends(input.bytes()).receives("<stream:error>").receives("<" + input.condition());
      mallory.receives("</stream:stream>").receivesEnd();
    }
  }

  /** A handshake costs the server a thousand times what asking for one costs (CVE-2011-1473). */
  @Test
  void nobodyMayAskForOneHandshakeAfterTheOther() throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      mallory.opens().receives("</stream:features>");
      mallory.sends("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").receives("<proceed");
      mallory.upgrades("TLSv1.2").opens().receives("</stream:features>");
      assertTrue(mallory.renegotiates().authenticates("NONE", "").endsWithin(2_000));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("always")
  void isAnsweredWithAStreamErrorAfterLogin(BadInput input) throws Exception {
    try (RawClient mallory = RawClient.loggedIn(server, "alice", PASSWORD)) {
      mallory.sends(input.bytes()).receives("<stream:error>").receives("<" + input.condition());
      mallory.receives("</stream:stream>").receivesEnd();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void aStreamHeaderThatIsNotForThisServerIsRefused(String name, String header, String condition)
      throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      mallory.sends(header).receives("<stream:stream").receives("<" + condition);
      mallory.receives("</stream:stream>").receivesEnd();
    }
  }

  static List<Arguments> headers() {
    String names = " xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
    return List.of(
        header("another domain", "to='other.test' version='1.0'" + names, "host-unknown"),
        header(
            "a domain that is none",
            "to='" + BadInput.MARK.repeat(9) + "' version='1.0'" + names,
            "host-unknown"),
        header(
            "another namespace",
            "to='localhost' version='1.0' xmlns='jabber:other'"
                + " xmlns:stream='http://etherx.jabber.org/streams'>",
            "invalid-namespace"),
        header(
            "another stream namespace",
            "to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='"
                + BadInput.MARK
                + "'>",
            "invalid-namespace"));
  }

  private static Arguments header(String name, String attributes, String condition) {
    return Arguments.of(name, "<?xml version='1.0'?><stream:stream " + attributes, condition);
  }

  @Test
  void anEncodingOtherThanUtf8IsRefused() throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      mallory
          .sends("<?xml version='1.0' encoding='ISO-8859-1'?><stream:stream to='localhost' ")
          .sends(
              "version='1.0' xmlns='jabber:client'"
                  + " xmlns:stream='http://etherx.jabber.org/streams'>")
          .receives("<unsupported-encoding")
          .receivesEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "SSH-2.0-zzattack\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
        "\u0000\u0000\u0000\u0000"
      })
  void anotherProtocolIsTurnedAway(String greeting) throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      mallory.sends(greeting).receivesEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message to='bob@localhost'><body>zzattack</body></message>",
        "<presence to='bob@localhost' type='subscribe'/>",
        "<iq type='get' id='1' to='localhost'><query xmlns='jabber:iq:roster'/></iq>",
        "<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
      })
  void aStanzaBeforeLoginEndsTheStream(String stanza) throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      mallory.startsTls().sends(stanza).receives("<not-authorized").receivesEnd();
    }
  }

  @Test
  void aStanzaBeforeBindingEndsTheStreamOrIsRefused() throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      mallory.startsTls().logsIn("alice", PASSWORD);
      mallory
          .sends("<message to='bob@localhost'><body>zzattack</body></message>")
          .receives("<not-authorized");
    }
  }

  @Test
  void nobodyLogsInWithoutTls() throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      mallory
          .opens()
          .receives("</stream:features>")
          .sends(
              "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"
                  + " mechanism='PLAIN'>AGFsaWNlAHg=</auth>")
          .receives("<")
          .receivesEnd();
      assertFalse(mallory.rest().contains("<success"), mallory.rest());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message from='bob@localhost/raw' to='bob@localhost/raw'"
            + " id='forged-1'><body>zzforged</body></message>",
        "<message from='bob@localhost' to='bob@localhost/raw'"
            + " id='forged-2'><body>zzforged</body></message>",
        "<message from='localhost' to='bob@localhost/raw'"
            + " id='forged-3'><body>zzforged</body></message>",
        "<message from='@@' to='bob@localhost/raw' id='forged-4'><body>zzforged</body></message>"
      })
  void aForgedSenderEndsTheStreamAndReachesNobody(String message) throws Exception {
    try (RawClient mallory = RawClient.loggedIn(server, "alice", PASSWORD)) {
      mallory.sends(message).receives("<invalid-from").receivesEnd();
    }
    bystander.pings("forged-" + ++pings);
    assertFalse(bystander.all().contains("zzforged"), bystander.all());
  }

  @ParameterizedTest
  @ValueSource(strings = {"@localhost", "a@b@localhost", "localhost/", "bob@", "bob@local host"})
  void aBadAddressIsAnsweredWithJidMalformed(String address) throws Exception {
    try (RawClient mallory = RawClient.loggedIn(server, "alice", PASSWORD)) {
      mallory
          .sends("<message to='%s' id='bad-1'><body>hi</body></message>".formatted(address))
          .receives("type='error'")
          .receives("<jid-malformed");
      mallory.pings("works-1");
    }
  }

  @Test
  void anAddressThatIsTooLongIsAnsweredWithJidMalformed() throws Exception {
    try (RawClient mallory = RawClient.loggedIn(server, "alice", PASSWORD)) {
      mallory
          .sends("<message to='%s@localhost'><body>hi</body></message>".formatted("z".repeat(2000)))
          .receives("<jid-malformed");
      mallory.pings("works-2");
    }
  }

  @Test
  void anUnknownKindOfStanzaEndsTheStream() throws Exception {
    try (RawClient mallory = RawClient.loggedIn(server, "alice", PASSWORD)) {
      mallory.sends("<" + BadInput.MARK + "/>").receives("<unsupported-stanza-type").receivesEnd();
    }
  }

  @Test
  void aConnectionThatOpensNothingIsClosed() throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      mallory.receivesEnd();
    }
  }

  @Test
  void aHeaderThatComesByteByByteIsCutOff() throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      dripsUntilTheEnd(mallory, "<?xml version='1.0'?><stream:stream " + "a".repeat(4000));
    }
  }

  @Test
  void aStanzaThatComesByteByByteIsCutOff() throws Exception {
    try (RawClient mallory = RawClient.loggedIn(server, "alice", PASSWORD)) {
      dripsUntilTheEnd(mallory, "<message to='bob@localhost'><body>" + "a".repeat(4000));
      assertTrue(mallory.rest().contains("<stream:error>"), mallory.rest());
    }
  }

  /** Sends a byte at a time, each after a short wait for an end that would come. */
  private static void dripsUntilTheEnd(RawClient client, String text) throws IOException {
    int sent = 0;
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      client.sends(new byte[] {each});
      sent++;
      if (client.endsWithin(50)) {
        return;
      }
    }
    throw new AssertionError("still open after " + sent + " single bytes");
  }
}
