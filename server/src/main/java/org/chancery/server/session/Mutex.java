package org.chancery.server.session;

import java.util.concurrent.locks.ReentrantLock;

/** A reentrant lock that is held for the length of a {@code try} block. */
final class Mutex {
  private final ReentrantLock lock = new ReentrantLock();
  private final Held held = lock::unlock;

  /** Waits for the lock and takes it. */
  Held hold() {
    lock.lock();
    return held;
  }

  /** A lock that is held until it is closed. */
  @FunctionalInterface
  interface Held extends AutoCloseable {
    @Override
    void close();
  }
}
