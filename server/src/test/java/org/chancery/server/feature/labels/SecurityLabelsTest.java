package org.chancery.server.feature.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alice and bob are on the board, carol is not. */
class SecurityLabelsTest {
  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";
  private static final String LABELS =
      "[{ name = internal }, { name = board, marking = BOARD ONLY, background = red,"
          + " groups = [Board] }]";
  private static final String INTERNAL = label("internal", "internal");
  private static final String BOARD = label("board", "BOARD ONLY");

  private final TestServer server = new TestServer(Map.of("labels", LABELS));

  @AfterEach
  void close() {
    server.close();
  }

  private void theBoardIsKnown() {
    Set<Jid> board = Set.of(Jid.of("alice@localhost"), Jid.of("bob@localhost"));
    server.core().groups().replace(Map.of("Board", board));
  }

  private static String label(String name, String marking) {
    return """
    <securitylabel xmlns='urn:xmpp:sec-label:0'>
      <displaymarking>%s</displaymarking>
      <label><name xmlns='urn:chancery:label:0'>%s</name></label></securitylabel>
    """
        .formatted(marking, name);
  }

  private static void says(TestClient from, String to, String label) {
    from.sends(
        "<message type='chat' id='m' to='%s'><body>Hello</body>%s</message>".formatted(to, label));
  }

  private static Element isRefused(TestClient client, String type, String condition) {
    Element refusal =
        client.receives(
            "<message type='error' id='m'><error type='%s'><%s xmlns='%s'/><text xmlns='%s'/></error></message>"
                .formatted(type, condition, ERRORS, ERRORS));
    assertFalse(refusal.toXml().contains("securitylabel"), "an error has no label");
    return refusal;
  }

  private static List<String> catalog(TestClient client, String to) {
    client.sends(
        "<iq type='get' id='c' to='localhost'><catalog xmlns='urn:xmpp:sec-label:catalog:2' to='%s'/></iq>"
            .formatted(to));
    return client
        .receives(
            "<iq type='result' id='c'><catalog xmlns='urn:xmpp:sec-label:catalog:2' to='%s'/></iq>"
                .formatted(to))
        .firstChild()
        .orElseThrow()
        .children()
        .stream()
        .map(item -> item.attribute("selector").orElseThrow())
        .toList();
  }

  private List<AuditEntry> rows(AuditKind kind) {
    // Refusals are written without anybody waiting for them: whatever is committed later is behind.
    server.core().auditLog().commit(AuditEntry.of(AuditKind.CAPTURE_CHECK, Instant.now()).build());
    return server.record().entries().stream().filter(entry -> entry.kind() == kind).toList();
  }

  @Test
  void theServerSaysThatItKnowsLabelsEvenWithoutAny() {
    try (TestServer plain = new TestServer();
        TestClient alice = plain.online("alice")) {
      alice.sends(
          "<iq type='get' id='d' to='localhost'><query"
              + " xmlns='http://jabber.org/protocol/disco#info'/></iq>");
      alice.receives(
          "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#info'>"
              + "<feature var='urn:xmpp:sec-label:0'/>"
              + "<feature var='urn:xmpp:sec-label:catalog:2'/></query></iq>");
      assertEquals(List.of(), catalog(alice, "bob@localhost"));
      says(alice, "bob@localhost", INTERNAL);
      isRefused(alice, "cancel", "policy-violation");
      says(alice, "alice@localhost", "");
      alice.receives("<message id='m'><body>Hello</body></message>");
    }
  }

  @Test
  void theCatalogHasWhatTheSenderMayUseAndTheRecipientSee() {
    theBoardIsKnown();
    try (TestClient alice = server.online("alice");
        TestClient carol = server.online("carol")) {
      assertEquals(List.of("internal", "board"), catalog(alice, "bob@localhost"));
      assertEquals(List.of("internal", "board"), catalog(alice, "localhost"));
      assertEquals(List.of("internal"), catalog(alice, "carol@localhost/desk"));
      assertEquals(List.of("internal"), catalog(alice, "tea@rooms.localhost"));
      assertEquals(List.of("internal"), catalog(carol, "alice@localhost"));
    }
  }

