package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.GuardSettings;
import org.chancery.auth.LoginGuard;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.auth.TestCa;
import org.chancery.auth.ldap.LdapGroups.Members;
import org.chancery.auth.ldap.LdapGroups.Nesting;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NeedsPrograms({"slapd", "slapadd"})
class OpenLdapTest {
  private static final String PICTURE = "/9j/AAECAwQ=";
  private static final List<String> PEOPLE =
      List.of(
          "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy0", "judy1",
          "judy2", "judy3", "judy4", "judy5", "judy6", "kate");
  private static SlapdServer server;
  private static LDAPConnection admin;
  private static LdapDirectory directory;

  @BeforeAll
  static void start() throws LDAPException {
    server = SlapdServer.start(new TestCa("Test CA"), people() + groups());
    admin = server.admin();
    directory =
        directory(
            people("example.org").onlyMembersOf(SlapdServer.groupDn("staff")), Nesting.CLIENT);
  }

  private static String people() {
    StringBuilder people = new StringBuilder();
    for (String name : PEOPLE) {
      people.append(SlapdServer.person(name, "Mx " + name, name + "'s password"));
    }
    return people
        + """
        dn: uid=alice,ou=people,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: alice
        cn: Alice
        sn: Doe
        displayName: Alice Doe
        mail: alice@example.org
        title: Head of Sales
        departmentNumber: 42
        jpegPhoto:: %s
        userPassword: correct horse

        """
            .formatted(PICTURE);
  }

  private static String groups() {
    return SlapdServer.group(
            "sales", List.of(SlapdServer.personDn("alice"), SlapdServer.personDn("bob")))
        + SlapdServer.group(
            "staff",
            List.of(
                SlapdServer.groupDn("sales"),
                SlapdServer.groupDn("loop"),
                SlapdServer.personDn("carol"),
                SlapdServer.personDn("dave"),
                SlapdServer.personDn("erin"),
                SlapdServer.personDn("grace"),
                SlapdServer.personDn("heidi")))
        + SlapdServer.group("loop", List.of(SlapdServer.groupDn("staff")))
        + """
        dn: cn=posix,ou=groups,dc=example,dc=org
        objectClass: posixGroup
        cn: posix
        gidNumber: 1000
        memberUid: bob
        memberUid: ivan

        """;
  }

  private static LdapPeople people(String domain) {
    return LdapPeople.openLdap(domain, SlapdServer.PEOPLE);
  }

  private static LdapDirectory directory(LdapPeople people, Nesting nesting) {
    return directory(people, LdapGroups.openLdap(SlapdServer.GROUPS, List.of()).nested(nesting));
  }

  private static LdapDirectory directory(LdapPeople people, LdapGroups groups) {
    return new LdapDirectory(
        "openldap", server.servers(), people, Optional.of(groups), Instant::now);
  }

  @AfterAll
  static void stop() {
    directory.close();
    admin.close();
    server.close();
  }

  private static Jid jid(String name) {
    return Jid.of(name + "@example.org");
  }

  private static void set(String name, String attribute, String value) throws LDAPException {
    admin.modify(
        SlapdServer.personDn(name), new Modification(ModificationType.REPLACE, attribute, value));
  }

  @Test
  void theRightPasswordIsTakenAndThePersonIsDescribed() {
    Outcome outcome = directory.verify(jid("alice"), "correct horse");
    Person person = assertInstanceOf(Outcome.Ok.class, outcome).person();
    assertEquals(jid("alice"), person.address());
    assertEquals(
        Map.of(
            "display-name", "Alice Doe",
            "mail", "alice@example.org",
            "title", "Head of Sales",
            "department", "42"),
        person.attributes());
    assertEquals(Set.of("sales", "staff", "loop"), person.groups());
    assertEquals(Optional.of(person), directory.find(jid("alice")));
  }

  @Test
  void anyOtherPasswordIsNot() {
    List<String> wrong =
        List.of("", " ", "judy0", "Judy1's password", "judy2's password ", "\u0000", "*");
    for (int i = 0; i < wrong.size(); i++) {
      assertInstanceOf(
          Outcome.WrongPassword.class, directory.verify(jid("judy" + i), wrong.get(i)));
    }
  }

