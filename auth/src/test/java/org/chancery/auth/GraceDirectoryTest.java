package org.chancery.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GraceDirectoryTest {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid BOB = Jid.of("bob@example.org");
  private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

  private final FakeDirectory directory =
      new FakeDirectory("company", false)
          .with(ALICE.toString(), "right")
          .with(BOB.toString(), "right");
  private final List<String> used = new ArrayList<>();
  private Instant now = START;
  private final GraceDirectory grace =
      new GraceDirectory(directory, Duration.ofHours(8), () -> now);

  @BeforeEach
  void aliceWasHere() {
    grace.whenUsed((who, since) -> used.add(who + " " + since));
    assertInstanceOf(Outcome.Ok.class, grace.verify(ALICE, "right"));
  }

  private void assertIn(Jid who, String password) {
    assertInstanceOf(Outcome.Ok.class, grace.verify(who, password));
  }

  private void assertOut(Jid who, String password) {
    assertInstanceOf(Outcome.Unreachable.class, grace.verify(who, password));
  }

  @Test
  void whoWasLetInBeforeGetsInWithTheSamePasswordAndThatIsTold() {
    now = START.plus(Duration.ofDays(2));
    directory.reachable(false);
    assertIn(ALICE, "right");
    assertInstanceOf(Outcome.Ok.class, grace.admit(ALICE));
    assertEquals(
        List.of("alice@example.org 2026-01-07T08:00:00Z", "alice@example.org 2026-01-07T08:00:00Z"),
        used);
    assertOut(ALICE, "wrong");
    assertOut(BOB, "right");
  }

  @Test
  void theGraceEndsWhenTheOutageLastsAndBeginsAnewWithTheNext() {
    directory.reachable(false);
    assertIn(ALICE, "right");
    now = START.plus(Duration.ofHours(8));
    assertOut(ALICE, "right");
    assertInstanceOf(Outcome.Unreachable.class, grace.admit(ALICE));
    grace.answering(true);
    assertIn(ALICE, "right");
  }

  @Test
  void whoIsRefusedByTheDirectoryHasNoGrace() {
    directory.with(ALICE.toString(), "right", new Outcome.Disabled());
    assertInstanceOf(Outcome.Disabled.class, grace.verify(ALICE, "right"));
    directory.reachable(false);
    assertOut(ALICE, "right");
  }

  @Test
  void whoseAccessHasEndedHasNoGrace() {
    assertEquals(Set.of(ALICE), grace.remembered());
    grace.forget(ALICE);
    directory.reachable(false);
    assertOut(ALICE, "right");
    assertInstanceOf(Outcome.Unreachable.class, grace.admit(ALICE));
  }

  @Test
  void anOldPasswordThatWasRefusedIsForgottenAndAMistypedOneChangesNothing() {
    assertInstanceOf(Outcome.WrongPassword.class, grace.verify(ALICE, "mistyped"));
    directory.reachable(false);
    assertIn(ALICE, "right");
    directory.reachable(true);
    directory.with(ALICE.toString(), "another");
    assertInstanceOf(Outcome.WrongPassword.class, grace.verify(ALICE, "right"));
    directory.reachable(false);
    assertOut(ALICE, "right");
  }

  @Test
  void whoGuessesEndsTheGrace() {
    directory.reachable(false);
    for (int i = 0; i < 3; i++) {
      assertOut(ALICE, "guess" + i);
    }
    assertOut(ALICE, "right");
  }

  @Test
  void whoProvedByOtherMeansHasGraceForTheseOnly() {
    assertInstanceOf(Outcome.Ok.class, grace.admit(BOB));
    directory.reachable(false);
    assertInstanceOf(Outcome.Ok.class, grace.admit(BOB));
    assertOut(BOB, "right");
  }
}
