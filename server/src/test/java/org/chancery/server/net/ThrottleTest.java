package org.chancery.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.chancery.protocol.stream.StreamLimits;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Throttle throttle = new Throttle(sendingAtMost(100, 1000), 0);

  private static NetConfig sendingAtMost(long bytesPerSecond, long burstBytes) {
    StreamLimits any = StreamLimits.BEFORE_AUTHENTICATION;
    Duration ever = Duration.ofDays(1);
    return new NetConfig(any, any, ever, ever, ever, ever, 1, 1, bytesPerSecond, burstBytes, 1);
  }

  @Test
  void aBurstIsReadAtOnceAndWhatIsBeyondItWaits() {
    assertEquals(0, throttle.take(1000, 0));
    assertEquals(501, throttle.take(50, 0));
  }

  @Test
  void waitingEarnsAtTheRateAndNeverMoreThanABurst() {
    throttle.take(1000, 0);
    assertEquals(0, throttle.take(100, SECOND));
    assertEquals(0, throttle.take(1000, 100 * SECOND));
    assertEquals(11, throttle.take(1, 100 * SECOND));
  }
}
