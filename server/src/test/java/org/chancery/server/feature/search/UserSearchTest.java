package org.chancery.server.feature.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class UserSearchTest {
  private static final String OLD =
      "<iq type='set' id='s' to='search.localhost'><query xmlns='jabber:iq:search'>%s</query></iq>";
  private static final String FORM =
      OLD.formatted(
          "<x xmlns='jabber:x:data' type='submit'><field var='text'><value>%s</value></field></x>");

  @Test
  void peopleAreFoundByPartsOfWhatTheDirectoryKnows() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends(FORM.formatted("SMITH"));
      alice.receives(
          "<iq type='result' id='s'><query xmlns='jabber:iq:search'><x xmlns='jabber:x:data'"
              + " type='result'><reported><field var='jid'/><field"
              + " var='name'/></reported><item><field"
              + " var='jid'><value>carol@localhost</value></field><field var='name'><value>Carol"
              + " Smith</value></field></item></x></query></iq>");
    }
  }

  @Test
  void everythingThatIsTypedMustFit() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends(OLD.formatted("<first>Carol</first><last>Smith</last>"));
      alice.receives(
          "<iq type='result' id='s'><query xmlns='jabber:iq:search'><item jid='carol@localhost'>"
              + "<first>Carol</first><last>Smith</last><nick>carol</nick><email>carol@example.org</email></item></query></iq>");
      alice.sends(OLD.formatted("<first>Carol</first><last>Jones</last>"));
      Element none = alice.receives("<iq type='result' id='s'/>");
      assertEquals(0, none.firstChild().orElseThrow().children().size());
    }
  }

  @Test
  void nobodyCopiesTheDirectoryAtOnce() {
    try (TestServer server = new TestServer(Map.of("search.results", "2"));
        TestClient alice = server.online("alice")) {
      alice.sends(OLD.formatted("<nick>e</nick>"));
      Element found = alice.receives("<iq type='result' id='s'/>");
      assertEquals(2, found.firstChild().orElseThrow().children().size());
      alice.sends(OLD.formatted("<nick>*</nick>"));
      alice.receives(
          "<iq type='error' id='s'><error><not-acceptable"
              + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    }
  }

  @Test
  void theServiceSaysWhatItIs() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.sends(
          "<iq type='get' id='d' to='search.localhost'><query"
              + " xmlns='http://jabber.org/protocol/disco#info'/></iq>");
      alice.receives(
          "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#info'><identity"
              + " category='directory' type='user'/><feature"
              + " var='jabber:iq:search'/></query></iq>");
      alice.sends(
          "<iq type='get' id='f' to='search.localhost'><query xmlns='jabber:iq:search'/></iq>");
      alice.receives(
          "<iq type='result' id='f'><query"
              + " xmlns='jabber:iq:search'><first/><last/><nick/><email/><x xmlns='jabber:x:data'"
              + " type='form'/></query></iq>");
    }
  }

  @Test
  void aNodeThatAServiceDoesNotHaveIsNotFound() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      for (String asked : new String[] {"info", "items"}) {
        alice.sends(
            "<iq type='get' id='%s' to='search.localhost'><query node='none' xmlns='http://jabber.org/protocol/disco#%s'/></iq>"
                .formatted(asked, asked));
        alice.receives(
            "<iq type='error' id='%s'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
                .formatted(asked));
      }
    }
  }
}
