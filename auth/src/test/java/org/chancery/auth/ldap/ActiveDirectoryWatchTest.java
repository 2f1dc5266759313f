package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.GroupMembers.Membership;
import org.chancery.auth.ldap.GroupSnapshot.Change;
import org.chancery.auth.ldap.LdapGroups.Nesting;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against Samba as a domain controller: who left, and which groups changed. */
@SambaShared
class ActiveDirectoryWatchTest {
  private static final String PASSWORD = "Correct-horse-1";
  private static final List<String> PEOPLE =
      List.of("w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9", "w10");
  private static SambaDomain domain;

  private final Watched watched = new Watched();
  private final LDAPConnection admin;
  private final LdapDirectory directory;
  private final DirectoryWatcher watcher;

  @BeforeAll
  static void makePeople(SambaDomain shared) throws LDAPException {
    domain = shared;
    try (LDAPConnection admin = domain.admin()) {
      for (String name : PEOPLE) {
        SambaDomain.addUser(admin, name, "Mx " + name, PASSWORD);
      }
      SambaDomain.addGroup(
          admin, "w-inner", SambaDomain.dn("w4"), SambaDomain.dn("w5"), SambaDomain.dn("w6"));
      List<String> members = new ArrayList<>(List.of(SambaDomain.dn("w-inner")));
      PEOPLE.stream()
          .filter(name -> !name.matches("w[456]"))
          .map(SambaDomain::dn)
          .forEach(members::add);
      SambaDomain.addGroup(admin, "w-all", members.toArray(String[]::new));
    }
  }

  ActiveDirectoryWatchTest() throws LDAPException {
    admin = domain.admin();
    directory = directory(Nesting.MATCHING_RULE);
    watcher = watched.over(directory);
  }

  private LdapDirectory directory(Nesting nesting) {
    LdapPeople people =
        LdapPeople.activeDirectory("corp.example", SambaDomain.BASE)
            .onlyMembersOf(SambaDomain.dn("w-all"));
    LdapGroups groups =
        LdapGroups.activeDirectory(SambaDomain.BASE, List.of(SambaDomain.dn("w-all")))
            .nested(nesting);
    return new LdapDirectory("ad", domain.servers(), people, Optional.of(groups), watched.now::get);
  }

  @AfterEach
  void stop() {
    watcher.close();
    directory.close();
    admin.close();
  }

  private static Jid jid(String name) {
    return Jid.of(name + "@corp.example");
  }

  private void logIn(String... names) {
    for (String name : names) {
      assertInstanceOf(Outcome.Ok.class, watched.login(directory, jid(name), PASSWORD));
    }
  }

  @Test
  void whoIsDisabledIsReportedAtTheNextLookAtChanges() throws LDAPException {
    logIn("w1", "w2");
    watcher.poll();
    assertEquals(Map.of(), watched.takeDenied());
    SambaDomain.set(admin, SambaDomain.dn("w1"), "userAccountControl", "514");
    watcher.poll();
    assertEquals(Map.of(jid("w1"), new Outcome.Disabled()), watched.takeDenied());
    watcher.poll();
    assertEquals(Map.of(), watched.takeDenied());
  }

  @Test
  void whoLeavesAGroupWithinTheAccessGroupIsReportedAtTheNextLookAtChanges() throws LDAPException {
    logIn("w4", "w5");
    watcher.poll();
    watched.takeChanges();
    admin.modify(
        SambaDomain.dn("w-inner"),
        new Modification(ModificationType.DELETE, "member", SambaDomain.dn("w4")));
    watcher.poll();
    assertEquals(Map.of(jid("w4"), new Outcome.NotAllowed()), watched.takeDenied());
    assertEquals(
        List.of(new Change("w-all", Map.of(), Set.of(jid("w4")), Map.of())), watched.takeChanges());
  }

  @Test
  void whoIsDeletedIsReportedWithinTheBoundAndLeavesTheRosters() throws LDAPException {
    logIn("w7", "w8");
    watcher.poll();
    watched.takeChanges();
    admin.delete(SambaDomain.dn("w7"));
    watched.pass(WatchSettings.defaults().everybody());
    watcher.poll();
    assertEquals(Map.of(jid("w7"), new Outcome.Unknown()), watched.takeDenied());
    assertEquals(
        List.of(new Change("w-all", Map.of(), Set.of(jid("w7")), Map.of())), watched.takeChanges());
  }

  @Test
  void aNewNameIsReported() throws LDAPException {
    watcher.poll();
    watched.takeChanges();
    SambaDomain.set(admin, SambaDomain.dn("w9"), "displayName", "Nine");
    watcher.poll();
    assertEquals(
        List.of(new Change("w-all", Map.of(), Set.of(), Map.of(jid("w9"), "Nine"))),
        watched.takeChanges());
  }

  @Test
  void manyMembersAreReadInRangesAndBothWaysOfNestingAgree() throws LDAPException {
    try (LdapDirectory client = directory(Nesting.CLIENT)) {
      GroupMembers ranged =
          new GroupMembers(
              client.groupConfig().orElseThrow(),
              client.people(),
              client.dialect(),
              client.config().flavour(),
              3);
      Set<String> found = new TreeSet<>();
      Set<String> byRule = new TreeSet<>();
      client
          .connections()
          .search(
              connection -> {
                Membership membership = ranged.of(connection, SambaDomain.dn("w-all"));
                ranged.entries(
                    connection,
                    membership,
                    entry -> found.add(entry.getAttributeValue("sAMAccountName")));
                GroupMembers rule = directory.members().orElseThrow();
                rule.entries(
                    connection,
                    rule.of(connection, SambaDomain.dn("w-all")),
                    entry -> byRule.add(entry.getAttributeValue("sAMAccountName")));
                return found;
              });
      assertEquals(byRule, found);
      assertEquals(
          true,
          found.containsAll(Set.of("w2", "w3", "w5", "w6", "w8", "w9", "w10")),
          found.toString());
    }
  }

  @Test
  void afterAnOutageOfTheControllerNothingHasBeenMissed() throws LDAPException {
    logIn("w10");
    watcher.poll();
    SambaDomain.set(admin, SambaDomain.dn("w10"), "userAccountControl", "514");
    admin.close();
    domain.stop();
    watcher.poll();
    assertEquals(Map.of(), watched.takeDenied());
    domain.start();
    watcher.poll();
    assertEquals(Map.of(jid("w10"), new Outcome.Disabled()), watched.takeDenied());
    assertEquals(List.of(false, true), watched.answering);
  }
}
