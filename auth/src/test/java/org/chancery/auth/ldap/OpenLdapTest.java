package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.auth.TestCa;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NeedsPrograms({"slapd", "slapadd"})
class OpenLdapTest {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static SlapdServer server;
  private static LdapDirectory directory;

  @BeforeAll
  static void start() {
    server =
        SlapdServer.start(
            new TestCa("Test CA"),
            SlapdServer.person("alice", "Alice Doe", "correct horse")
                + SlapdServer.person("bob", "Bob Roe", "bob's")
                + SlapdServer.group("sales", List.of(SlapdServer.personDn("alice")))
                + SlapdServer.group("staff", List.of(SlapdServer.groupDn("sales"))));
    directory =
        new LdapDirectory(
            "openldap",
            LdapServers.ldaps(
                List.of(server.tls()),
                Optional.of(server.caFile()),
                SlapdServer.ADMIN,
                SlapdServer.ADMIN_PASSWORD),
            LdapPeople.openLdap("example.org", SlapdServer.PEOPLE)
                .onlyMembersOf(SlapdServer.groupDn("staff")),
            Optional.of(LdapGroups.openLdap(SlapdServer.GROUPS, List.of())),
            Instant::now);
  }

  @AfterAll
  static void stop() {
    directory.close();
    server.close();
  }

  @Test
  void theRightPasswordIsTaken() {
    Person person =
        assertInstanceOf(Outcome.Ok.class, directory.verify(ALICE, "correct horse")).person();
    assertEquals("Alice Doe", person.attributes().get("display-name"));
    assertEquals(Set.of("sales", "staff"), person.groups());
  }
}
