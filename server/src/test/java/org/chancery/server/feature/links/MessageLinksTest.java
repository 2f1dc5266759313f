package org.chancery.server.feature.links;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry.Relation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageLinksTest {

  @ParameterizedTest
  @CsvSource({
    "replace, urn:xmpp:message-correct:0, replaces",
    "retract, urn:xmpp:message-retract:1, retracts",
    "reactions, urn:xmpp:reactions:0, reacts-to",
    "displayed, urn:xmpp:chat-markers:0, marks",
    "received, urn:xmpp:receipts, receives",
    "reply, urn:xmpp:reply:0, replies-to"
  })
  void theRowNamesTheEarlierMessage(String name, String namespace, String relation) {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(
          "<message type='chat' to='bob@localhost'><body>x</body><%s xmlns='%s' id='m0'/></message>"
              .formatted(name, namespace));
      bob.receives("<message/>");
      assertEquals(
          new Relation(relation, "m0"),
          server.record().entries().getLast().relation().orElseThrow());
    }
  }
}