  @Test
  void somebodyWhoIsNotThereIsUnknown() {
    assertInstanceOf(Outcome.Unknown.class, directory.verify(jid("nobody"), "x"));
    assertInstanceOf(Outcome.Unknown.class, directory.admit(jid("nobody")));
    assertEquals(Optional.empty(), directory.find(jid("nobody")));
    assertEquals(Optional.empty(), directory.photo(jid("nobody")));
  }

  @Test
  void whoIsNotInTheAccessGroupIsToldSoOnlyWithTheRightPassword() {
    assertInstanceOf(Outcome.NotAllowed.class, directory.verify(jid("frank"), "frank's password"));
    assertInstanceOf(Outcome.WrongPassword.class, directory.verify(jid("frank"), "guess"));
    assertInstanceOf(Outcome.NotAllowed.class, directory.admit(jid("frank")));
    assertFalse(directory.find(jid("frank")).orElseThrow().enabled());
  }

  @Test
  void groupsInGroupsCountOnlyWhereTheyAreFollowed() {
    LdapPeople people = people("example.org").onlyMembersOf(SlapdServer.groupDn("staff"));
    try (LdapDirectory flat = directory(people, Nesting.NONE)) {
      assertInstanceOf(Outcome.NotAllowed.class, flat.admit(jid("alice")));
      assertInstanceOf(Outcome.Ok.class, flat.admit(jid("carol")));
      assertEquals(Set.of("sales"), flat.find(jid("alice")).orElseThrow().groups());
    }
  }

  @Test
  void nestingIsFollowedOnlySoDeepAndSoFar() {
    LdapPeople people = people("example.org").onlyMembersOf(SlapdServer.groupDn("staff"));
    LdapGroups groups = LdapGroups.openLdap(SlapdServer.GROUPS, List.of());
    LdapGroups shallow =
        new LdapGroups(
            groups.baseDn(),
            groups.filter(),
            "cn",
            "member",
            Members.DNS,
            Nesting.CLIENT,
            1,
            1000,
            List.of());
    LdapGroups few =
        new LdapGroups(
            groups.baseDn(),
            groups.filter(),
            "cn",
            "member",
            Members.DNS,
            Nesting.CLIENT,
            10,
            1,
            List.of());
    try (LdapDirectory one = directory(people, shallow);
        LdapDirectory two = directory(people, few)) {
      assertInstanceOf(Outcome.NotAllowed.class, one.admit(jid("alice")));
      assertInstanceOf(Outcome.NotAllowed.class, two.admit(jid("alice")));
    }
  }

  @Test
  void groupsThatListNamesAreUnderstood() {
    LdapGroups posix =
        new LdapGroups(
            SlapdServer.GROUPS,
            "(objectClass=posixGroup)",
            "cn",
            "memberUid",
            Members.NAMES,
            Nesting.NONE,
            1,
            100,
            List.of());
    try (LdapDirectory named =
        directory(people("example.org").onlyMembersOf(SlapdServer.groupDn("posix")), posix)) {
      assertInstanceOf(Outcome.Ok.class, named.admit(jid("ivan")));
      assertInstanceOf(Outcome.NotAllowed.class, named.admit(jid("alice")));
    }
  }

  @Test
  void aLockedAccountIsReportedAsLockedAndOpensAgain() throws LDAPException {
    for (int i = 0; i < 4; i++) {
      assertInstanceOf(Outcome.WrongPassword.class, directory.verify(jid("dave"), "guess"));
    }
    assertInstanceOf(Outcome.Locked.class, directory.verify(jid("dave"), "dave's password"));
    assertInstanceOf(Outcome.Locked.class, directory.admit(jid("dave")));
    admin.modify(
        SlapdServer.personDn("dave"),
        new Modification(ModificationType.DELETE, "pwdAccountLockedTime"));
    assertInstanceOf(Outcome.Ok.class, directory.verify(jid("dave"), "dave's password"));
  }

