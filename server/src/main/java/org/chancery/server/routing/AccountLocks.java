package org.chancery.server.routing;

import java.util.concurrent.locks.ReentrantLock;
import org.chancery.protocol.Jid;

/**
 * One lock for each account, so that the order of what it is delivered survives its sessions coming
 * and going. Striped: two accounts may share one by chance, which costs time and nothing else. Held
 * while the database is asked; taken before any session's own lock, never after.
 */
final class AccountLocks {
  private static final int STRIPES = 1024;

  private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

  AccountLocks() {
    for (int i = 0; i < STRIPES; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  void exclusively(Jid account, Runnable work) {
    ReentrantLock lock = locks[Math.floorMod(account.bare().hashCode(), STRIPES)];
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }
}
