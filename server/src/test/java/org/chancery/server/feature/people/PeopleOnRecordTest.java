package org.chancery.server.feature.people;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;

class PeopleOnRecordTest {

  @Test
  void whatTheDirectorySaysIsNotedOnceAndNotAtEachLogIn() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient first = server.online("carol/desk");
        TestClient second = server.online("carol/phone")) {
      first.elementsUntilPong();
      second.sends("<message to='alice@localhost' type='chat'><body>on record</body></message>");
      alice.receives("<message><body>on record</body></message>");
      List<AuditEntry> people =
          server.record().entries().stream()
              .filter(entry -> entry.kind() == AuditKind.PERSON)
              .filter(entry -> entry.from().orElseThrow().local().equals("carol"))
              .toList();
      assertEquals(1, people.size());
      assertEquals("Carol Smith", people.getFirst().detail().get("name"));
      assertEquals(1, people.getFirst().companions().size());
    }
  }
}
