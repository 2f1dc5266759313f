package org.chancery.server.session;

import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

/** A stream without a thread is as good as one with it. */
class RestingStreamsTest {

  @Test
  void aStreamThatRestedSendsAndReceives() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      for (int round = 0; round < 3; round++) {
        alice.restsForAWhile();
        bob.restsForAWhile();
        alice.sends(
            "<message type='chat' id='m%d' to='bob@localhost'><body>hello</body></message>"
                .formatted(round));
        bob.receives("<message id='m%d'><body>hello</body></message>".formatted(round));
      }
    }
  }

  @Test
  void whoRestsAndIsCutOffGoesOffline() {
    try (TestServer server = new TestServer()) {
      server.befriends("alice", "bob");
      try (TestClient alice = server.online("alice")) {
        TestClient bob = server.online("bob");
        alice.receives("<presence from='bob@localhost/desk'/>");
        bob.restsForAWhile();
        bob.losesConnection();
        alice.receives("<presence type='unavailable' from='bob@localhost/desk'/>");
      }
    }
  }

  @Test
  void whoRestsAndLogsOutIsDisconnected() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      alice.restsForAWhile();
      alice.logsOut();
      alice.isDisconnected();
    }
  }
}
