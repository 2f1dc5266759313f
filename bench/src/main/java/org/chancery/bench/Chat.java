package org.chancery.bench;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Receiver;
import org.chancery.bench.client.Stamp;
import org.chancery.bench.client.Stanza;
import org.chancery.bench.measure.Figure;
import org.chancery.bench.measure.Latencies;
import org.chancery.bench.measure.Pace;
import org.chancery.bench.measure.Report;

/**
 * Pairs of people chatting, in a closed loop (each pair has a fixed number of messages under way)
 * or an open one (messages are due at a fixed rate, whatever the server does). Everything here runs
 * on the event loop.
 */
final class Chat implements Window.Counter {
  private static final int SENDS_AT_A_TIME = 64;

  private final EventLoop loop;
  private final List<Pair> pairs;
  private final Latencies latencies = new Latencies();
  private final Promise<Void> quiet;
  private boolean closedLoop;
  private boolean running = true;
  private boolean opened;
  private boolean counting;
  private long openedAt;
  private long closedAt;
  private long underWay;
  private long received;
  private long doubled;
  private long outOfOrder;
  private long refused;
  private long broken;

  Chat(EventLoop loop, List<Pair> pairs) {
    this.loop = loop;
    this.pairs = pairs;
    this.quiet = loop.newPromise();
  }

  /** What the sending side of a pair does: it hears of what was refused. */
  Receiver sending(Pair pair) {
    return new Side() {
      @Override
      void message(Stanza stanza) {
        if (stanza.typed("error")) {
          refused++;
          underWay--;
          again(pair);
        }
      }
    };
  }

  /** What the receiving side of a pair does. */
  Receiver receiving(Pair pair) {
    return new Side() {
      @Override
      void message(Stanza stanza) {
        Stamp.of(stanza).ifPresent(stamp -> received(pair, stamp));
      }
    };
  }

  private abstract class Side implements Receiver {
    abstract void message(Stanza stanza);

    @Override
    public void stanza(Stanza stanza) {
      if (stanza.named("message")) {
        message(stanza);
      }
    }

    @Override
    public void ended() {
      broken++;
    }
  }

  private void received(Pair pair, Stamp stamp) {
    long now = System.nanoTime();
    Pair.Place place = pair.place(stamp.number());
    if (place == Pair.Place.DOUBLE) {
      doubled++;
      return;
    }
    if (place == Pair.Place.EARLY) {
      outOfOrder++;
    }
    underWay--;
    if (counting) {
      received++;
    }
    if (dueInWindow(stamp.due())) {
      latencies.record(now - stamp.due());
    }
    again(pair);
  }

  /** Also a message that comes in after the window closed counts, if it was due before. */
  private boolean dueInWindow(long due) {
    return opened && due - openedAt >= 0 && (counting || due - closedAt < 0);
  }

  private void again(Pair pair) {
    if (running && closedLoop) {
      send(pair, System.nanoTime());
    } else if (!running && underWay == 0) {
      quiet.trySuccess(null);
    }
  }

  private void send(Pair pair, long due) {
    underWay++;
    pair.send(due);
  }

  /** Begins a closed loop with so many messages under way in each pair. */
  void startClosed(int inFlight) {
    closedLoop = true;
    for (int i = 0; i < inFlight; i++) {
      pairs.forEach(pair -> send(pair, System.nanoTime()));
    }
  }

  /** Begins an open loop at so many messages a second over all pairs, by turns. */
  void startOpen(double perSecond) {
    sendDue(new Pace(System.nanoTime(), perSecond));
  }

  private void sendDue(Pace pace) {
    if (!running) {
      return;
    }
    for (int i = 0; i < SENDS_AT_A_TIME && pace.isDue(System.nanoTime()); i++) {
      long due = pace.due();
      send(pairs.get((int) (pace.take() % pairs.size())), due);
    }
    long wait = Math.max(0, pace.due() - System.nanoTime());
    loop.schedule(() -> sendDue(pace), wait, TimeUnit.NANOSECONDS);
  }

  @Override
  public void open() {
    openedAt = System.nanoTime();
    opened = true;
    counting = true;
  }

  @Override
  public void close() {
    closedAt = System.nanoTime();
    counting = false;
  }

  /** Sends nothing more; done when nothing is under way. */
  Future<Void> stop() {
    running = false;
    if (underWay == 0) {
      quiet.trySuccess(null);
    }
    return quiet;
  }

  /** Messages that came in while the window was open. */
  long received() {
    return received;
  }

  /** Whether every message came, once and in order. */
  boolean flawless() {
    return underWay == 0 && doubled == 0 && outOfOrder == 0 && refused == 0 && broken == 0;
  }

  void report(Report report) {
    latencies.report(report);
    report.put(Figure.LOST, underWay);
    report.put(Figure.DOUBLED, doubled);
    report.put(Figure.OUT_OF_ORDER, outOfOrder);
    report.put(Figure.REFUSED, refused);
    report.put(Figure.BROKEN, broken);
  }

  /** A pair that is ready to chat: its two clients' input comes here. */
  void join(Pair pair, Client sender, Client receiver) {
    sender.receiver(sending(pair));
    receiver.receiver(receiving(pair));
  }
}
