package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.LdapGroups.Nesting;
import org.chancery.auth.ldap.LdapPeople.Flavour;
import org.chancery.auth.ldap.LdapServers.Host;
import org.chancery.auth.ldap.MemoryServer.Site;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a directory answers in whatever place, only a plain success everywhere lets anybody in.
 */
class FaultInjectionTest {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final String PASSWORD = "correct horse";

  private final MemoryServer server =
      MemoryServer.start(
          SlapdServer.person("alice", "Alice", PASSWORD).strip()
              + """

              objectClass: person
              objectClass: user
              objectCategory: person
              sAMAccountName: alice
              userAccountControl: 512

              """
              + SlapdServer.group("staff", List.of(SlapdServer.personDn("alice"))).strip()
              + "\nobjectClass: group\n");

  @AfterEach
  void stop() {
    server.close();
  }

  private LdapDirectory directory(Flavour flavour, Host host, Duration patience) {
    boolean active = flavour == Flavour.ACTIVE_DIRECTORY;
    LdapPeople people =
        active
            ? LdapPeople.activeDirectory("example.org", SlapdServer.PEOPLE)
            : LdapPeople.openLdap("example.org", SlapdServer.PEOPLE);
    LdapGroups groups =
        active
            ? LdapGroups.activeDirectory(SlapdServer.GROUPS, List.of()).nested(Nesting.CLIENT)
            : LdapGroups.openLdap(SlapdServer.GROUPS, List.of());
    return new LdapDirectory(
        "memory",
        MemoryServer.servers(host, patience),
        people.onlyMembersOf(SlapdServer.groupDn("staff")),
        Optional.of(groups),
        Instant::now);
  }

  private LdapDirectory directory(Flavour flavour) {
    return directory(flavour, server.host(), Duration.ofSeconds(5));
  }

  static Stream<Arguments> sites() {
    return Arrays.stream(Flavour.values())
        .flatMap(flavour -> Arrays.stream(Site.values()).map(site -> Arguments.of(flavour, site)));
  }

