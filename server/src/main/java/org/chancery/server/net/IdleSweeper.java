package org.chancery.server.net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at every connection in turn, so that idle ones need no timer of their own. Thread-safe. */
final class IdleSweeper {
  private static final long PERIOD_MILLIS = 1_000;

  private final Set<TcpConnection> connections = ConcurrentHashMap.newKeySet();

  IdleSweeper(ScheduledExecutorService scheduler) {
    scheduler.scheduleWithFixedDelay(
        this::sweep, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  void watch(TcpConnection connection) {
    connections.add(connection);
  }

  void forget(TcpConnection connection) {
    connections.remove(connection);
  }

  private void sweep() {
    long now = System.nanoTime();
    connections.forEach(connection -> connection.sweep(now));
  }
}
