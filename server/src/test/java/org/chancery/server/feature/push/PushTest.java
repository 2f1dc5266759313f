package org.chancery.server.feature.push;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.chancery.auth.Directories;
import org.chancery.auth.Directory;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.protocol.Jid;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AccountStore;
import org.chancery.storage.fake.FakeAuditStore;
import org.junit.jupiter.api.Test;

class PushTest {
  private static final String STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas";

  private static TestServer server(String content) {
    return new TestServer(
        Map.of(
            "chancery.push.services", "[\"eve@localhost\", \"pubsub.localhost\"]",
            "chancery.push.content", content,
            "chancery.push.unacknowledged-after", "1s"));
  }

  private static void enables(TestClient device, String service, String node) {
    device.sends(
        """
        <iq type='set' id='e'>
          <enable xmlns='urn:xmpp:push:0' jid='%s' node='%s'>
            <x xmlns='jabber:x:data' type='submit'>
              <field var='FORM_TYPE'>
                <value>http://jabber.org/protocol/pubsub#publish-options</value>
              </field>
              <field var='secret'><value>s3cret</value></field>
            </x>
          </enable>
        </iq>
        """
            .formatted(service, node));
    device.receives("<iq type='result' id='e'/>");
  }

  private static void says(TestClient sender, String to, String body) {
    sender
        .sends("<message type='chat' to='%s'><body>%s</body></message>".formatted(to, body))
        .settles();
  }

