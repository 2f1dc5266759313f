package org.chancery.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoginGuardTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress THERE = InetAddress.ofLiteral("198.51.100.7");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final List<LoginGuard.Ban> bans = new ArrayList<>();
  private final LoginGuard guard = guard(0, 10);

  private LoginGuard guard(int lockoutThreshold, int sourceFailures) {
    GuardSettings settings =
        new GuardSettings(
            2,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            lockoutThreshold,
            Duration.ofMinutes(30),
            sourceFailures,
            2,
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            1000);
    return new LoginGuard(settings, now::get, bans::add);
  }

  private void pass(Duration time) {
    now.set(now.get().plus(time));
  }

  private static boolean isBanned(LoginGuard guard, InetAddress source) {
    boolean refused = guard.delayBefore("nobody", source).compareTo(guard.patience()) > 0;
    if (!refused) {
      guard.notChecked("nobody");
    }
    return refused;
  }

  private static void fail(LoginGuard guard, String person, InetAddress source) {
    guard.delayBefore(person, source);
    guard.failed(source);
  }

  @Test
  void theDelayGrowsWithEachFailureUpToALimit() {
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      delays.add(guard.delayBefore("alice", HERE).toSeconds());
      guard.failed(HERE);
    }
    assertEquals(List.of(0L, 0L, 1L, 2L, 4L, 8L, 10L, 10L), delays);
  }

  @Test
  void aSuccessEndsTheDelay() {
    for (int i = 0; i < 4; i++) {
      fail(guard, "alice", HERE);
    }
    guard.delayBefore("alice", HERE);
    guard.succeeded("alice", HERE);
    assertEquals(Duration.ZERO, guard.delayBefore("alice", HERE));
  }

  @Test
  void aQuietWindowEndsTheDelay() {
    for (int i = 0; i < 4; i++) {
      fail(guard, "alice", HERE);
    }
    pass(Duration.ofMinutes(30));
    assertEquals(Duration.ZERO, guard.delayBefore("alice", HERE));
  }

  @Test
  void theSpellingOfANameGainsNothing() {
    for (int i = 0; i < 3; i++) {
      fail(guard, "alice", HERE);
    }
    assertEquals(Duration.ofSeconds(2), guard.delayBefore("ALICE", HERE));
  }

  @Test
  void attemptsSideBySideGainNothing() {
    assertEquals(Duration.ZERO, guard.delayBefore("alice", HERE));
    assertEquals(Duration.ZERO, guard.delayBefore("alice", HERE));
    assertEquals(Duration.ofSeconds(1), guard.delayBefore("alice", HERE));
    assertEquals(Duration.ofSeconds(2), guard.delayBefore("alice", HERE));
  }

  @Test
  void anAttemptThatWasNotCheckedIsForgotten() {
    for (int i = 0; i < 20; i++) {
      assertEquals(Duration.ZERO, guard.delayBefore("alice", HERE));
      guard.notChecked("alice");
    }
  }

  @Test
  void fewerAttemptsThanLockAnAccountReachTheDirectory() {
    LoginGuard below = guard(5, 1000);
    int reached = 0;
    for (int i = 0; i < 50; i++) {
      Duration delay = below.delayBefore("alice", i % 2 == 0 ? HERE : THERE);
      if (delay.compareTo(below.patience()) <= 0) {
        reached++;
        below.failed(HERE);
      }
    }
    assertEquals(3, reached);
    assertEquals(Duration.ofMinutes(30), below.delayBefore("alice", HERE));
    pass(Duration.ofMinutes(30));
    assertEquals(Duration.ZERO, below.delayBefore("alice", HERE));
  }

  @Test
  void strangersCannotShutAPersonOutWhereThePersonUsuallyIs() {
    LoginGuard below = guard(5, 1000);
    below.delayBefore("alice", HERE);
    below.succeeded("alice", HERE);
    for (int i = 0; i < 50; i++) {
      if (below.delayBefore("alice", THERE).compareTo(below.patience()) <= 0) {
        below.failed(THERE);
      }
    }
    assertTrue(below.delayBefore("alice", THERE).compareTo(below.patience()) > 0);
    assertTrue(below.delayBefore("alice", HERE).compareTo(below.patience()) <= 0);
    below.succeeded("alice", HERE);
    assertEquals(Duration.ZERO, below.delayBefore("alice", THERE));
  }

  @Test
  void aSourceThatFailsTooOftenIsBannedForATime() {
    for (int i = 0; i < 10; i++) {
      assertFalse(isBanned(guard, HERE));
      fail(guard, "person" + i, HERE);
    }
    assertTrue(isBanned(guard, HERE));
    assertFalse(isBanned(guard, THERE));
    assertEquals(Duration.ofMinutes(10), guard.delayBefore("somebody", HERE));
    assertEquals(
        List.of(new LoginGuard.Ban("192.0.2.1", now.get().plus(Duration.ofMinutes(10)))), bans);
    pass(Duration.ofMinutes(10));
    assertFalse(isBanned(guard, HERE));
    assertEquals(Duration.ZERO, guard.delayBefore("somebody", HERE));
  }

  @Test
  void eachBanIsLongerThanTheOneBefore() {
    for (int ban = 0; ban < 5; ban++) {
      for (int i = 0; i < 10; i++) {
        fail(guard, "person" + i, HERE);
      }
      pass(Duration.ofHours(1));
    }
    List<Long> minutes =
        bans.stream()
            .map(
                ban ->
                    Duration.between(Instant.parse("2026-01-01T00:00:00Z"), ban.until()).toMinutes()
                        % 60)
            .toList();
    assertEquals(List.of(10L, 20L, 40L, 0L, 0L), minutes);
  }

  @Test
  void anOfficeBehindOneAddressMayFailMoreOften() {
    for (int i = 0; i < 20; i++) {
      guard.delayBefore("colleague" + i, HERE);
      guard.succeeded("colleague" + i, HERE);
    }
    for (int i = 0; i < 49; i++) {
      fail(guard, "colleague" + i, HERE);
    }
    assertFalse(isBanned(guard, HERE));
    fail(guard, "colleague", HERE);
    assertTrue(isBanned(guard, HERE));
  }

  @Test
  void theAddressesOfAnIpv6SiteAreOne() {
    for (int i = 0; i < 10; i++) {
      fail(guard, "person" + i, InetAddress.ofLiteral("2001:db8:1:2::" + i));
    }
    assertTrue(isBanned(guard, InetAddress.ofLiteral("2001:db8:1:2:ffff::1")));
    assertFalse(isBanned(guard, InetAddress.ofLiteral("2001:db8:1:3::1")));
  }

  @Test
  void namesThatAreTriedOnceDoNotPushOutOneThatIsBeingGuessed() {
    for (int i = 0; i < 6; i++) {
      fail(guard, "alice", HERE);
    }
    for (int i = 0; i < 20_000; i++) {
      fail(guard, "name" + i, InetAddress.ofLiteral("2001:db8:" + Integer.toHexString(i) + "::1"));
    }
    assertEquals(Duration.ofSeconds(10), guard.delayBefore("alice", HERE));
  }

  @Test
  void aThresholdThatLeavesNoRoomIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> guard(2, 10));
  }

  @Test
  void aFloodOfRefusalsIsNewsOnceAMinute() {
    assertTrue(guard.isNewRefusal(HERE));
    assertFalse(guard.isNewRefusal(HERE));
    assertTrue(guard.isNewRefusal(THERE));
    pass(Duration.ofSeconds(50));
    assertFalse(guard.isNewRefusal(HERE));
    pass(Duration.ofSeconds(11));
    assertTrue(guard.isNewRefusal(HERE));
  }
}