  /** Every answer there is; after a bind a referral is one that must not be followed. */
  private static List<ResultCode> refusals() {
    return Arrays.stream(ResultCode.values())
        .filter(code -> code != ResultCode.SUCCESS && code.intValue() >= 0 && code.intValue() < 81)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void theSitesAreAllThatALogInAsks(Flavour flavour) {
    try (LdapDirectory directory = directory(flavour)) {
      assertInstanceOf(Outcome.Ok.class, directory.verify(ALICE, PASSWORD));
      assertInstanceOf(Outcome.Ok.class, directory.admit(ALICE));
      assertTrue(directory.find(ALICE).orElseThrow().enabled());
      directory.verify(Jid.of("nobody@example.org"), PASSWORD);
    }
    assertEquals(EnumSet.allOf(Site.class), server.asked());
    assertEquals(Set.of(), server.others(), "a new site needs a fault");
  }

  @ParameterizedTest
  @MethodSource("sites")
  void noAnswerButSuccessLetsAnybodyIn(Flavour flavour, Site site) {
    for (ResultCode code : refusals()) {
      server.breakDown(site, MemoryServer.answer(code));
      try (LdapDirectory directory = directory(flavour)) {
        assertNobodyIn(directory, site);
      }
    }
    server.repair();
    try (LdapDirectory directory = directory(flavour)) {
      assertInstanceOf(Outcome.Ok.class, directory.verify(ALICE, PASSWORD));
    }
  }

  @ParameterizedTest
  @MethodSource("sites")
  void noAnswerLetsNobodyIn(Flavour flavour, Site site) {
    server.breakDown(site, server.silence());
    try (LdapDirectory directory = directory(flavour, server.host(), Duration.ofMillis(100))) {
      assertInstanceOf(Outcome.Unreachable.class, directory.verify(ALICE, PASSWORD));
    }
  }

  @ParameterizedTest
  @MethodSource("sites")
  void aConnectionThatBreaksLetsNobodyIn(Flavour flavour, Site site) {
    server.breakDown(site, server.hangUp());
    try (LdapDirectory directory = directory(flavour)) {
      assertInstanceOf(Outcome.Unreachable.class, directory.verify(ALICE, PASSWORD));
      assertNobodyIn(directory, site);
      server.repair();
      assertInstanceOf(Outcome.Ok.class, directory.verify(ALICE, PASSWORD));
    }
  }

  private static void assertNobodyIn(LdapDirectory directory, Site site) {
    assertFalse(directory.verify(ALICE, PASSWORD) instanceof Outcome.Ok);
    if (site != Site.PASSWORD) {
      assertFalse(directory.admit(ALICE) instanceof Outcome.Ok);
      assertThrows(DirectoryUnreachableException.class, () -> directory.find(ALICE));
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void anAnswerThatBreaksOffLetsNobodyInWhereverItDoes(Flavour flavour) {
    try (Gate gate = new Gate(server.host())) {
      int whole = answers(flavour, gate, Integer.MAX_VALUE, Outcome.Ok.class);
      assertTrue(whole > 300, "the answers have " + whole + " bytes");
      for (int bytes = 0; bytes < whole; bytes += 13) {
        answers(flavour, gate, bytes, Outcome.Unreachable.class);
      }
      answers(flavour, gate, whole - 1, Outcome.Unreachable.class);
    }
  }

  /** The bytes that a log-in takes. */
  private int answers(Flavour flavour, Gate gate, int most, Class<? extends Outcome> expected) {
    gate.breakOffAfter(most);
    try (LdapDirectory directory = directory(flavour, gate.host(), Duration.ofSeconds(5))) {
      assertInstanceOf(expected, directory.verify(ALICE, PASSWORD), "after " + most + " bytes");
      return gate.answered();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STANDARD, pwdAccountLockedTime, yesterday",
    "STANDARD, pwdEndTime, 2026-01-01",
    "STANDARD, pwdReset, maybe",
    "STANDARD, nsAccountLock, locked",
    "ACTIVE_DIRECTORY, userAccountControl, disabled",
    "ACTIVE_DIRECTORY, msDS-User-Account-Control-Computed, 0x10",
    "ACTIVE_DIRECTORY, accountExpires, 1e9",
    "ACTIVE_DIRECTORY, pwdLastSet, 0.0",
    "ACTIVE_DIRECTORY, logonHours, closed",
  })
  void anEntryThatMakesNoSenseLetsNobodyIn(Flavour flavour, String attribute, String value) {
    server.set(SlapdServer.personDn("alice"), attribute, value);
    try (LdapDirectory directory = directory(flavour)) {
      assertInstanceOf(Outcome.Unreachable.class, directory.verify(ALICE, PASSWORD));
      assertNobodyIn(directory, Site.PERSON);
    }
  }

  /** Every user of Active Directory has it: without it nobody can tell who is disabled. */
  @Test
  void anEntryWhoseAccountControlCannotBeReadLetsNobodyIn() {
    server.set(SlapdServer.personDn("alice"), "userAccountControl");
    try (LdapDirectory directory = directory(Flavour.ACTIVE_DIRECTORY)) {
      assertInstanceOf(Outcome.Unreachable.class, directory.verify(ALICE, PASSWORD));
      assertNobodyIn(directory, Site.PERSON);
    }
  }

  @Test
  void anEmptyPasswordNeverReachesABind() {
    server.breakDown(
        Site.PASSWORD,
        () -> {
          throw new AssertionError("a bind was sent");
        });
    try (LdapDirectory directory = directory(Flavour.STANDARD)) {
      assertInstanceOf(Outcome.WrongPassword.class, directory.verify(ALICE, ""));
    }
  }

  @Test
  void aServerThatIsDownLetsNobodyIn() {
    try (LdapDirectory directory = directory(Flavour.STANDARD)) {
      server.close();
      assertInstanceOf(Outcome.Unreachable.class, directory.verify(ALICE, PASSWORD));
      assertInstanceOf(Outcome.Unreachable.class, directory.admit(ALICE));
    }
  }
}
