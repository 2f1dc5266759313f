package org.chancery.server.feature.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.config.Problem;
import org.chancery.server.config.Settings;
import org.chancery.server.routing.Origin;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;

class NoticeTest {
  private static final Map<String, String> NOTICE =
      Map.of("notice.text", "You are on record.\nAnswer: Understood", "notice.version", "2026-1");
  private static final String RECEIVED =
      """
      <message type='chat' from='localhost' to='alice@localhost' id='*'>
        <body>You are on record.
      Answer: Understood</body>
        <notice xmlns='urn:chancery:notice:0' version='2026-1'/>
        <stanza-id xmlns='urn:xmpp:sid:0' by='alice@localhost' id='*'/>
      </message>
      """;
  private static final String ACKNOWLEDGE =
      "<iq type='set' id='c' to='localhost'><command xmlns='http://jabber.org/protocol/commands'"
          + " node='%s' %s>%s</command></iq>";

  private static List<AuditEntry> recorded(TestServer server, AuditKind kind) {
    return server.record().entries().stream().filter(entry -> entry.kind() == kind).toList();
  }

  private static String answers(TestClient client, String text) {
    client.sends("<message type='chat' to='localhost'><body>%s</body></message>".formatted(text));
    return String.join(
        "\n",
        client.elementsUntilPong().stream()
            .filter(element -> element.name().equals("message"))
            .flatMap(message -> message.childText("body").stream())
            .toList());
  }

  private static Element executes(TestClient client, String node, String session, String form) {
    client.sends(ACKNOWLEDGE.formatted(node, session, form));
    return client.receives("<iq id='c'/>").firstChild().orElseThrow();
  }

  @Test
  void whoComesOnlineForTheFirstTimeIsToldOnceAndThatIsOnRecord() {
    try (TestServer server = new TestServer(NOTICE)) {
      TestClient desk = server.online("alice/desk");
      desk.receives(RECEIVED);
      AuditEntry entry = recorded(server, AuditKind.MESSAGE).getFirst();
      assertEquals("localhost", entry.from().orElseThrow().toString());
      assertEquals("2026-1", entry.detail().get("notice"));
      server.online("alice/phone").receivesNo("message");
      desk.logsOut();
      server.crashes();
      server.online("alice/desk").receivesNo("message");
    }
  }

  @Test
  void whoTakesNoMessagesYetFindsItWaiting() {
    try (TestServer server = new TestServer(NOTICE)) {
      TestClient alice = server.connects("alice");
      alice.sends("<presence><priority>-1</priority></presence>").receivesNo("message");
      assertEquals(1, server.offline().count(Jid.of("alice@localhost")));
      alice
          .sends("<presence/>")
          .receives("<message from='localhost'><delay xmlns='urn:xmpp:delay'/></message>");
    }
  }

  @Test
  void twoDevicesThatComeAtOnceAreToldTogether() {
    try (TestServer server = new TestServer(NOTICE);
        TestClient desk = server.connects("alice/desk");
        TestClient phone = server.connects("alice/phone")) {
      CountDownLatch release = server.record().stall();
      for (TestClient device : List.of(desk, phone)) {
        device.sends("<presence/>").receives("<presence from='%s'/>".formatted(device.address()));
      }
      release.countDown();
      desk.settles();
      phone.settles();
      assertEquals(1, recorded(server, AuditKind.MESSAGE).size());
    }
  }

  @Test
  void whoBlocksTheServerIsToldOnceTheBlockIsGoneAndTheAttemptIsOnRecord() {
    String block = "<iq type='set' id='b'><%1$s xmlns='urn:xmpp:blocking'>%2$s</%1$s></iq>";
    try (TestServer server = new TestServer(NOTICE);
        TestClient alice = server.connects("alice")) {
      alice.sends(block.formatted("block", "<item jid='localhost'/>")).receives("<iq id='b'/>");
      alice.sends("<presence/>").receivesNo("message");
      assertEquals(1, recorded(server, AuditKind.POLICY_DECISION).size());
      alice.sends(block.formatted("unblock", "")).receives("<iq id='b'/>");
      alice.sends("<presence type='unavailable'/>").sends("<presence/>").receives(RECEIVED);
    }
  }

  @Test
  void whatCannotBeRecordedIsToldAtTheNextLogIn() {
    try (TestServer server = new TestServer(NOTICE)) {
      TestClient alice = server.connects("alice/one");
      server.record().goAway();
      alice.sends("<presence/>").receivesNo("message");
      server.record().comeBack();
      server.online("alice/two").receives(RECEIVED);
    }
  }

