package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.unboundid.ldap.sdk.ResultCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.MemoryServer.Site;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a directory answers in whatever place, only a plain success everywhere lets anybody in.
 */
class FaultInjectionTest {
  private static final Jid ALICE = Jid.of("alice@example.org");

  private final MemoryServer server =
      MemoryServer.start(
          SlapdServer.person("alice", "Alice", "correct horse")
              + SlapdServer.group("staff", List.of(SlapdServer.personDn("alice"))));
  private final LdapDirectory directory =
      server.directory(
          LdapPeople.openLdap("example.org", SlapdServer.PEOPLE)
              .onlyMembersOf(SlapdServer.groupDn("staff")),
          Optional.of(LdapGroups.openLdap(SlapdServer.GROUPS, List.of())));

  @AfterEach
  void stop() {
    directory.close();
    server.close();
  }

  /** Every answer there is; after a bind a referral is one that must not be followed. */
  static Stream<Arguments> answers() {
    return Arrays.stream(ResultCode.values())
        .filter(code -> code != ResultCode.SUCCESS && code.intValue() >= 0 && code.intValue() < 81)
        .flatMap(code -> Arrays.stream(Site.values()).map(site -> Arguments.of(site, code)));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void noAnswerButSuccessLetsAnybodyIn(Site site, ResultCode code) {
    server.breakDown(site, MemoryServer.answer(code));
    assertNobodyIn(site);
  }

  @ParameterizedTest
  @EnumSource(Site.class)
  void noAnswerLetsNobodyIn(Site site) {
    server.breakDown(site, server.silence());
    assertInstanceOf(Outcome.Unreachable.class, directory.verify(ALICE, "correct horse"));
  }

  @ParameterizedTest
  @EnumSource(Site.class)
  void aConnectionThatBreaksLetsNobodyIn(Site site) {
    server.breakDown(site, server.hangUp());
    assertInstanceOf(Outcome.Unreachable.class, directory.verify(ALICE, "correct horse"));
    assertNobodyIn(site);
  }

  private void assertNobodyIn(Site site) {
    assertFalse(directory.verify(ALICE, "correct horse") instanceof Outcome.Ok);
    if (site != Site.PASSWORD) {
      assertFalse(directory.admit(ALICE) instanceof Outcome.Ok);
      assertThrows(DirectoryUnreachableException.class, () -> directory.find(ALICE));
    }
  }

  @Test
  void afterTheFaultEverythingIsAsBefore() {
    server.breakDown(Site.PERSON, server.hangUp());
    assertNobodyIn(Site.PERSON);
    server.repair();
    assertInstanceOf(Outcome.Ok.class, directory.verify(ALICE, "correct horse"));
  }

  @Test
  void anEmptyPasswordNeverReachesABind() {
    server.breakDown(
        Site.PASSWORD,
        () -> {
          throw new AssertionError("a bind was sent");
        });
    assertInstanceOf(Outcome.WrongPassword.class, directory.verify(ALICE, ""));
  }

  @Test
  void aServerThatIsDownLetsNobodyIn() {
    server.close();
    assertInstanceOf(Outcome.Unreachable.class, directory.verify(ALICE, "correct horse"));
    assertInstanceOf(Outcome.Unreachable.class, directory.admit(ALICE));
  }
}
