package org.chancery.bench;

import io.netty.util.concurrent.Future;
import org.chancery.bench.measure.Report;

/** A steady load on a server. Everything is called on the event loop. */
interface Load {
  /** Begins. */
  void start();

  /** The window opened: what comes in from now on counts. */
  void open();

  /** The window closed. */
  void close();

  /** Sends nothing new; the future is done when nothing is under way. */
  Future<Void> stop();

  /** What one thing counted is. */
  Window.Unit unit();

  /** How many were counted while the window was open. */
  long count();

  /** Whether nothing was lost, doubled, refused or broken. */
  boolean flawless();

  /** Adds figures of its own. */
  void report(Report report);
}
