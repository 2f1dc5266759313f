package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.auth.ldap.LdapGroups.Nesting;
import org.chancery.auth.ldap.LdapServers.Security;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against Samba as a domain controller, with every state that an account can be in. */
@SambaShared
class ActiveDirectoryTest {
  private static final String PASSWORD = "Correct-horse-1";
  private static SambaDomain domain;
  private static LDAPConnection admin;
  private static LdapDirectory directory;

  @BeforeAll
  static void start(SambaDomain shared) throws LDAPException {
    domain = shared;
    admin = domain.admin();
    for (String name :
        List.of(
            "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy")) {
      SambaDomain.addUser(admin, name, "Mx " + name, PASSWORD);
    }
    SambaDomain.addGroup(admin, "sales", SambaDomain.dn("alice"));
    SambaDomain.addGroup(admin, "staff", SambaDomain.dn("sales"), SambaDomain.dn("bob"));
    directory = directory(people(), groups());
  }

  private static LdapPeople people() {
    return LdapPeople.activeDirectory("corp.example", SambaDomain.BASE);
  }

  private static LdapGroups groups() {
    return LdapGroups.activeDirectory(SambaDomain.BASE, List.of());
  }

  private static LdapDirectory directory(LdapPeople people, LdapGroups groups) {
    return new LdapDirectory("ad", domain.servers(), people, Optional.of(groups), Instant::now);
  }

  @AfterAll
  static void stop() {
    directory.close();
    admin.close();
  }

  private static Jid jid(String name) {
    return Jid.of(name + "@corp.example");
  }

  private static void set(String name, String attribute, String value) throws LDAPException {
    SambaDomain.set(admin, SambaDomain.dn(name), attribute, value);
  }

  private static void assertDenied(Class<? extends Outcome> why, String name) {
    assertInstanceOf(why, directory.verify(jid(name), PASSWORD));
    assertInstanceOf(why, directory.admit(jid(name)));
    assertInstanceOf(Outcome.WrongPassword.class, directory.verify(jid(name), "guess"));
    assertFalse(directory.find(jid(name)).orElseThrow().enabled());
  }

  @Test
  void theRightPasswordIsTakenAndThePersonIsDescribed() {
    Outcome outcome = directory.verify(jid("alice"), PASSWORD);
    Person person = assertInstanceOf(Outcome.Ok.class, outcome).person();
    assertEquals(
        Map.of("display-name", "Mx alice", "mail", "alice@corp.example"), person.attributes());
    assertEquals(Set.of("sales", "staff", "Domain Users", "Users"), person.groups());
    assertInstanceOf(Outcome.Ok.class, directory.verify(Jid.of("ALICE@corp.example"), PASSWORD));
  }

  @Test
  void anyOtherPasswordIsNot() {
    assertInstanceOf(
        Outcome.WrongPassword.class, directory.verify(jid("alice"), "correct-horse-1"));
    assertInstanceOf(Outcome.WrongPassword.class, directory.verify(jid("alice"), ""));
  }

  @Test
  void somebodyWhoIsNotThereIsUnknown() {
    assertInstanceOf(Outcome.Unknown.class, directory.verify(jid("nobody"), PASSWORD));
    assertInstanceOf(Outcome.Unknown.class, directory.admit(jid("nobody")));
  }

  @Test
  void aDisabledAccountIsDisabled() throws LDAPException {
    set("carol", "userAccountControl", "514");
    assertDenied(Outcome.Disabled.class, "carol");
  }

  @Test
  void anExpiredAccountIsExpired() throws LDAPException {
    long ticks =
        (Instant.now().minus(Duration.ofDays(1)).getEpochSecond() + 11_644_473_600L) * 10_000_000;
    set("dave", "accountExpires", Long.toString(ticks));
    assertDenied(Outcome.Expired.class, "dave");
    set("dave", "accountExpires", Long.toString(ticks + 20_000_000L * 86_400));
    assertInstanceOf(Outcome.Ok.class, directory.verify(jid("dave"), PASSWORD));
  }

  @Test
  void aPasswordThatMustBeChangedMustBeChanged() throws LDAPException {
    set("erin", "pwdLastSet", "0");
    assertDenied(Outcome.MustChangePassword.class, "erin");
  }

  @Test
  void outsideItsHoursAnAccountIsClosed() throws LDAPException {
    byte[] never = new byte[21];
    admin.modify(
        SambaDomain.dn("frank"), new Modification(ModificationType.REPLACE, "logonHours", never));
    assertDenied(Outcome.OutsideHours.class, "frank");
  }

  @Test
  void aLockedAccountIsLockedAndOpensAgain() throws LDAPException {
    SambaDomain.set(admin, SambaDomain.BASE, "lockoutThreshold", "3");
    try {
      for (int i = 0; i < 3; i++) {
        directory.verify(jid("grace"), "guess");
      }
      assertInstanceOf(Outcome.Locked.class, directory.verify(jid("grace"), PASSWORD));
      assertInstanceOf(Outcome.Locked.class, directory.admit(jid("grace")));
      set("grace", "lockoutTime", "0");
      assertInstanceOf(Outcome.Ok.class, directory.verify(jid("grace"), PASSWORD));
    } finally {
      SambaDomain.set(admin, SambaDomain.BASE, "lockoutThreshold", "0");
    }
  }

