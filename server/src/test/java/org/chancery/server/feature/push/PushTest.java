package org.chancery.server.feature.push;

import static org.chancery.server.feature.push.PushDevices.enables;
import static org.chancery.server.feature.push.PushDevices.isRegisteredAndGone;
import static org.chancery.server.feature.push.PushDevices.says;
import static org.chancery.server.feature.push.PushDevices.server;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;

class PushTest {
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
      server.record().refuseNext(AuditKind.MESSAGE);
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
}
