package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.LocalDirectory;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.fake.FakeAccountStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessWatchTest {
  private static final String PASSWORD = "correct horse";

  private final FakeAccountStore accounts = new FakeAccountStore();
  private final LocalDirectory local = new LocalDirectory(accounts, 4096);
  private final FakeDirectory other =
      new FakeDirectory("ldap", false).with("alice@localhost", PASSWORD);
  private final TestServer server =
      new TestServer(
          Map.of(),
          UnaryOperator.identity(),
          new Directories(Map.of(TestServer.DOMAIN, List.of(other, local))));
  private final AccessWatch watch =
      new AccessWatch(List.of(local), server.core(), Clock.systemUTC(), Duration.ofMillis(10));

  @AfterEach
  void close() {
    watch.close();
    server.close();
  }

  private static Jid jid(String name) {
    return Jid.of(name, TestServer.DOMAIN, "");
  }

  private void account(String name) {
    accounts.add(jid(name), ScramVerifiers.derive(PASSWORD, 4096));
  }

  private static void isOut(TestClient client) {
    client.receives(
        """
        <error xmlns='http://etherx.jabber.org/streams'>
          <not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
        </error>
        """);
    client.isDisconnected();
  }

  /** Once somebody has written, what was recorded before is on record. */
  private List<String> endsOfAccess(TestClient witness) {
    witness.sends("<message type='chat' to='carol@localhost'><body>x</body></message>");
    witness.elementsUntilPong();
    return server.record().entries().stream()
        .filter(entry -> entry.kind() == AuditKind.ADMINISTRATION)
        .map(AuditEntry::detail)
        .map(detail -> detail.get("reason"))
        .toList();
  }

  @Test
  void whoIsDisabledIsDisconnectedAndThatIsOnRecordOnce() {
    account("bob");
    try (TestClient alice = server.online("alice");
        TestClient phone = server.online("bob/phone");
        TestClient bob = server.online("bob")) {
      accounts.setEnabled(jid("bob"), false);
      isOut(bob);
      isOut(phone);
      alice.receivesNo("error");
      assertEquals(List.of("disabled"), endsOfAccess(alice));
    }
  }

  @Test
  void whoIsRemovedBesideOtherDirectoriesIsDisconnectedAndTheirPeopleAreNot() {
    account("bob");
    account("alice"); // who is another one, in the directory that is asked first
    try (TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      accounts.remove(jid("alice"));
      accounts.remove(jid("bob"));
      isOut(bob);
      alice.receivesNo("error");
      assertEquals(List.of("unknown"), endsOfAccess(alice));
    }
  }
}