  private static void isRegisteredAndGone(TestServer server, String device) {
    try (TestClient phone = server.online(device)) {
      enables(phone, PushSink.ADDRESS, "n-1");
      phone.logsOut();
      while (server.core().sessions().find(phone.address()).isPresent()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aDeviceThatIsOfflineIsWokenWithItsSecretAndNothingElse() {
    try (TestServer server = server("none");
        PushSink sink = PushSink.on(server);
        TestClient alice = server.online("alice")) {
      isRegisteredAndGone(server, "bob/phone");
      says(alice, "bob@localhost", "the figures are in");
      PushSink.Received received = sink.receives();
      assertEquals("n-1", received.node());
      assertEquals(Optional.of("s3cret"), received.options().orElseThrow().value("secret"));
      assertEquals("urn:xmpp:push:summary", received.summary().formType());
      assertEquals(Optional.empty(), received.sender());
      assertEquals(Optional.empty(), received.body());
    }
  }

  @Test
  void thePolicyDecidesHowMuchIsTold() {
    try (TestServer server = server("sender");
        PushSink sink = PushSink.on(server);
        TestClient alice = server.online("alice")) {
      isRegisteredAndGone(server, "bob/phone");
      says(alice, "bob@localhost", "the figures are in");
      PushSink.Received received = sink.receives();
      assertEquals(Optional.of("alice@localhost/desk"), received.sender());
      assertEquals(Optional.empty(), received.body());
    }
    try (TestServer server = server("body");
        PushSink sink = PushSink.on(server);
        TestClient alice = server.online("alice")) {
      isRegisteredAndGone(server, "bob/phone");
      says(alice, "bob@localhost", "ä".repeat(300));
      assertEquals(Optional.of("ä".repeat(200) + "…"), sink.receives().body());
    }
  }

  @Test
  void aPhoneIsWokenAlthoughTheLaptopGetsTheMessage() {
    try (TestServer server = server("body");
        PushSink sink = PushSink.on(server);
        TestClient alice = server.online("alice");
        TestClient laptop = server.online("bob/laptop")) {
      isRegisteredAndGone(server, "bob/phone");
      says(alice, "bob@localhost", "hi");
      laptop.receives("<message><body>hi</body></message>");
      assertEquals(Optional.of("hi"), sink.receives().body());
    }
  }

  @Test
  void aSessionThatWaitsToBeResumedIsWoken() {
    try (TestServer server = server("body");
        PushSink sink = PushSink.on(server);
        TestClient alice = server.online("alice");
        TestClient phone = server.online("bob/phone")) {
      enables(phone, PushSink.ADDRESS, "n-1");
      phone.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
      phone.receives("<enabled xmlns='urn:xmpp:sm:3' resume='true' id='*'/>");
      phone.losesConnection();
      phone.isDisconnected();
      says(alice, "bob@localhost", "are you there?");
      assertEquals(Optional.of("are you there?"), sink.receives().body());
    }
  }

  @Test
  void aDeviceThatCanBeWokenHasLongerToComeBack() {
    try (TestServer server =
            new TestServer(
                Map.of(
                    "chancery.push.services", "[\"eve@localhost\"]",
                    "chancery.client.resume-for", "1s"));
        TestClient desk = server.online("bob/desk");
        TestClient phone = server.online("bob/phone");
        TestClient laptop = server.online("bob/laptop")) {
      enables(phone, PushSink.ADDRESS, "n-1");
      desk.elementsUntilPong();
      String id = "";
      for (TestClient device : new TestClient[] {laptop, phone}) {
        device.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
        id =
            device
                .receives("<enabled xmlns='urn:xmpp:sm:3' resume='true' id='*'/>")
                .attribute("id")
                .orElseThrow();
        device.losesConnection();
        device.isDisconnected();
      }
      desk.receives("<presence type='unavailable' from='bob@localhost/laptop'/>");
      try (TestClient again = server.arrives("bob/phone")) {
        again.sends("<resume xmlns='urn:xmpp:sm:3' previd='%s' h='0'/>".formatted(id));
        again.receives("<resumed xmlns='urn:xmpp:sm:3'/>");
      }
    }
  }

  @Test
  void aDeviceThatDoesNotAcknowledgeIsWokenAndOneThatDoesIsNot() {
    try (TestServer server = server("body");
        PushSink sink = PushSink.on(server);
        TestClient alice = server.online("alice");
        TestClient phone = server.online("bob/phone")) {
      enables(phone, PushSink.ADDRESS, "n-1");
      phone.sends("<enable xmlns='urn:xmpp:sm:3'/>").receives("<enabled xmlns='urn:xmpp:sm:3'/>");
      says(alice, "bob@localhost", "one");
      phone.receives("<message><body>one</body></message>");
      phone.sends("<a xmlns='urn:xmpp:sm:3' h='1'/>").settles();
      says(alice, "bob@localhost", "two");
      phone.receives("<message><body>two</body></message>");
      assertEquals(Optional.of("two"), sink.receives().body());
    }
  }

  @Test
  void onlyWhatIsOnRecordAndWorthItWakes() {
    try (TestServer server = server("body");
        PushSink sink = PushSink.on(server);
        TestClient alice = server.online("alice");
        TestClient laptop = server.online("bob/laptop")) {
      isRegisteredAndGone(server, "bob/phone");
      alice.sends(
          "<message type='chat' to='bob@localhost'>"
              + "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
      alice
          .sends(
              "<message type='chat' to='bob@localhost'><received xmlns='urn:xmpp:receipts'"
                  + " id='1'/></message>")
          .settles();
      server.record().failNext(FakeAuditStore.Fault.BAD_ENTRY);
      says(alice, "bob@localhost", "refused");
      says(laptop, "alice@localhost", "my own");
      alice.sends(
          "<message type='chat' to='bob@localhost'>"
              + "<propose xmlns='urn:xmpp:jingle-message:0' id='call'/></message>");
      assertEquals(Optional.empty(), sink.receives().body());
      says(alice, "bob@localhost", "last");
      assertEquals(Optional.of("last"), sink.receives().body());
    }
  }

  @Test
  void aDeviceThatTheServiceDoesNotKnowIsNotTriedAgain() {
    try (TestServer server = server("body");
        PushSink sink = PushSink.on(server);
        TestClient alice = server.online("alice");
        TestClient carol = server.online("carol/phone")) {
      isRegisteredAndGone(server, "bob/phone");
      enables(carol, PushSink.ADDRESS, "n-2");
      carol.logsOut();
      says(alice, "bob@localhost", "one");
      sink.doesNotKnowTheDevice();
      says(alice, "bob@localhost", "two");
      says(alice, "carol@localhost", "three");
      assertEquals(Optional.of("three"), sink.receives().body());
    }
  }

  @Test
  void aServiceThatIsAwayIsTriedWithTheNextMessage() {
    try (TestServer server = server("body");
        TestClient alice = server.online("alice")) {
      isRegisteredAndGone(server, "bob/phone");
      says(alice, "bob@localhost", "nobody hears this");
      try (PushSink sink = PushSink.on(server)) {
        says(alice, "bob@localhost", "two");
        assertEquals(Optional.of("two"), sink.receives().body());
      }
    }
  }

  @Test
  void aDisabledDeviceIsLeftAlone() {
    try (TestServer server = server("body");
        PushSink sink = PushSink.on(server);
        TestClient alice = server.online("alice");
        TestClient laptop = server.online("bob/laptop")) {
      isRegisteredAndGone(server, "bob/phone");
      enables(laptop, PushSink.ADDRESS, "n-2");
      laptop.sends(
          "<iq type='set' id='d'><disable xmlns='urn:xmpp:push:0' jid='%s' node='n-1'/></iq>"
              .formatted(PushSink.ADDRESS));
      laptop.receives("<iq type='result' id='d'/>");
      laptop.logsOut();
      says(alice, "bob@localhost", "hi");
      assertEquals("n-2", sink.receives().node());
      says(alice, "bob@localhost", "again");
      assertEquals("n-2", sink.receives().node());
    }
  }

  @Test
  void aNodeOfThePublishSubscribeServiceCanBeAPushService() {
    try (TestServer server = server("sender");
        TestClient alice = server.online("alice");
        TestClient gateway = server.online("eve/push");
        TestClient phone = server.online("bob/phone")) {
      gateway.sends(
          """
          <iq type='set' id='c' to='pubsub.localhost'>
            <pubsub xmlns='http://jabber.org/protocol/pubsub'>
              <create node='phones'/>
              <configure><x xmlns='jabber:x:data' type='submit'>
                <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#node_config</value></field>
                <field var='pubsub#publish_model'><value>open</value></field>
              </x></configure>
            </pubsub>
          </iq>
          """);
      gateway.receives("<iq type='result' id='c'/>");
      gateway.sends(
          """
          <iq type='set' id='s' to='pubsub.localhost'>
            <pubsub xmlns='http://jabber.org/protocol/pubsub'>
              <subscribe node='phones' jid='eve@localhost/push'/>
            </pubsub>
          </iq>
          """);
      gateway.receives("<iq type='result' id='s'/>");
      phone.sends(
          "<iq type='set' id='e'><enable xmlns='urn:xmpp:push:0' jid='pubsub.localhost'"
              + " node='phones'/></iq>");
      phone.receives("<iq type='result' id='e'/>");
      phone.logsOut();
      says(alice, "bob@localhost", "hi");
      gateway.receives(
          """
          <message from='pubsub.localhost'>
            <event xmlns='http://jabber.org/protocol/pubsub#event'>
              <items node='phones'><item><notification xmlns='urn:xmpp:push:0'/></item></items>
            </event>
          </message>
          """);
    }
  }

  @Test
  void onlyServicesThatTheCompanyNamesCanBeUsed() {
    try (TestServer server = server("body");
        TestClient bob = server.online("bob")) {
      bob.sends(
          "<iq type='set' id='e'><enable xmlns='urn:xmpp:push:0' jid='carol@localhost/x'"
              + " node='n'/></iq>");
      bob.receives(
          "<iq type='error' id='e'><error type='cancel'><not-allowed xmlns='%s'/></error></iq>"
              .formatted(STANZAS));
      bob.sends("<iq type='set' id='f'><enable xmlns='urn:xmpp:push:0' node='n'/></iq>");
      bob.receives(
          "<iq type='error' id='f'><error type='modify'><bad-request xmlns='%s'/></error></iq>"
              .formatted(STANZAS));
    }
  }

  @Test
  void whatWaitsForAMemberOfARoomComesFromTheRoom() {
    try (TestServer server = server("sender");
        PushSink sink = PushSink.on(server);
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob/laptop")) {
      alice
          .sends(
              "<presence to='tea@rooms.localhost/al'><x"
                  + " xmlns='http://jabber.org/protocol/muc'/></presence>")
          .settles();
      alice.sends(
          "<iq type='set' id='o' to='tea@rooms.localhost'><query"
              + " xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data'"
              + " type='submit'/></query></iq>");
      alice.receives("<iq type='result' id='o'/>");
      alice.sends(
          "<iq type='set' id='m' to='tea@rooms.localhost'><query"
              + " xmlns='http://jabber.org/protocol/muc#admin'><item jid='bob@localhost'"
              + " affiliation='member'/></query></iq>");
      alice.receives("<iq type='result' id='m'/>");
      bob.sends(
          """
          <iq type='set' id='w'><pubsub xmlns='http://jabber.org/protocol/pubsub'>
            <publish node='urn:xmpp:bookmarks:1'><item id='tea@rooms.localhost'>
              <conference xmlns='urn:xmpp:bookmarks:1'><extensions>
                <notify xmlns='urn:xmpp:notification-settings:1'><always/></notify>
              </extensions></conference></item></publish></pubsub></iq>
          """);
      bob.receives("<iq type='result' id='w'/>");
      bob.logsOut();
      isRegisteredAndGone(server, "bob/phone");
      alice
          .sends("<message type='groupchat' to='tea@rooms.localhost'><body>hi</body></message>")
          .settles();
      assertEquals(Optional.of("tea@rooms.localhost"), sink.receives().sender());
    }
  }

  /** A directory in which bob has been disabled, although he still comes in. */
  private record Leavers() implements Directory {
    @Override
    public String name() {
      return "leavers";
    }

    @Override
    public Optional<Person> find(Jid address) {
      boolean enabled = !address.local().equals("bob");
      return Optional.of(new Person(address.bare(), enabled, Map.of(), Set.of()));
    }

    @Override
    public Outcome verify(Jid address, String password) {
      return new Outcome.Ok(find(address).orElseThrow());
    }

    @Override
    public List<AccountStore.Verifier> verifiers(Jid address) {
      return List.of();
    }

    @Override
    public boolean hasVerifiers() {
      return false;
    }
  }

  @Test
  void thePhoneOfSomebodyWhoHasLeftIsToldNothing() {
    try (TestServer server =
            new TestServer(
                Map.of(
                    "chancery.push.services", "[\"eve@localhost\"]",
                    "chancery.push.unacknowledged-after", "1s",
                    "chancery.push.content", "body"),
                UnaryOperator.identity(),
                new Directories(Map.of(TestServer.DOMAIN, List.of(new Leavers()))));
        PushSink sink = PushSink.on(server);
        TestClient alice = server.online("alice");
        TestClient carol = server.online("carol/phone")) {
      isRegisteredAndGone(server, "bob/phone");
      enables(carol, PushSink.ADDRESS, "n-2");
      carol.logsOut();
      says(alice, "bob@localhost", "one");
      says(alice, "carol@localhost", "two");
      assertEquals(Optional.of("two"), sink.receives().body());
    }
  }
}
