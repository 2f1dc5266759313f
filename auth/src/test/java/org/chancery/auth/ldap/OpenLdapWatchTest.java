package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.Outcome;
import org.chancery.auth.TestCa;
import org.chancery.auth.ldap.GroupSnapshot.Change;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@NeedsPrograms({"slapd", "slapadd"})
class OpenLdapWatchTest {
  private static final TestCa CA = new TestCa("Test CA");
  private static final int CROWD = 520; // more than a page, and than slapd gives at once
  private static final Jid ALICE = jid("alice");
  private static final Jid BOB = jid("bob");
  private static final Jid CAROL = jid("carol");

  private final Watched watched = new Watched();
  private SlapdServer server;
  private LDAPConnection admin;
  private LdapDirectory directory;
  private DirectoryWatcher watcher;

  private static Jid jid(String name) {
    return Jid.of(name + "@example.org");
  }

  @BeforeEach
  void start() throws LDAPException {
    StringBuilder crowd = new StringBuilder();
    List<String> everybody = new ArrayList<>();
    for (String name : List.of("alice", "bob", "carol")) {
      crowd.append(SlapdServer.person(name, "Mx " + name, "pw"));
      everybody.add(SlapdServer.personDn(name));
    }
    for (int i = 0; i < CROWD; i++) {
      crowd.append(SlapdServer.person("p" + i, "Person " + i, "pw"));
      everybody.add(SlapdServer.personDn("p" + i));
    }
    server =
        SlapdServer.start(
            CA,
            crowd
                + SlapdServer.group("staff", everybody)
                + SlapdServer.group("managers", List.of(SlapdServer.personDn("alice")))
                + SlapdServer.group(
                    "sales",
                    List.of(SlapdServer.personDn("bob"), SlapdServer.groupDn("managers"))));
    admin = server.admin();
    directory = directory();
    watcher = watched.over(directory);
  }

