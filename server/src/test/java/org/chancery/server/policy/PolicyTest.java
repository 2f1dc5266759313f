package org.chancery.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final String SECRET =
      "<message type='chat' id='m' to='%s'><encrypted xmlns='eu.siacs.conversations.axolotl'/>"
          + "<store xmlns='urn:xmpp:hints'/><body>I sent you an encrypted message</body></message>";
  private static final String REFUSED =
      "<message type='error' id='m'><error type='cancel'><policy-violation"
          + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text"
          + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>*</text></error></message>";
  private static final String KEYS =
      "<iq type='set' id='k'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish"
          + " node='eu.siacs.conversations.axolotl.devicelist'><item id='current'><list"
          + " xmlns='eu.siacs.conversations.axolotl'/></item></publish></pubsub></iq>";

  private static List<AuditEntry> rows(TestServer server, AuditKind kind) {
    // Refusals are written without anybody waiting for them: whatever is committed later is behind.
    server
        .core()
        .auditLog()
        .commit(AuditEntry.of(AuditKind.CAPTURE_CHECK, java.time.Instant.now()).build());
    return server.record().entries().stream().filter(entry -> entry.kind() == kind).toList();
  }

  @Test
  void whereEncryptionIsAllowedTheRecordSaysWhatItCanNotShow() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(SECRET.formatted("bob@localhost"));
      bob.receives("<message id='m'/>");
      assertEquals("omemo", rows(server, AuditKind.MESSAGE).getFirst().detail().get("encryption"));
    }
  }

  @Test
  void whereEncryptionIsForbiddenItIsRefusedAndOnRecord() {
    try (TestServer server = new TestServer(Map.of("policy.encryption", "forbid"));
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(SECRET.formatted("bob@localhost"));
      alice.receives(REFUSED);
      bob.receivesNo("message");
      assertTrue(rows(server, AuditKind.MESSAGE).isEmpty());
      AuditEntry decision = rows(server, AuditKind.POLICY_DECISION).getFirst();
      assertEquals("refused: end-to-end encryption", decision.outcome());
      assertEquals("omemo", decision.detail().get("what"));
      assertEquals("", decision.xml());
    }
  }

  @Test
  void aSchemeThatNobodyKnowsIsRecognisedByItsHint() {
    try (TestServer server = new TestServer(Map.of("policy.encryption", "forbid"));
        TestClient alice = server.online("alice")) {
      for (String secret :
          new String[] {
            "<encryption xmlns='urn:xmpp:eme:0' namespace='urn:new:secret'/>",
            "<openpgp xmlns='urn:xmpp:openpgp:0'/>",
            "<x xmlns='jabber:x:encrypted'/>",
            "<body>?OTRv23?</body>"
          }) {
        alice.sends("<message type='chat' id='m' to='bob@localhost'>" + secret + "</message>");
        alice.receives(REFUSED);
      }
    }
  }

  @Test
  void oneForbiddenSideIsEnough() {
    try (TestServer server =
            new TestServer(Map.of("policy.encryption-by-group", "{ sales = forbid }"));
        TestClient alice = server.online("alice");
        TestClient carol = server.online("carol");
        TestClient bob = server.online("bob")) {
      alice.sends(SECRET.formatted("carol@localhost"));
      alice.receives(REFUSED);
      carol.sends(SECRET.formatted("alice@localhost"));
      carol.receives(REFUSED);
      alice.sends(SECRET.formatted("bob@localhost"));
      bob.receives("<message id='m'/>");
    }
  }

  @Test
  void whereEncryptionIsForbiddenThereAreNoKeys() {
    try (TestServer server =
            new TestServer(Map.of("policy.encryption-by-group", "{ sales = forbid }"));
        TestClient alice = server.online("alice");
        TestClient carol = server.online("carol")) {
      carol.sends(KEYS);
      carol.receives(
          "<iq type='error' id='k'><error><policy-violation"
              + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
      alice.sends(KEYS);
      alice.receives("<iq type='result' id='k'/>");
    }
  }

  @Test
  void filesFromDeviceToDeviceAreRefused() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      for (String payload :
          new String[] {
            "<open xmlns='http://jabber.org/protocol/ibb' sid='s' block-size='4096'/>",
            "<query xmlns='http://jabber.org/protocol/bytestreams' sid='s'/>",
            "<si xmlns='http://jabber.org/protocol/si'/>",
            "<query xmlns='jabber:iq:oob'><url>http://example.org/f</url></query>",
            "<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='s'><content name='f'>"
                + "<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'/></content></jingle>"
          }) {
        alice.sends("<iq type='set' id='f' to='bob@localhost/desk'>" + payload + "</iq>");
        alice.receives(
            "<iq type='error' id='f'><error type='cancel'><policy-violation"
                + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
      }
      alice.sends(
          "<message id='m' to='bob@localhost/desk'><data xmlns='http://jabber.org/protocol/ibb'"
              + " sid='s' seq='0'>AAAA</data></message>");
      alice.receives(REFUSED);
      bob.receivesNo("iq");
      assertEquals(6, rows(server, AuditKind.POLICY_DECISION).size());
    }
  }

  @Test
  void aPersonsOwnDevicesMay() {
    try (TestServer server = new TestServer();
        TestClient desk = server.online("alice");
        TestClient phone = server.online("alice/phone")) {
      desk.sends(
          "<iq type='set' id='f' to='alice@localhost/phone'><open"
              + " xmlns='http://jabber.org/protocol/ibb' sid='s' block-size='4096'/></iq>");
      phone.receives("<iq type='set' id='f'/>");
    }
  }

  @Test
  void callsPassWithTheirStartAndEndOnRecord() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(
          "<iq type='set' id='j' to='bob@localhost/desk'><jingle xmlns='urn:xmpp:jingle:1'"
              + " action='session-initiate' sid='s1'><content name='a'><description"
              + " xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></content><content"
              + " name='v'><description xmlns='urn:xmpp:jingle:apps:rtp:1'"
              + " media='video'/></content></jingle></iq>");
      bob.receives("<iq type='set' id='j'/>");
      bob.sends(
          "<iq type='set' id='j' to='alice@localhost/desk'><jingle xmlns='urn:xmpp:jingle:1'"
              + " action='session-accept' sid='s1'/></iq>");
      alice.receives("<iq type='set' id='j'/>");
      alice.sends(
          "<iq type='set' id='j' to='bob@localhost/desk'><jingle xmlns='urn:xmpp:jingle:1'"
              + " action='session-terminate' sid='s1'><reason><success/></reason></jingle></iq>");
      bob.receives("<iq type='set' id='j'/>");
      List<AuditEntry> calls = rows(server, AuditKind.CALL);
      assertEquals(
          List.of("offered", "taken", "ended"),
          calls.stream().map(call -> call.detail().get("event")).toList());
      assertEquals("audio and video", calls.getFirst().detail().get("media"));
      assertEquals("success", calls.getLast().detail().get("reason"));
    }
  }

  @Test
  void unknownRequestsAreRefusedWhereTheRecordMustBeComplete() {
    try (TestServer server = new TestServer(Map.of("policy.unknown-requests", "forbid"));
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(
          "<iq type='get' id='u' to='bob@localhost/desk'><whisper"
              + " xmlns='urn:whisper'>psst</whisper></iq>");
      alice.receives(
          "<iq type='error' id='u'><error><policy-violation"
              + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
      alice.sends(
          "<iq type='get' id='v' to='bob@localhost/desk'><query xmlns='jabber:iq:version'/></iq>");
      bob.receives("<iq type='get' id='v'/>");
    }
  }
}
