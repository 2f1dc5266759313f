package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.LdapServers.Host;
import org.chancery.auth.ldap.LdapServers.Security;
import org.chancery.auth.ldap.ServerList.Ranked;
import org.chancery.auth.ldap.StubDns.Service;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private static final String CONTROLLERS = "_ldap._tcp.dc._msdcs.ad.test.";
  private static final Jid ALICE = Jid.of("alice@example.org");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final StubDns dns = new StubDns();

  @AfterEach
  void stop() {
    dns.close();
  }

  private LdapServers discovering(Security security, Optional<String> domain) {
    return new LdapServers(
        List.of(),
        domain,
        dns.url(),
        security,
        Optional.empty(),
        true,
        SlapdServer.ADMIN,
        SlapdServer.ADMIN_PASSWORD,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        2,
        Duration.ofMillis(100),
        Set.of());
  }

  private SrvRecords records(Security security) {
    return new SrvRecords(discovering(security, Optional.of("ad.test")), now::get);
  }

  @Test
  void serversComeInOrderOfPriority() {
    dns.publish(
        CONTROLLERS,
        new Service(20, 100, 389, "far.ad.test"),
        new Service(10, 100, 3899, "near.ad.test"));
    assertEquals(
        List.of(
            new Ranked(new Host("near.ad.test", 3899), 10),
            new Ranked(new Host("far.ad.test", 389), 20)),
        records(Security.STARTTLS).get());
  }

  @Test
  void theUsualPortIsTheUsualPortOfLdaps() {
    dns.publish(CONTROLLERS, new Service(0, 100, 389, "dc1.ad.test"));
    assertEquals(
        List.of(new Ranked(new Host("dc1.ad.test", 636), 0)), records(Security.LDAPS).get());
  }

  @Test
  void otherDirectoriesPublishWithoutMsdcs() {
    dns.publish("_ldap._tcp.ad.test.", new Service(0, 0, 389, "ldap.ad.test"));
    assertEquals(
        List.of(new Ranked(new Host("ldap.ad.test", 389), 0)), records(Security.STARTTLS).get());
  }

  @Test
  void equalsAreTakenInTurnByWeight() {
    dns.publish(CONTROLLERS, new Service(0, 90, 389, "big"), new Service(0, 10, 389, "small"));
    List<String> first =
        IntStream.range(0, 200)
            .mapToObj(_ -> records(Security.STARTTLS).get().getFirst().host().name())
            .toList();
    long big = first.stream().filter("big"::equals).count();
    assertEquals(
        Set.of("big", "small"), first.stream().collect(Collectors.toCollection(TreeSet::new)));
    assertTrue(big > 140, "nine in ten, not " + big + " of 200");
  }

  @Test
  void theAnswerIsKeptForATimeAndOutlivesAnOutageOfDns() {
    dns.publish(CONTROLLERS, new Service(0, 0, 389, "dc1"));
    SrvRecords records = records(Security.STARTTLS);
    assertEquals(1, records.get().size());
    int asked = dns.asked();
    records.get();
    assertEquals(asked, dns.asked());
    dns.publish(CONTROLLERS, new Service(0, 0, 389, "dc1"), new Service(0, 0, 389, "dc2"));
    now.set(now.get().plus(Duration.ofMinutes(5)));
    assertEquals(2, records.get().size());
    dns.publish(CONTROLLERS);
    now.set(now.get().plus(Duration.ofMinutes(5)));
    assertEquals(2, records.get().size());
  }

  @Test
  void peopleLogInAtADiscoveredServer() {
    try (MemoryServer server = MemoryServer.start(SlapdServer.person("alice", "Alice", "pw"))) {
      dns.publish(
          CONTROLLERS,
          new Service(0, 0, 1, "127.0.0.1"),
          new Service(1, 0, server.host().port(), "127.0.0.1"));
      try (LdapDirectory directory =
          new LdapDirectory(
              "ad",
              discovering(Security.NONE, Optional.of("ad.test")),
              LdapPeople.openLdap("example.org", SlapdServer.PEOPLE),
              Optional.empty(),
              now::get)) {
        assertInstanceOf(Outcome.Ok.class, directory.verify(ALICE, "pw"));
      }
    }
  }

  @Test
  void withoutAnyServerInDnsNobodyIsLetIn() {
    try (LdapDirectory directory =
        new LdapDirectory(
            "ad",
            discovering(Security.NONE, Optional.of("ad.test")),
            LdapPeople.openLdap("example.org", SlapdServer.PEOPLE),
            Optional.empty(),
            now::get)) {
      assertInstanceOf(Outcome.Unreachable.class, directory.verify(ALICE, "pw"));
    }
  }
}