  private LdapDirectory directory() {
    LdapPeople plain = LdapPeople.openLdap("example.org", SlapdServer.PEOPLE);
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
            Optional.of(SlapdServer.groupDn("staff")),
            Optional.of("(employeeType=former)"));
    List<String> roster = List.of(SlapdServer.groupDn("sales"), SlapdServer.groupDn("staff"));
    LdapGroups groups = LdapGroups.openLdap(SlapdServer.GROUPS, roster);
    return new LdapDirectory(
        "openldap", server.servers(), people, Optional.of(groups), watched.now::get);
  }

  @AfterEach
  void stop() {
    watcher.close();
    directory.close();
    admin.close();
    server.close();
  }

  private void logIn(String... names) {
    for (String name : names) {
      assertInstanceOf(Outcome.Ok.class, watched.login(directory, jid(name), "pw"));
    }
  }

  private void modify(String dn, ModificationType type, String attribute, String value)
      throws LDAPException {
    admin.modify(dn, new Modification(type, attribute, value));
  }

  @Test
  void whoIsDisabledIsReportedOnceAtTheNextLookAtChanges() throws LDAPException {
    logIn("alice", "bob");
    watcher.poll();
    assertEquals(Map.of(), watched.takeDenied());
    modify(SlapdServer.personDn("bob"), ModificationType.ADD, "employeeType", "former");
    watcher.poll();
    assertEquals(Map.of(BOB, new Outcome.Disabled()), watched.takeDenied());
    watcher.poll();
    assertEquals(Map.of(), watched.takeDenied(), "once is enough");
    modify(SlapdServer.personDn("alice"), ModificationType.ADD, "employeeType", "former");
    watched.pass(WatchSettings.defaults().everybody());
    watcher.poll(); // looks at changes, and then at everybody
    assertEquals(Map.of(ALICE, new Outcome.Disabled()), watched.takeDenied());
  }

  @Test
  void whoLeavesTheAccessGroupIsReportedAtTheNextLookAtChanges() throws LDAPException {
    logIn("alice", "bob");
    watcher.poll();
    modify(
        SlapdServer.groupDn("staff"),
        ModificationType.DELETE,
        "member",
        SlapdServer.personDn("bob"));
    watcher.poll();
    assertEquals(Map.of(BOB, new Outcome.NotAllowed()), watched.takeDenied());
  }

  @Test
  void whoIsDeletedIsReportedWithinTheBound() throws LDAPException {
    logIn("alice", "bob");
    watcher.poll();
    admin.delete(SlapdServer.personDn("bob"));
    watched.pass(WatchSettings.defaults().everybody());
    watcher.poll();
    assertEquals(Map.of(BOB, new Outcome.Unknown()), watched.takeDenied());
  }

  @Test
  void whoIsDeletedBeforeTheFirstLookIsReportedToo() throws LDAPException {
    logIn("alice", "bob");
    admin.delete(SlapdServer.personDn("bob"));
    watcher.poll();
    assertEquals(Map.of(BOB, new Outcome.Unknown()), watched.takeDenied());
  }

  @Test
  void whoIsLockedIsReported() throws LDAPException {
    logIn("bob");
    watcher.poll();
    for (int i = 0; i < 4; i++) {
      directory.verify(BOB, "guess");
    }
    watched.pass(WatchSettings.defaults().everybody());
    watcher.poll();
    assertEquals(Map.of(BOB, new Outcome.Locked()), watched.takeDenied());
  }

  @Test
  void peopleOfOtherDirectoriesAreLeftAlone() {
    logIn("alice");
    watched.present.add(jid("local-account"));
    watcher.poll();
    watched.pass(WatchSettings.defaults().everybody());
    watcher.poll();
    assertEquals(Map.of(), watched.takeDenied());
  }

  @Test
  void whileTheDirectoryIsAwayNothingIsConcluded() throws LDAPException {
    logIn("alice", "bob");
    watcher.poll();
    modify(SlapdServer.personDn("bob"), ModificationType.ADD, "employeeType", "former");
    server.stop();
    watched.pass(Duration.ofHours(1));
    List<String> said =
        saidWhile(
            () -> {
              watcher.poll();
              watcher.poll();
            });
    assertEquals(1, said.size(), said::toString);
    assertEquals(Map.of(), watched.takeDenied());
    server.start();
    watcher.poll();
    assertEquals(Map.of(BOB, new Outcome.Disabled()), watched.takeDenied());
    assertEquals(List.of(false, true), watched.answering);
  }

  private static List<String> saidWhile(Runnable work) {
    Logger logger = (Logger) LoggerFactory.getLogger(DirectoryWatcher.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(lines);
    try {
      work.run();
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(null);
    }
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void whoIsLockedIsReportedAlthoughTheClockWentBack() throws LDAPException {
    logIn("bob");
    watcher.poll();
    for (int i = 0; i < 4; i++) {
      directory.verify(BOB, "guess");
    }
    watched.pass(Duration.ofHours(-1));
    watcher.poll();
    assertEquals(Map.of(BOB, new Outcome.Locked()), watched.takeDenied());
  }

  @Test
  void manyWhoVanishAtOnceAreBelievedGoneOnlyOnTheSecondLook() throws LDAPException {
    for (int i = 0; i < 30; i++) {
      logIn("p" + i);
    }
    watcher.poll();
    for (int i = 0; i < 30; i++) {
      admin.delete(SlapdServer.personDn("p" + i));
    }
    watched.pass(WatchSettings.defaults().everybody());
    watcher.poll();
    assertEquals(Map.of(), watched.takeDenied());
    watched.pass(WatchSettings.defaults().everybody());
    watcher.poll();
    assertEquals(30, watched.takeDenied().size());
  }

  @Test
  void groupsAreLoadedCompletelyWithThoseWithinThem() {
    watcher.poll();
    assertEquals(
        Map.of(ALICE, "Mx alice", BOB, "Mx bob"),
        watched.groups.groups().get(GroupSearch.normal(SlapdServer.groupDn("sales"))).members());
    assertEquals(
        CROWD + 3,
        watched
            .groups
            .groups()
            .get(GroupSearch.normal(SlapdServer.groupDn("staff")))
            .members()
            .size());
    assertEquals(2, watched.takeChanges().size());
    watcher.poll();
    assertEquals(List.of(), watched.takeChanges());
  }

  @Test
  void aChangeDeepInAGroupIsReportedAsJustThat() throws LDAPException {
    watcher.poll();
    watched.takeChanges();
    modify(
        SlapdServer.groupDn("managers"),
        ModificationType.ADD,
        "member",
        SlapdServer.personDn("carol"));
    watcher.poll();
    assertEquals(
        List.of(new Change("sales", Map.of(CAROL, "Mx carol"), Set.of(), Map.of())),
        watched.takeChanges());
    modify(
        SlapdServer.groupDn("managers"),
        ModificationType.DELETE,
        "member",
        SlapdServer.personDn("alice"));
    watcher.poll();
    assertEquals(
        List.of(new Change("sales", Map.of(), Set.of(ALICE), Map.of())), watched.takeChanges());
  }

  @Test
  void aNewNameOfAPersonIsReportedInAllGroups() throws LDAPException {
    watcher.poll();
    watched.takeChanges();
    modify(SlapdServer.personDn("bob"), ModificationType.REPLACE, "displayName", "Bob the Great");
    watcher.poll();
    Map<Jid, String> renamed = Map.of(BOB, "Bob the Great");
    assertEquals(
        Set.of(
            new Change("sales", Map.of(), Set.of(), renamed),
            new Change("staff", Map.of(), Set.of(), renamed)),
        Set.copyOf(watched.takeChanges()));
  }

  @Test
  void whoHasLeftDisappearsFromGroupsAndComesBack() throws LDAPException {
    watcher.poll();
    watched.takeChanges();
    modify(SlapdServer.personDn("bob"), ModificationType.ADD, "employeeType", "former");
    watcher.poll();
    assertEquals(
        2, watched.takeChanges().stream().filter(one -> one.removed().equals(Set.of(BOB))).count());
    modify(SlapdServer.personDn("bob"), ModificationType.DELETE, "employeeType", "former");
    watcher.poll();
    assertEquals(
        2, watched.takeChanges().stream().filter(one -> one.added().containsKey(BOB)).count());
  }

  @Test
  void aGroupThatIsDeletedDisappears() throws LDAPException {
    watcher.poll();
    watched.takeChanges();
    admin.delete(SlapdServer.groupDn("sales"));
    watched.pass(WatchSettings.defaults().reload());
    watcher.poll();
    assertEquals(
        List.of(new Change("sales", Map.of(), Set.of(ALICE, BOB), Map.of())),
        watched.takeChanges());
    assertTrue(watched.answering.isEmpty());
  }

  @Test
  void aStartedWatcherLooksByItselfAndSaysWhenItHas() {
    watcher.start().join();
    assertEquals(2, watched.groups.groups().size());
  }
}
