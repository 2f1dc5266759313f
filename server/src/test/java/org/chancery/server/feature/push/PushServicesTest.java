package org.chancery.server.feature.push;

import static org.chancery.server.feature.push.PushDevices.enables;
import static org.chancery.server.feature.push.PushDevices.isRegisteredAndGone;
import static org.chancery.server.feature.push.PushDevices.says;
import static org.chancery.server.feature.push.PushDevices.server;
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
import org.junit.jupiter.api.Test;

class PushServicesTest {
  private static final String STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas";

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