  @Test
  void theAccessGroupCountsMembersOfGroupsWithin() {
    LdapPeople people = people().onlyMembersOf(SambaDomain.dn("staff"));
    for (Nesting nesting : List.of(Nesting.MATCHING_RULE, Nesting.CLIENT)) {
      try (LdapDirectory staffOnly = directory(people, groups().nested(nesting))) {
        assertInstanceOf(
            Outcome.Ok.class, staffOnly.verify(jid("alice"), PASSWORD), nesting.name());
        assertInstanceOf(Outcome.Ok.class, staffOnly.verify(jid("bob"), PASSWORD), nesting.name());
        assertInstanceOf(
            Outcome.NotAllowed.class, staffOnly.verify(jid("heidi"), PASSWORD), nesting.name());
      }
    }
    try (LdapDirectory flat = directory(people, groups().nested(Nesting.NONE))) {
      assertInstanceOf(Outcome.NotAllowed.class, flat.verify(jid("alice"), PASSWORD));
      assertInstanceOf(Outcome.Ok.class, flat.verify(jid("bob"), PASSWORD));
    }
  }

  @Test
  void thePrimaryGroupCountsThoughItListsNobody() throws LDAPException {
    SambaDomain.addGroup(admin, "chat users", SambaDomain.dn("Domain Users"));
    for (Nesting nesting : List.of(Nesting.MATCHING_RULE, Nesting.CLIENT)) {
      try (LdapDirectory direct =
              directory(
                  people().onlyMembersOf(SambaDomain.dn("Domain Users")),
                  groups().nested(nesting));
          LdapDirectory nested =
              directory(
                  people().onlyMembersOf(SambaDomain.dn("chat users")), groups().nested(nesting))) {
        assertInstanceOf(Outcome.Ok.class, direct.admit(jid("heidi")), nesting.name());
        assertInstanceOf(Outcome.Ok.class, nested.admit(jid("heidi")), nesting.name());
      }
    }
  }

  @Test
  void peopleMayBeNamedByUserPrincipalName() throws LDAPException {
    set("ivan", "userPrincipalName", "ivan.ivanov@ad.test");
    LdapPeople plain = people();
    LdapPeople people =
        new LdapPeople(
            plain.flavour(),
            plain.domain(),
            plain.baseDn(),
            plain.filter(),
            "userPrincipalName",
            "@ad.test",
            plain.attributes(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    try (LdapDirectory byPrincipal = directory(people, groups())) {
      assertInstanceOf(Outcome.Ok.class, byPrincipal.verify(jid("ivan.ivanov"), PASSWORD));
      assertInstanceOf(Outcome.Unknown.class, byPrincipal.verify(jid("ivan"), PASSWORD));
    }
  }

  @Test
  void theMarksOfAnEntryFollowThePasswordAndNotTheName() throws LDAPException {
    Person.Entry before = directory.find(jid("judy")).orElseThrow().entry();
    admin.modify(
        SambaDomain.dn("judy"),
        new Modification(
            ModificationType.REPLACE, "unicodePwd", SambaDomain.quoted("Another-horse-1")));
    Person.Entry after = directory.find(jid("judy")).orElseThrow().entry();
    assertEquals(before.id(), after.id());
    assertNotEquals(before.passwordMark(), after.passwordMark());
    assertInstanceOf(Outcome.WrongPassword.class, directory.verify(jid("judy"), PASSWORD));
    assertInstanceOf(Outcome.Ok.class, directory.verify(jid("judy"), "Another-horse-1"));
  }

  @Test
  void startTlsWorksAsLdapsDoes() {
    LdapServers ldaps =
        LdapServers.ldaps(
            List.of(domain.plain()),
            Optional.of(domain.caFile()),
            SambaDomain.ADMIN,
            SambaDomain.ADMIN_PASSWORD);
    LdapServers startTls =
        new LdapServers(
            ldaps.hosts(),
            Optional.empty(),
            "",
            Security.STARTTLS,
            ldaps.caFile(),
            false,
            ldaps.bindDn(),
            ldaps.bindPassword(),
            ldaps.connectTimeout(),
            ldaps.responseTimeout(),
            2,
            ldaps.checkInterval(),
            Set.of());
    try (LdapDirectory upgraded =
        new LdapDirectory("ad", startTls, people(), Optional.of(groups()), Instant::now)) {
      assertInstanceOf(Outcome.Ok.class, upgraded.verify(jid("alice"), PASSWORD));
    }
  }

  @Test
  void aNameThatIsOnlySimilarIsNobody() throws LDAPException {
    admin.add(
        SambaDomain.dn("Jose"),
        new Attribute("objectClass", "user"),
        new Attribute("sAMAccountName", "jos\u00e9"),
        new Attribute("unicodePwd", SambaDomain.quoted(PASSWORD)),
        new Attribute("userAccountControl", "512"));
    assertInstanceOf(Outcome.Ok.class, directory.verify(jid("jos\u00e9"), PASSWORD));
    assertInstanceOf(Outcome.Unknown.class, directory.verify(jid("jose"), PASSWORD));
  }
}