  @Test
  void whoWasToldAnotherVersionIsToldAgain() {
    try (TestServer server = new TestServer(NOTICE)) {
      Element earlier =
          XmlReader.parse(
              "<message xmlns='jabber:client' type='chat' from='localhost' to='alice@localhost'>"
                  + "<body>Before</body><notice xmlns='urn:chancery:notice:0' version='2025'/>"
                  + "</message>");
      server
          .core()
          .router()
          .route(Origin.ofServer(Jid.of("localhost")), (Message) Stanza.of(earlier));
      TestClient alice = server.online("alice");
      alice.receives("<message><body>Before</body></message>");
      alice.receives(RECEIVED);
    }
  }

  @Test
  void theWordAloneAcknowledgesItAndNothingElseDoes() {
    try (TestServer server = new TestServer(NOTICE);
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.receives(RECEIVED);
      bob.receives("<message from='localhost'/>");
      assertEquals("", answers(alice, "I have not understood"));
      bob.sends("<message to='alice@localhost'><body>understood</body></message>").settles();
      assertEquals(List.of(), recorded(server, AuditKind.ACKNOWLEDGEMENT));
      alice.receives("<message from='bob@localhost/desk'/>");

      assertEquals(Notice.THANKS, answers(alice, " UNDERSTOOD\n"));
      AuditEntry entry = recorded(server, AuditKind.ACKNOWLEDGEMENT).getFirst();
      assertEquals(Optional.of(alice.address()), entry.from());
      assertEquals(Map.of("version", "2026-1", "by", "message"), entry.detail());
    }
  }

  @Test
  void whatIsNotOnRecordIsNotThankedFor() {
    try (TestServer server = new TestServer(NOTICE);
        TestClient alice = server.online("alice")) {
      alice.receives(RECEIVED);
      server.record().goAway();
      assertEquals("", answers(alice, "understood"));
    }
  }

  @Test
  void theCommandShowsTheTextAndAcknowledgesItOnceThatIsConfirmed() {
    String node = "urn:chancery:notice:0#acknowledge";
    try (TestServer server = new TestServer(NOTICE);
        TestClient alice = server.online("alice")) {
      Element shown = executes(alice, node, "", "");
      assertTrue(shown.toXml().contains("<value>You are on record.</value>"));
      assertEquals(List.of(), recorded(server, AuditKind.ACKNOWLEDGEMENT));
      String session = "sessionid='%s'".formatted(shown.attribute("sessionid").orElseThrow());
      Element done = executes(alice, node, session, "<x xmlns='jabber:x:data' type='submit'/>");
      assertEquals(Optional.of("completed"), done.attribute("status"));
      AuditEntry entry = recorded(server, AuditKind.ACKNOWLEDGEMENT).getFirst();
      assertEquals(Optional.of(alice.address()), entry.from());
      assertEquals(Map.of("version", "2026-1", "by", "command"), entry.detail());
    }
  }

  @Test
  void nobodyCanPretendToHaveBeenTold() {
    try (TestServer server = new TestServer(NOTICE);
        TestClient bob = server.online("bob")) {
      bob.sends(
              "<message to='alice@localhost'><notice xmlns='urn:chancery:notice:0'"
                  + " version='2026-1'/><body>You need not read it.</body></message>")
          .settles();
      TestClient alice = server.online("alice");
      alice.receives("<message from='bob@localhost/desk'/>");
      alice.receives(RECEIVED);
    }
  }

  @Test
  void theDataPolicyHasTheTextEvenWhenNothingElseIsTold() {
    try (TestServer server = new TestServer(NOTICE);
        TestClient alice = server.online("alice")) {
      alice.sends(
          "<iq type='get' id='d' to='localhost'><query"
              + " xmlns='http://jabber.org/protocol/disco#info'/></iq>");
      String told = alice.receives("<iq type='result' id='d'/>").toXml();
      assertTrue(told.contains("urn:xmpp:data-policy:0"));
      assertTrue(told.contains("<value>You are on record.</value>"));
      assertTrue(!told.contains("auth_data"));
    }
  }

  @Test
  void withoutATextNobodyIsTold() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.receivesNo("message");
      assertEquals("", answers(alice, "understood"));
      assertEquals(List.of(), recorded(server, AuditKind.ACKNOWLEDGEMENT));
    }
  }

  @Test
  void aTextThatDoesNotSayWhatToAnswerIsAProblem() {
    Settings settings =
        Settings.load(Optional.empty(), Map.of("notice.text", "On record.", "notice.version", ""));
    NoticeConfig.from(settings.section("notice"));
    assertEquals(
        List.of("chancery.notice.version", "chancery.notice.text"),
        settings.problems().stream().map(Problem::key).toList());
  }
}
