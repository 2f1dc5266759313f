package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Eventually;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.Outcome;
import org.chancery.auth.Programs;
import org.chancery.auth.TestCa;
import org.chancery.auth.ldap.LdapServers.Host;
import org.chancery.auth.ldap.LdapServers.Security;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Several servers, some of which do not work. Work is counted, not timed: which servers are tried,
 * and how often.
 */
@NeedsPrograms({"slapd", "slapadd"})
class FailoverTest {
  private static final Jid ALICE = Jid.of("alice@example.org");

  /** Longer than a server that works takes on a busy machine. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final TestCa CA = new TestCa("Test CA");
  private static SlapdServer first;
  private static SlapdServer second;

  @BeforeAll
  static void start() {
    first = SlapdServer.start(CA, SlapdServer.person("alice", "Alice", "correct horse"));
    second = SlapdServer.start(CA, SlapdServer.person("alice", "Alice", "correct horse"));
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
  }

  private static LdapServers servers(Security security, Path caFile, Host... hosts) {
    return servers(Duration.ofSeconds(30), security, caFile, hosts);
  }

  private static LdapServers servers(
      Duration patience, Security security, Path caFile, Host... hosts) {
    return new LdapServers(
        List.of(hosts),
        Optional.empty(),
        "",
        security,
        Optional.of(caFile),
        security == Security.NONE,
        SlapdServer.ADMIN,
        SlapdServer.ADMIN_PASSWORD,
        patience,
        patience,
        4,
        Duration.ofMillis(100),
        Set.of());
  }

  private static LdapDirectory directory(LdapServers servers) {
    LdapPeople people = LdapPeople.openLdap("example.org", SlapdServer.PEOPLE);
    return new LdapDirectory("test", servers, people, Optional.empty(), Instant::now);
  }

  private static LdapDirectory ldaps(Host... hosts) {
    return directory(servers(Security.LDAPS, first.caFile(), hosts));
  }

  /** Servers of which some are silent. */
  private static LdapDirectory ldaps(Duration patience, Host... hosts) {
    return directory(servers(patience, Security.LDAPS, first.caFile(), hosts));
  }

  private static void logsIn(LdapDirectory directory) {
    assertInstanceOf(Outcome.Ok.class, directory.verify(ALICE, "correct horse"));
  }

  private static int portInUse(LdapDirectory directory) throws LDAPException {
    return directory.connections().search(LDAPConnection::getConnectedPort);
  }

  @Test
  void aServerWhosePacketsAreDroppedIsTriedOnceAndThenLeftAlone() throws LDAPException {
    try (BlackHole hole = BlackHole.open();
        LdapDirectory directory = ldaps(SOON, hole.host(), second.tls(), first.tls())) {
      logsIn(directory);
      assertEquals(List.of(hole.host()), directory.connections().servers().suspects());
      assertEquals(
          List.of(second.tls(), first.tls(), hole.host()),
          directory.connections().servers().inOrder());
      logsIn(directory);
      assertEquals(second.tls().port(), portInUse(directory));
    }
  }

  @Test
  void aServerThatIsRefusedOrSilentIsLeftForTheNext() {
    try (Gate silent = new Gate(first.tls());
        LdapDirectory directory =
            ldaps(SOON, new Host("127.0.0.1", 1), silent.host(), second.tls())) {
      silent.silence(true);
      logsIn(directory);
      logsIn(directory);
      assertEquals(2, directory.connections().servers().suspects().size());
    }
  }

  @Test
  void aServerThatFallsSilentWhileInUseIsLeftAndUsedAgainOnceItAnswers() throws LDAPException {
    try (Gate gate = new Gate(first.tls());
        LdapDirectory directory = ldaps(SOON, gate.host(), second.tls())) {
      logsIn(directory);
      assertEquals(gate.host().port(), portInUse(directory));
      gate.silence(true);
      logsIn(directory);
      assertEquals(second.tls().port(), portInUse(directory));
      int tried = gate.accepted();
      logsIn(directory);
      assertEquals(second.tls().port(), portInUse(directory));
      assertTrue(gate.accepted() <= tried + 20, "only the check from time to time tries it");
      gate.silence(false);
      gate.cut();
      Eventually.holds(
          "the server is trusted again",
          () -> directory.connections().servers().suspects().isEmpty());
      assertEquals(gate.host().port(), portInUse(directory));
      logsIn(directory);
    }
  }

