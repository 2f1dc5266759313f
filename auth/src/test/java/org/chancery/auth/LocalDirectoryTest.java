package org.chancery.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.auth.sasl.WorkCounter;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore.Verifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalDirectoryTest {
  private static final Jid ALICE = Jid.of("alice@localhost");
  private static final Jid GONE = Jid.of("gone@localhost");
  private static final Jid NOBODY = Jid.of("nobody@localhost");

  private final MapAccounts accounts = new MapAccounts();
  private final LocalDirectory directory = new LocalDirectory(accounts, 4096);

  @BeforeEach
  void makeAccounts() {
    accounts.add(ALICE, ScramVerifiers.derive("correct horse", 4096));
    accounts.add(GONE, ScramVerifiers.derive("was here", 4096));
    accounts.setEnabled(GONE, false);
  }

  @Test
  void theRightPasswordIsTaken() {
    Outcome outcome = directory.verify(ALICE, "correct horse");
    assertEquals(ALICE, assertInstanceOf(Outcome.Ok.class, outcome).person().address());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Correct horse", "correct horse ", "correct\u0000horse", "\u00ad"})
  void anyOtherPasswordIsNot(String password) {
    assertInstanceOf(Outcome.WrongPassword.class, directory.verify(ALICE, password));
  }

  @Test
  void aDisabledAccountIsSaidToBeSoOnlyWithTheRightPassword() {
    assertInstanceOf(Outcome.Disabled.class, directory.verify(GONE, "was here"));
    assertInstanceOf(Outcome.WrongPassword.class, directory.verify(GONE, "guess"));
    assertInstanceOf(Outcome.Disabled.class, directory.admit(GONE));
  }

  @Test
  void anAccountWithoutVerifiersTakesNoPassword() {
    accounts.setVerifiers(ALICE, List.of());
    assertInstanceOf(
        Outcome.WrongPassword.class, directory.verify(ALICE, "nobody has this password"));
  }

  @Test
  void nobodysPasswordLetsNobodyIn() {
    assertInstanceOf(Outcome.Unknown.class, directory.verify(NOBODY, "nobody has this password"));
    assertTrue(directory.find(NOBODY).isEmpty());
  }

  @Test
  void whoWasLetInHereAndMayNotBeHereAnyMoreIsToldOnce() {
    assertEquals(Optional.empty(), directory.ended(GONE));
    assertInstanceOf(Outcome.Ok.class, directory.verify(ALICE, "correct horse"));
    assertEquals(Optional.empty(), directory.ended(ALICE));
    accounts.remove(ALICE);
    assertInstanceOf(Outcome.Unknown.class, directory.verify(ALICE, "correct horse"));
    assertInstanceOf(Outcome.Unknown.class, directory.ended(ALICE).orElseThrow());
    assertEquals(Optional.empty(), directory.ended(ALICE));
  }

  @Test
  void aDatabaseThatIsDownEndsNobodysSession() {
    assertInstanceOf(Outcome.Ok.class, directory.admit(ALICE));
    accounts.breakDown();
    assertEquals(Optional.empty(), directory.ended(ALICE));
  }

  @Test
  void aDatabaseThatIsDownLetsNobodyInAndForgetsNobody() {
    accounts.breakDown();
    assertInstanceOf(Outcome.Unreachable.class, directory.verify(ALICE, "correct horse"));
    assertInstanceOf(Outcome.Unreachable.class, directory.admit(ALICE));
    assertThrows(DirectoryUnreachableException.class, () -> directory.find(ALICE));
    assertThrows(DirectoryUnreachableException.class, () -> directory.verifiers(ALICE));
  }

  @Test
  void anUnknownPersonCostsWhatAWrongPasswordCosts() {
    try (WorkCounter counter = new WorkCounter()) {
      directory.verify(ALICE, "wrong");
      Map<String, Long> wrong = counter.take();
      assertTrue(wrong.get("SHA-256") > 2 * 8192, "the work was counted: " + wrong);
      directory.verify(NOBODY, "wrong");
      assertEquals(wrong, counter.take());
      directory.verify(GONE, "wrong");
      assertEquals(wrong, counter.take());
      directory.verify(NOBODY, "\u0007");
      assertEquals(wrong, counter.take());
    }
  }

  @Test
  void everyHashHasAVerifierWithASaltOfItsOwn() {
    List<Verifier> verifiers = directory.verifiers(ALICE);
    assertEquals(
        List.of("SHA-1", "SHA-256", "SHA-512"), verifiers.stream().map(Verifier::hash).toList());
    assertEquals(List.of(8192, 8192, 4096), verifiers.stream().map(Verifier::iterations).toList());
    assertEquals(
        3,
        verifiers.stream()
            .map(one -> new String(one.salt(), StandardCharsets.ISO_8859_1))
            .distinct()
            .count());
    verifiers.forEach(verifier -> assertTrue(ScramVerifiers.matches(verifier, "correct horse")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tab\there", "\u200e", "null\u0000"})
  void aPasswordThatCannotBeTypedEverywhereIsRefusedAtOnce(String password) {
    assertThrows(IllegalArgumentException.class, () -> ScramVerifiers.derive(password, 4096));
  }

  @Test
  void tooFewIterationsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> ScramVerifiers.derive("x", 4095));
  }
}
