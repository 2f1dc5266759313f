package org.chancery.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;

/** What somebody who guesses passwords can do to the server. */
class GuessingTest {
  @Test
  void aSourceThatIsBannedDoesNotFillTheRecord() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      int guesses = 0;
      while (server.refusal("nobody" + guesses).equals("not-authorized")) {
        guesses++;
      }
      for (int i = 0; i < 10; i++) {
        server.refusal("somebody" + i);
      }
      alice.sends("<message to='alice@localhost'><body>all rows before are there</body></message>");
      alice.receives("<message><body>all rows before are there</body></message>");
      assertEquals(guesses, recorded(server, "Unknown"));
      assertEquals(1, recorded(server, "TooManyAttempts"));
    }
  }

  private static long recorded(TestServer server, String reason) {
    return server.record().entries().stream()
        .filter(entry -> entry.kind() == AuditKind.LOGIN_FAILED)
        .filter(entry -> entry.detail().get("reason").equals(reason))
        .count();
  }
}