  @Test
  void aKilledServerIsLeftAndUsedAgainOnceItIsBack() throws LDAPException {
    SlapdServer killed =
        SlapdServer.start(CA, SlapdServer.person("alice", "Alice", "correct horse"));
    try (killed;
        LdapDirectory directory =
            directory(servers(Security.LDAPS, first.caFile(), killed.tls(), second.tls()))) {
      logsIn(directory);
      killed.stop();
      logsIn(directory);
      try (BlackHole hole = BlackHole.open(killed.tls().port())) {
        logsIn(directory);
        assertEquals(hole.host(), killed.tls());
      }
      killed.start();
      Eventually.holds(
          "the server is trusted again",
          () -> directory.connections().servers().suspects().isEmpty());
      assertEquals(killed.tls().port(), portInUse(directory));
    }
  }

  @Test
  void connectionsThatTheDirectoryCutsCostNoLogin() {
    try (Gate gate = new Gate(first.tls());
        LdapDirectory directory = ldaps(gate.host())) {
      for (int i = 0; i < 20; i++) {
        logsIn(directory);
        gate.cut();
      }
    }
  }

  @Test
  void manyAtOnceAreServedByFewConnections() throws Exception {
    try (Gate gate = new Gate(first.tls());
        LdapDirectory directory = ldaps(gate.host());
        ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Outcome>> attempts = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        attempts.add(() -> directory.verify(ALICE, "correct horse"));
      }
      for (Future<Outcome> outcome : people.invokeAll(attempts)) {
        assertInstanceOf(Outcome.Ok.class, outcome.get());
      }
      assertTrue(
          gate.accepted() <= 8, "4 for searching and 4 for passwords, not " + gate.accepted());
    }
  }

  @Test
  void withNoServerLeftNobodyIsLetInAndNobodyIsUnknown() {
    try (BlackHole hole = BlackHole.open();
        LdapDirectory directory =
            ldaps(Duration.ofMillis(200), hole.host(), new Host("127.0.0.1", 1))) {
      assertInstanceOf(Outcome.Unreachable.class, directory.verify(ALICE, "correct horse"));
      assertInstanceOf(Outcome.Unreachable.class, directory.admit(ALICE));
      assertThrows(DirectoryUnreachableException.class, () -> directory.find(ALICE));
    }
  }

  @Test
  void startTlsWorksAsLdapsDoes() {
    try (LdapDirectory directory =
        directory(servers(Security.STARTTLS, first.caFile(), first.plain(), second.plain()))) {
      logsIn(directory);
    }
  }

  @Test
  void aServerWithACertificateOfAnotherAuthorityIsNotTrusted() throws Exception {
    Path folder = Files.createTempDirectory("ca");
    Path other = new TestCa("Another CA").write(folder);
    try (LdapDirectory direct = directory(servers(Security.LDAPS, other, first.tls()));
        LdapDirectory upgraded = directory(servers(Security.STARTTLS, other, first.plain()))) {
      assertInstanceOf(Outcome.Unreachable.class, direct.verify(ALICE, "correct horse"));
      assertInstanceOf(Outcome.Unreachable.class, upgraded.verify(ALICE, "correct horse"));
    } finally {
      Programs.delete(folder);
    }
  }

  @Test
  void aServerThatIsNotTheOneInItsCertificateIsNotTrusted() {
    Host byName = new Host("localhost", first.tls().port());
    Host byNamePlain = new Host("localhost", first.plain().port());
    try (LdapDirectory direct = ldaps(byName);
        LdapDirectory upgraded =
            directory(servers(Security.STARTTLS, first.caFile(), byNamePlain))) {
      assertInstanceOf(Outcome.Unreachable.class, direct.verify(ALICE, "correct horse"));
      assertInstanceOf(Outcome.Unreachable.class, upgraded.verify(ALICE, "correct horse"));
    }
  }

  @Test
  void connectionsWithoutTlsAreMadeOnlyWhenAskedFor() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new LdapServers(
                List.of(first.plain()),
                Optional.empty(),
                "",
                Security.NONE,
                Optional.empty(),
                false,
                "",
                "",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1,
                Duration.ofSeconds(1),
                Set.of()));
    try (LdapDirectory directory =
        directory(servers(Security.NONE, first.caFile(), first.plain()))) {
      logsIn(directory);
    }
  }
}
