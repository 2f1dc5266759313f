package org.chancery.server.feature.privatexml;

import java.util.Map;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class PrivateXmlTest {
  private static final String GET =
      "<iq type='get' id='g'><query xmlns='jabber:iq:private'><notes"
          + " xmlns='urn:notes'/></query></iq>";

  @Test
  void whatIsKeptIsShownToTheSameAccountOnly() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends(
          "<iq type='set' id='s'><query xmlns='jabber:iq:private'><notes"
              + " xmlns='urn:notes'>mine</notes></query></iq>");
      alice.receives("<iq type='result' id='s'/>");
      alice.sends(GET);
      alice.receives(
          "<iq type='result' id='g'><query xmlns='jabber:iq:private'><notes"
              + " xmlns='urn:notes'>mine</notes></query></iq>");
      bob.sends(GET.replace("id='g'", "id='g' to='alice@localhost'"));
      bob.receives("<iq type='error' id='g'/>");
      bob.sends(GET);
      bob.receives(
          "<iq type='result' id='g'><query xmlns='jabber:iq:private'><notes"
              + " xmlns='urn:notes'/></query></iq>");
    }
  }

  @Test
  void tooMuchIsRefused() {
    try (TestServer server = new TestServer(Map.of("limits.private-xml", "10000"));
        TestClient alice = server.online("alice")) {
      alice.sends(
          "<iq type='set' id='s'><query xmlns='jabber:iq:private'><notes xmlns='urn:notes'>%s</notes></query></iq>"
              .formatted("x".repeat(10_000)));
      alice.receives(
          "<iq type='error' id='s'><error><not-acceptable"
              + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    }
  }

  @Test
  void whatHasNoNamespaceOfItsOwnIsRefused() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends(
          "<iq type='set' id='s'><query"
              + " xmlns='jabber:iq:private'><notes>mine</notes></query></iq>");
      alice.receives("<iq type='error' id='s'/>");
      alice.sends("<iq type='set' id='s'><query xmlns='jabber:iq:private'/></iq>");
      alice.receives("<iq type='error' id='s'/>");
    }
  }
}
