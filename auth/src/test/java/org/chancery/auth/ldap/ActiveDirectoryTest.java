package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@SambaShared
class ActiveDirectoryTest {
  private static final Jid ALICE = Jid.of("alice@corp.example");
  private static LDAPConnection admin;
  private static LdapDirectory directory;

  @BeforeAll
  static void start(SambaDomain domain) throws LDAPException {
    admin = domain.admin();
    SambaDomain.addUser(admin, "alice", "Alice Doe", "Correct-horse-1");
    SambaDomain.addGroup(admin, "sales", SambaDomain.dn("alice"));
    SambaDomain.addGroup(admin, "staff", SambaDomain.dn("sales"));
    directory =
        new LdapDirectory(
            "ad",
            LdapServers.ldaps(
                List.of(domain.tls()),
                Optional.of(domain.caFile()),
                SambaDomain.ADMIN,
                SambaDomain.ADMIN_PASSWORD),
            LdapPeople.activeDirectory("corp.example", SambaDomain.BASE)
                .onlyMembersOf(SambaDomain.dn("staff")),
            Optional.of(LdapGroups.activeDirectory(SambaDomain.BASE, List.of())),
            Instant::now);
  }

  @AfterAll
  static void stop() {
    directory.close();
    admin.close();
  }

  @Test
  void theRightPasswordIsTaken() {
    Person person =
        assertInstanceOf(Outcome.Ok.class, directory.verify(ALICE, "Correct-horse-1")).person();
    assertEquals("Alice Doe", person.attributes().get("display-name"));
    assertEquals(Set.of("sales", "staff", "Domain Users", "Users"), person.groups());
  }
}
