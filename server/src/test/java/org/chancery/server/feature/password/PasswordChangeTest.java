package org.chancery.server.feature.password;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordChangeTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private static String change(String user, String password) {
    return "<iq type='set' id='c' to='localhost'><query xmlns='jabber:iq:register'><username>%s</username><password>%s</password></query></iq>"
        .formatted(user, password);
  }

  private static String refused(String condition) {
    return "<iq type='error' id='c'><error><%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>*</text></error></iq>"
        .formatted(condition);
  }

  @Test
  void aPasswordThatIsKeptHereIsChangedAndThatIsOnRecord() {
    TestClient alice = server.online("alice");
    alice.sends(change("alice", "battery staple"));
    alice.receives("<iq type='result' id='c'/>");
    long rows =
        server.record().entries().stream()
            .filter(entry -> entry.kind() == AuditKind.ADMINISTRATION)
            .filter(entry -> !entry.toString().contains("battery"))
            .count();
    assertEquals(1, rows);
  }

  @Test
  void aPasswordOfADirectoryIsChangedElsewhere() {
    TestClient bob = server.online("bob");
    bob.sends(change("bob", "battery staple"));
    bob.receives(refused("not-allowed"));
  }

  @Test
  void nobodyChangesSomebodyElsesPassword() {
    TestClient bob = server.online("bob");
    bob.sends(change("alice", "battery staple"));
    bob.receives(refused("not-allowed"));
  }

  @Test
  void aShortPasswordIsRefused() {
    TestClient alice = server.online("alice");
    alice.sends(change("alice", "short"));
    alice.receives(refused("not-acceptable"));
  }

  @Test
  void nobodyLeavesThisWay() {
    TestClient alice = server.online("alice");
    alice.sends("<iq type='set' id='c'><query xmlns='jabber:iq:register'><remove/></query></iq>");
    alice.receives(refused("not-allowed"));
  }
}
