package org.chancery.bench;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Receiver;
import org.chancery.bench.client.Stamp;
import org.chancery.bench.client.Stanza;
import org.chancery.bench.measure.Pace;

/**
 * Pairs of people chatting, in a closed loop (each pair has a fixed number of messages under way)
 * or an open one (messages are due at a fixed rate, whatever the server does). Everything here runs
 * on the event loop.
 */
final class Chat extends TalliedLoad {
  private static final int SENDS_AT_A_TIME = 64;

  private final EventLoop loop;
  private final List<Pair> pairs = new ArrayList<>();
  private final int inFlight;
  private final double perSecond;

  private Chat(EventLoop loop, int inFlight, double perSecond) {
    super(loop);
    this.loop = loop;
    this.inFlight = inFlight;
    this.perSecond = perSecond;
  }

  /** A closed loop with so many messages under way in each pair. */
  static Chat closedLoop(EventLoop loop, int inFlight) {
    return new Chat(loop, inFlight, 0);
  }

  /** An open loop at so many messages a second over all pairs, by turns. */
  static Chat openLoop(EventLoop loop, double perSecond) {
    return new Chat(loop, 0, perSecond);
  }

  /** Adds a pair: what its two clients receive comes here from now on. */
  void join(Pair pair, Client sender, Client receiver) {
    pairs.add(pair);
    sender.receiver(new Sending(pair));
    receiver.receiver(new Receiving(pair));
  }

  /** The sending side hears of what was refused. */
  private final class Sending implements Receiver {
    private final Pair pair;

    Sending(Pair pair) {
      this.pair = pair;
    }

    @Override
    public void stanza(Stanza stanza) {
      if (stanza.named("message") && stanza.typed("error")) {
        tally.refused(1);
        again(pair);
      }
    }

    @Override
    public void ended() {
      tally.broke();
    }
  }

  private final class Receiving implements Receiver {
    private final Pair pair;
    private final Sequence sequence = new Sequence();

    Receiving(Pair pair) {
      this.pair = pair;
    }

    @Override
    public void stanza(Stanza stanza) {
      if (stanza.named("message")) {
        Stamp.of(stanza).ifPresent(this::arrived);
      }
    }

    private void arrived(Stamp stamp) {
      if (tally.arrived(sequence.place(stamp.number()), stamp.due())) {
        again(pair);
      }
    }

    @Override
    public void ended() {
      tally.broke();
    }
  }

  private void again(Pair pair) {
    if (goesOn() && inFlight > 0) {
      send(pair, System.nanoTime());
    }
  }

  private void send(Pair pair, long due) {
    tally.sent(1);
    pair.send(due);
  }

  @Override
  public void start() {
    if (inFlight == 0) {
      sendDue(new Pace(System.nanoTime(), perSecond));
    }
    for (int i = 0; i < inFlight; i++) {
      pairs.forEach(pair -> send(pair, System.nanoTime()));
    }
  }

  private void sendDue(Pace pace) {
    if (!goesOn()) {
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
  public Window.Unit unit() {
    return Window.Unit.MESSAGE;
  }
}
