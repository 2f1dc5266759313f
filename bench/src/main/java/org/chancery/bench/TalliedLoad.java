package org.chancery.bench;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.chancery.bench.measure.Report;

/**
 * A load that tallies what it sends and what arrives, and is quiet when nothing is missing any
 * more. Everything here runs on the event loop.
 */
abstract class TalliedLoad implements Load {
  /** What was sent and what has arrived. */
  final Tally tally = new Tally();

  private final Promise<Void> quiet;
  private boolean running = true;

  TalliedLoad(EventLoop loop) {
    this.quiet = loop.newPromise();
  }

  /** Whether more is to be sent; when not, whoever waits for quiet may be told of it. */
  final boolean goesOn() {
    if (!running && tally.isQuiet()) {
      quiet.trySuccess(null);
    }
    return running;
  }

  @Override
  public final Future<Void> stop() {
    running = false;
    goesOn();
    return quiet;
  }

  @Override
  public final void open() {
    tally.open();
  }

  @Override
  public final void close() {
    tally.close();
  }

  @Override
  public final long count() {
    return tally.arrivals();
  }

  @Override
  public final boolean flawless() {
    return tally.flawless();
  }

  @Override
  public final void report(Report report) {
    tally.report(report);
  }
}
