package org.chancery.server.net;

/**
 * How fast a peer may send: a share that grows with time up to what may come in one burst. Not
 * thread-safe.
 */
final class Throttle {
  private final long bytesPerSecond;
  private final long burstBytes;
  private long credit;
  private long creditAt;

  /**
   * Begins with a full burst.
   *
   * @param now in nanoseconds, as all times here
   */
  Throttle(NetConfig config, long now) {
    this.bytesPerSecond = config.bytesPerSecond();
    this.burstBytes = config.burstBytes();
    this.credit = burstBytes;
    this.creditAt = now;
  }

  /**
   * Takes what has come.
   *
   * @return for how many milliseconds nothing more is to be read; 0 when all is well
   */
  long take(int bytes, long now) {
    double earned = (now - creditAt) / 1e9 * bytesPerSecond;
    credit = Math.min(burstBytes, credit + (long) earned) - bytes;
    creditAt = now;
    return credit < 0 ? -credit * 1000 / bytesPerSecond + 1 : 0;
  }
}
