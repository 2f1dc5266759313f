package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.Optional;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.MemoryServer.Site;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A referral may lead to a configured host and nowhere else; above all no password goes anywhere
 * else.
 */
class ReferralTest {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid BOB = Jid.of("bob@example.org");
  private static final LdapPeople PEOPLE = LdapPeople.openLdap("example.org", SlapdServer.PEOPLE);

  private final MemoryServer here = MemoryServer.start(SlapdServer.person("alice", "Alice", "pw"));
  private final MemoryServer there = MemoryServer.start(SlapdServer.person("bob", "Bob", "pw"));
  private final Gate gate = new Gate(there.host());

  @AfterEach
  void stop() {
    here.close();
    gate.close();
    there.close();
  }

  private String url(String dn) {
    return "ldap://127.0.0.1:" + gate.host().port() + "/" + dn;
  }

  private void referPeople() {
    here.add(
        "dn: ou=elsewhere," + SlapdServer.PEOPLE,
        "objectClass: referral",
        "ou: elsewhere",
        "ref: " + url(SlapdServer.PEOPLE));
  }

  private void referBinds() {
    here.breakDown(
        Site.PASSWORD,
        () -> {
          String[] urls = {url("")};
          throw new LDAPException(ResultCode.REFERRAL, "elsewhere", "", urls);
        });
  }

  @Test
  void aReferralToAnotherHostIsNotFollowed() {
    referPeople();
    try (LdapDirectory directory = here.directory(PEOPLE, Optional.empty())) {
      assertInstanceOf(Outcome.Ok.class, directory.verify(ALICE, "pw"));
      assertInstanceOf(Outcome.Unknown.class, directory.verify(BOB, "pw"));
    }
    try (LdapDirectory directory = here.directory(PEOPLE, Optional.empty(), "192.0.2.1")) {
      assertInstanceOf(Outcome.Ok.class, directory.verify(ALICE, "pw"));
      assertTrue(directory.find(BOB).isEmpty());
    }
    assertEquals(0, gate.accepted());
  }

  @Test
  void aReferralToAConfiguredHostIsFollowed() {
    referPeople();
    try (LdapDirectory directory = here.directory(PEOPLE, Optional.empty(), "127.0.0.1")) {
      assertEquals("Bob", directory.find(BOB).orElseThrow().attributes().get("display-name"));
    }
    assertTrue(gate.accepted() > 0);
  }

  @Test
  void aPasswordIsNotSentWhereAReferralLeads() {
    referBinds();
    try (LdapDirectory none = here.directory(PEOPLE, Optional.empty());
        LdapDirectory other = here.directory(PEOPLE, Optional.empty(), "192.0.2.1")) {
      assertInstanceOf(Outcome.Unreachable.class, none.verify(ALICE, "pw"));
      assertInstanceOf(Outcome.Unreachable.class, other.verify(ALICE, "pw"));
    }
    assertEquals(0, gate.accepted());
  }
}