  @Test
  void guessesNeverLockAnAccount() throws LDAPException {
    GuardSettings usual = GuardSettings.defaults();
    GuardSettings belowFour =
        new GuardSettings(
            usual.freeFailures(),
            Duration.ZERO,
            Duration.ZERO,
            4,
            usual.window(),
            1000,
            0,
            usual.firstBan(),
            usual.longestBan(),
            usual.capacity());
    LoginGuard guard = new LoginGuard(belowFour, Instant::now, ban -> {});
    InetAddress somewhere = InetAddress.ofLiteral("192.0.2.1");
    for (int i = 0; i < 20; i++) {
      if (!guard.delayBefore("kate", somewhere).isPositive()) {
        assertInstanceOf(Outcome.WrongPassword.class, directory.verify(jid("kate"), "guess" + i));
        guard.failed(somewhere);
      }
    }
    SearchResultEntry kate = admin.getEntry(SlapdServer.personDn("kate"), "+");
    assertEquals(2, kate.getAttributeValues("pwdFailureTime").length);
    assertFalse(kate.hasAttribute("pwdAccountLockedTime"));
  }

  @Test
  void anAccountThatIsLockedForGoodIsDisabled() throws LDAPException {
    set("grace", "pwdAccountLockedTime", "000001010000Z");
    assertInstanceOf(Outcome.Disabled.class, directory.admit(jid("grace")));
    assertFalse(directory.verify(jid("grace"), "grace's password") instanceof Outcome.Ok);
  }

  @Test
  void aPasswordThatWasResetMustBeChanged() throws LDAPException {
    set("erin", "pwdReset", "TRUE");
    assertInstanceOf(
        Outcome.MustChangePassword.class, directory.verify(jid("erin"), "erin's password"));
    assertInstanceOf(Outcome.WrongPassword.class, directory.verify(jid("erin"), "guess"));
  }

  @Test
  void theConfiguredFilterDisables() throws LDAPException {
    LdapPeople plain = people("example.org");
    LdapPeople people =
        new LdapPeople(
            plain.flavour(),
            plain.domain(),
            plain.baseDn(),
            plain.filter(),
            plain.nameAttribute(),
            "",
            plain.attributes(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("(&(employeeType=former)(!(title=Director)))"));
    try (LdapDirectory filtering = directory(people, Nesting.NONE)) {
      assertInstanceOf(Outcome.Ok.class, filtering.verify(jid("heidi"), "heidi's password"));
      set("heidi", "employeeType", "former");
      assertInstanceOf(Outcome.Disabled.class, filtering.verify(jid("heidi"), "heidi's password"));
      assertInstanceOf(Outcome.WrongPassword.class, filtering.verify(jid("heidi"), "guess"));
      set("heidi", "title", "Director");
      assertInstanceOf(Outcome.Ok.class, filtering.verify(jid("heidi"), "heidi's password"));
    }
  }

  @Test
  void theMarksOfAnEntryFollowThePassword() throws LDAPException {
    Person.Entry before = directory.find(jid("bob")).orElseThrow().entry();
    assertFalse(before.id().isEmpty());
    set("bob", "userPassword", "bob's other password");
    Person.Entry after = directory.find(jid("bob")).orElseThrow().entry();
    assertEquals(before.id(), after.id());
    assertNotEquals(before.passwordMark(), after.passwordMark());
  }

  @Test
  void anEntryOfTheSameNameMadeAnewIsAnotherOne() throws LDAPException {
    Person.Entry before = directory.find(jid("judy6")).orElseThrow().entry();
    SearchResultEntry old = admin.getEntry(SlapdServer.personDn("judy6"));
    admin.delete(old.getDN());
    assertEquals(Optional.empty(), directory.find(jid("judy6")));
    admin.add(old.duplicate());
    assertNotEquals(before.id(), directory.find(jid("judy6")).orElseThrow().entry().id());
  }

  @Test
  void aPictureIsReadOnDemand() {
    byte[] picture = directory.photo(jid("alice")).orElseThrow();
    assertArrayEquals(Base64.getDecoder().decode(PICTURE), picture);
    assertTrue(directory.photo(jid("carol")).isEmpty());
  }

  @Test
  void peopleMayBeNamedByMailAddress() {
    LdapPeople plain = people("example.org");
    LdapPeople people =
        new LdapPeople(
            plain.flavour(),
            "chat.example.org",
            plain.baseDn(),
            plain.filter(),
            "mail",
            "@example.org",
            plain.attributes(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    try (LdapDirectory byMail = directory(people, Nesting.NONE)) {
      assertInstanceOf(
          Outcome.Ok.class, byMail.verify(Jid.of("alice@chat.example.org"), "correct horse"));
      assertInstanceOf(
          Outcome.Unknown.class,
          byMail.verify(Jid.of("alice\\40example.org@chat.example.org"), "correct horse"));
    }
  }
}
