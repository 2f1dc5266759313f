package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.chancery.auth.Directories;
import org.chancery.auth.ldap.LdapDirectory;
import org.chancery.auth.ldap.LdapPeople;
import org.chancery.auth.ldap.LdapServers;
import org.chancery.auth.ldap.LdapServers.Security;
import org.chancery.auth.ldap.MemoryServer;
import org.chancery.auth.ldap.SlapdServer;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However slow a directory is, messages between people who are logged in do not wait for it. */
class SlowDirectoryTest {
  private static final int NEWCOMERS = 1000;
  private static final int CONNECTIONS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Semaphore asked = new Semaphore(0);
  private final CountDownLatch open = new CountDownLatch(1);
  private final MemoryServer ldap = MemoryServer.start(people());
  private final LdapDirectory directory =
      new LdapDirectory(
          "slow",
          servers(),
          LdapPeople.openLdap(TestServer.DOMAIN, SlapdServer.PEOPLE),
          Optional.empty(),
          Clock.systemUTC());
  private final TestServer server =
      new TestServer(
          Map.of(),
          UnaryOperator.identity(),
          new Directories(Map.of(TestServer.DOMAIN, List.of(directory))));

  private static String people() {
    return SlapdServer.person("alice", "Alice", "correct horse")
        + SlapdServer.person("bob", "Bob", "correct horse")
        + SlapdServer.person("carol", "Carol", "correct horse")
        + IntStream.range(0, NEWCOMERS)
            .mapToObj(i -> SlapdServer.person("new" + i, "New", "correct horse"))
            .collect(Collectors.joining());
  }

  private LdapServers servers() {
    return new LdapServers(
        List.of(ldap.host()),
        Optional.empty(),
        "",
        Security.NONE,
        Optional.empty(),
        true,
        SlapdServer.ADMIN,
        SlapdServer.ADMIN_PASSWORD,
        PATIENCE,
        PATIENCE,
        CONNECTIONS,
        PATIENCE,
        Set.of());
  }

  @AfterEach
  void stop() {
    open.countDown();
    server.close();
    directory.close();
    ldap.close();
  }

  /** The directory takes questions, and answers none before it is open. */
  private void holdShut() throws LDAPException {
    asked.release();
    try {
      if (!open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new LDAPException(ResultCode.UNAVAILABLE, "never opened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LDAPException(ResultCode.UNAVAILABLE, e);
    }
  }

  @Test
  void aThousandLogInsThatWaitForTheDirectoryDelayNoMessage() throws InterruptedException {
    try (TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.sends("<message type='chat' to='carol@localhost'><body>known</body></message>");
      alice.receivesNo("message");

      ldap.breakDown(MemoryServer.Site.PERSON, this::holdShut);
      List<TestClient> newcomers =
          IntStream.range(0, NEWCOMERS).mapToObj(i -> server.knocks("new" + i)).toList();
      assertTrue(
          asked.tryAcquire(CONNECTIONS, PATIENCE.toSeconds(), TimeUnit.SECONDS),
          "it is asked all it can be asked");

      for (int i = 0; i < 200; i++) {
        alice.sends(
            "<message type='chat' to='bob@localhost'><body>%d</body></message>".formatted(i));
        bob.receives("<message from='alice@localhost/desk'><body>%d</body></message>".formatted(i));
      }
      alice.sends("<message type='chat' to='carol@localhost'><body>waits</body></message>");
      alice.receivesNo("message"); // no error: it waits for carol
      bob.sends("<presence><show>away</show></presence>");
      bob.receives("<presence><show>away</show></presence>");

      open.countDown();
      newcomers.forEach(TestClient::isLetIn);
      newcomers.forEach(TestClient::close);
    }
  }
}
