package org.chancery.bench;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import org.chancery.bench.client.Account;
import org.chancery.bench.client.Arrival;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Connector;
import org.chancery.bench.measure.Figure;
import org.chancery.bench.measure.Latencies;
import org.chancery.bench.measure.Report;

/**
 * Log-ins one after another in some lanes, each over a connection and a TLS session of its own that
 * ends before the lane's next one. Runs on the event loop.
 */
final class LogIns implements Load {
  private static final Arrival ARRIVAL = new Arrival("bench", false);

  private final Connector connector;
  private final List<Account> accounts;
  private final Latencies latencies = new Latencies();
  private final Promise<Void> quiet;
  private int lanes;
  private int next;
  private boolean running = true;
  private boolean counting;
  private long done;
  private long failed;

  LogIns(Connector connector, List<Account> accounts, int concurrency) {
    this.lanes = concurrency;
    this.connector = connector;
    this.accounts = accounts;
    this.quiet = connector.loop().newPromise();
  }

  @Override
  public void start() {
    int begin = lanes;
    for (int lane = 0; lane < begin; lane++) {
      next();
    }
  }

  private void next() {
    if (!running) {
      lanes--;
      if (lanes == 0) {
        quiet.trySuccess(null);
      }
      return;
    }
    long begun = System.nanoTime();
    connector
        .logIn(accounts.get(next++ % accounts.size()), ARRIVAL)
        .addListener((Future<Client> client) -> finished(begun, client));
  }

  private void finished(long begun, Future<Client> client) {
    if (!client.isSuccess()) {
      failed++;
      connector.loop().execute(this::next);
      return;
    }
    if (counting) {
      done++;
      latencies.record(System.nanoTime() - begun);
    }
    client.getNow().close().addListener(closed -> next());
  }

  @Override
  public void open() {
    counting = true;
  }

  @Override
  public void close() {
    counting = false;
  }

  @Override
  public Future<Void> stop() {
    running = false;
    return quiet;
  }

  @Override
  public Window.Unit unit() {
    return Window.Unit.LOG_IN;
  }

  @Override
  public long count() {
    return done;
  }

  @Override
  public boolean flawless() {
    return failed == 0;
  }

  @Override
  public void report(Report report) {
    latencies.report(report);
    report.put(Figure.FAILED, failed);
  }
}
