package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.chancery.auth.Directories;
import org.chancery.auth.Directory;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.protocol.Jid;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AccountStore;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.Test;

class AccessWatchTest {

  /** Says about bob what it is told to say; everybody else may log in. */
  private static final class Porter implements Directory {
    private final Outcome aboutBob;
    private final Semaphore asked = new Semaphore(0);

    Porter(Outcome aboutBob) {
      this.aboutBob = aboutBob;
    }

    @Override
    public String name() {
      return "porter";
    }

    @Override
    public Optional<Person> find(Jid address) {
      return Optional.of(new Person(address, true, Map.of(), Set.of()));
    }

    @Override
    public Outcome admit(Jid address) {
      asked.release();
      return address.local().equals("bob") ? aboutBob : Directory.super.admit(address);
    }

    @Override
    public Outcome verify(Jid address, String password) {
      return new Outcome.WrongPassword();
    }

    @Override
    public List<AccountStore.Verifier> verifiers(Jid address) {
      return List.of();
    }

    @Override
    public boolean hasVerifiers() {
      return false;
    }
  }

  private static AccessWatch watch(TestServer server, Porter porter) {
    Directories directories = new Directories(Map.of(TestServer.DOMAIN, List.of(porter)));
    return new AccessWatch(
        directories, true, server.core(), Clock.systemUTC(), Duration.ofMillis(10));
  }

  @Test
  void whoIsDisabledIsDisconnectedAndThatIsOnRecord() {
    Porter porter = new Porter(new Outcome.Disabled());
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      AccessWatch watch = watch(server, porter);
      bob.receives(
          """
          <error xmlns='http://etherx.jabber.org/streams'>
            <not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
          </error>
          """);
      bob.isDisconnected();
      alice.receivesNo("error");
      watch.close();
      alice.sends("<message type='chat' to='carol@localhost'><body>x</body></message>");
      alice.elementsUntilPong(); // what was recorded before is on record now
      AuditEntry ended =
          server.record().entries().stream()
              .filter(entry -> entry.kind() == AuditKind.ADMINISTRATION)
              .findFirst()
              .orElseThrow();
      assertEquals("disabled", ended.detail().get("reason"));
    }
  }

  @Test
  void aDirectoryThatDoesNotAnswerEndsNobodysSession() throws InterruptedException {
    Porter porter = new Porter(new Outcome.Unreachable("down"));
    try (TestServer server = new TestServer();
        TestClient bob = server.online("bob")) {
      AccessWatch watch = watch(server, porter);
      assertTrue(porter.asked.tryAcquire(3, 10, TimeUnit.SECONDS));
      bob.receivesNo("error");
      watch.close();
    }
  }
}