  @Test
  void anItemOfTheCatalogIsALabelThatCanBeSent() {
    theBoardIsKnown();
    try (TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(
          "<iq type='get' id='c' to='localhost'><catalog"
              + " xmlns='urn:xmpp:sec-label:catalog:2'/></iq>");
      Element catalog = alice.receives("<iq type='result' id='c'/>").firstChild().orElseThrow();
      Element board = catalog.children().getLast().firstChild().orElseThrow();
      says(alice, "bob@localhost", board.toXml());
      bob.receives(
          "<message id='m'><body>Hello</body><securitylabel xmlns='urn:xmpp:sec-label:0'>"
              + "<displaymarking fgcolor='black' bgcolor='red'>BOARD ONLY</displaymarking>"
              + "</securitylabel></message>");
      assertEquals("board", rows(AuditKind.MESSAGE).getFirst().detail().get("label"));
    }
  }

  @Test
  void whoMayNotUseALabelIsRefusedAndThatIsOnRecord() {
    theBoardIsKnown();
    try (TestClient carol = server.online("carol");
        TestClient bob = server.online("bob")) {
      says(carol, "bob@localhost", BOARD);
      isRefused(carol, "cancel", "policy-violation");
      bob.receivesNo("message");
      assertTrue(rows(AuditKind.MESSAGE).isEmpty());
      AuditEntry decision = rows(AuditKind.POLICY_DECISION).getFirst();
      assertEquals("refused: label of the sender", decision.outcome());
      assertEquals("board", decision.detail().get("what"));
    }
  }

  @Test
  void whoMayNotSeeALabelGetsNoMessageWithIt() {
    theBoardIsKnown();
    try (TestClient alice = server.online("alice");
        TestClient carol = server.online("carol")) {
      says(alice, "carol@localhost", BOARD);
      isRefused(alice, "auth", "forbidden");
      carol.receivesNo("message");
      AuditEntry decision = rows(AuditKind.POLICY_DECISION).getFirst();
      assertEquals("refused: label of the recipient", decision.outcome());
      says(alice, "carol@localhost", INTERNAL);
      carol.receives("<message id='m'/>");
    }
  }

  @Test
  void inRoomsThereAreOnlyLabelsForEverybody() {
    theBoardIsKnown();
    try (TestClient alice = server.online("alice")) {
      alice.sends(
          "<presence to='tea@rooms.localhost/a'><x"
              + " xmlns='http://jabber.org/protocol/muc'/></presence>");
      alice.receives("<presence from='tea@rooms.localhost/a'/>");
      alice.receives("<message><subject/></message>");
      for (String type : List.of("groupchat", "chat")) {
        String to = type.equals("chat") ? "tea@rooms.localhost/a" : "tea@rooms.localhost";
        alice.sends("<message type='%s' id='m' to='%s'>%s</message>".formatted(type, to, BOARD));
        isRefused(alice, "auth", "forbidden");
      }
      alice.sends(
          "<message type='groupchat' id='m' to='tea@rooms.localhost'><body>Hello</body>%s</message>"
              .formatted(INTERNAL));
      alice.receives(
          "<message type='groupchat' id='m'><securitylabel"
              + " xmlns='urn:xmpp:sec-label:0'/></message>");
    }
  }

  @Test
  void aLabelThatIsNotQuiteOneOfTheCatalogIsRefused() {
    theBoardIsKnown();
    try (TestClient alice = server.online("alice")) {
      for (String forged :
          List.of(
              label("board", "harmless"),
              label("unheard of", "unheard of"),
              BOARD.replace("</securitylabel>", "<equivalentlabel/></securitylabel>"),
              "<securitylabel xmlns='urn:xmpp:sec-label:0'><label/></securitylabel>")) {
        says(alice, "bob@localhost", forged);
        isRefused(alice, "cancel", "policy-violation");
      }
    }
  }

  @Test
  void aMessageHasOneLabelAndPresenceHasNone() {
    try (TestClient alice = server.online("alice")) {
      says(alice, "bob@localhost", INTERNAL + INTERNAL);
      isRefused(alice, "modify", "bad-request");
      alice.sends("<presence id='p'>%s</presence>".formatted(INTERNAL));
      alice.receives(
          "<presence type='error' id='p'><error><bad-request xmlns='%s'/></error></presence>"
              .formatted(ERRORS));
    }
  }

  @Test
  void anErrorWithALabelIsDropped() {
    try (TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(
          "<message type='error' id='m' to='bob@localhost/desk'>%s</message>".formatted(INTERNAL));
      alice.receivesNo("message");
      bob.receivesNo("message");
    }
  }

  @Test
  void asLongAsNobodyKnowsTheGroupsNothingIsConcluded() {
    try (TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      says(alice, "bob@localhost", BOARD);
      isRefused(alice, "wait", "service-unavailable");
      says(alice, "bob@localhost", INTERNAL);
      bob.receives("<message id='m'/>");
    }
  }
}
