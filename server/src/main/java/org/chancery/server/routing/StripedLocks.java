package org.chancery.server.routing;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chancery.protocol.Jid;

/**
 * One lock for each bare address. Striped: two addresses may share one by chance, which costs time
 * and nothing else.
 */
public final class StripedLocks {
  private final ReentrantLock[] locks;

  /** With so many stripes. */
  public StripedLocks(int stripes) {
    this.locks = Stream.generate(ReentrantLock::new).limit(stripes).toArray(ReentrantLock[]::new);
  }

  /** Does something while nobody else does for this address. */
  public <T> T exclusively(Jid address, Supplier<T> work) {
    ReentrantLock lock = locks[Math.floorMod(address.bare().hashCode(), locks.length)];
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Does something while nobody else does for this address. */
  public void exclusively(Jid address, Runnable work) {
    exclusively(
        address,
        () -> {
          work.run();
          return true;
        });
  }
}
