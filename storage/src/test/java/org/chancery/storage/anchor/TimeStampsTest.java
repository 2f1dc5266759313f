package org.chancery.storage.anchor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time-stamps from an authority on the loopback interface. */
class TimeStampsTest {
  @TempDir private Path directory;

  private final TestAuthority server = new TestAuthority();
  private final byte[] digest = new byte[32];
  private TimeStamps trusted;
  private TimeStampAuthority authority;

  @BeforeEach
  void trust() throws IOException {
    trusted = TimeStamps.trusting(server.root(directory.resolve("root.pem")));
    authority = new TimeStampAuthority(server.url(), trusted);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aTokenSaysWhenTheDigestWasThere() throws TimeStampException {
    Instant time = trusted.timeOf(authority.stamp(digest), digest);
    assertTrue(Duration.between(time, Instant.now()).abs().toMinutes() < 5, time.toString());
  }

  @Test
  void aTokenIsAboutOneDigestOnly() throws TimeStampException {
    byte[] token = authority.stamp(digest);
    byte[] other = new byte[32];
    other[5] = 1;
    assertThrows(TimeStampException.class, () -> trusted.timeOf(token, other));
  }

  @Test
  void aTokenThatWasChangedAnywhereIsNotBelieved() throws TimeStampException {
    byte[] token = authority.stamp(digest);
    byte[] shorter = java.util.Arrays.copyOf(token, token.length - 1);
    assertThrows(TimeStampException.class, () -> trusted.timeOf(shorter, digest));
    byte[] last = token.clone();
    last[last.length - 1] ^= 1;
    assertThrows(TimeStampException.class, () -> trusted.timeOf(last, digest));
  }

  @Test
  void anAuthorityWithAnotherRootIsNotBelieved() throws Exception {
    try (TestAuthority other = new TestAuthority()) {
      TimeStamps others = TimeStamps.trusting(other.root(directory.resolve("other.pem")));
      byte[] token = authority.stamp(digest);
      assertThrows(TimeStampException.class, () -> others.timeOf(token, digest));
      TimeStampAuthority distrusted = new TimeStampAuthority(server.url(), others);
      assertThrows(TimeStampException.class, () -> distrusted.stamp(digest));
    }
  }

  @Test
  void anAuthorityThatCannotIsToldOf() {
    server.refuse();
    TimeStampException refused =
        assertThrows(TimeStampException.class, () -> authority.stamp(digest));
    assertTrue(refused.getMessage().endsWith("HTTP status 503"), refused.getMessage());
  }

  @Test
  void aFileWithoutCertificatesIsRefused() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    IOException refused = assertThrows(IOException.class, () -> TimeStamps.trusting(empty));
    assertEquals(empty + " holds no certificate", refused.getMessage());
  }
}
