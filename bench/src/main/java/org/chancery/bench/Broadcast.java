package org.chancery.bench;

import io.netty.channel.EventLoop;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Receiver;
import org.chancery.bench.client.Stamp;
import org.chancery.bench.client.Stanza;

/**
 * Some speak and many hear: rooms, and presence. A closed loop: who speaks does so again when all
 * have heard the last. Everything here runs on the event loop.
 */
final class Broadcast extends TalliedLoad {
  /** Bits of a stamp's number for the speaker's own count; the speaker's index stands above. */
  private static final int COUNT_BITS = 40;

  private final String heard;
  private final List<Speaker> speakers = new ArrayList<>();

  /**
   * A broadcast that nobody takes part in yet.
   *
   * @param heard the name of the stanzas that count
   */
  Broadcast(EventLoop loop, String heard) {
    super(loop);
    this.heard = heard;
  }

  /** Sends one stanza that bears the stamp. */
  interface Voice {
    void speak(Stamp stamp);
  }

  private static final class Speaker {
    private final Voice voice;
    private final int audience;
    private long count;
    private int missing;

    Speaker(Voice voice, int audience) {
      this.voice = voice;
      this.audience = audience;
    }
  }

  /** Adds one who speaks and whom so many hear. */
  void speaker(Voice voice, int audience) {
    speakers.add(new Speaker(voice, audience));
  }

  /** Adds one who hears: what the client receives comes here from now on. */
  void hearer(Client client) {
    client.receiver(new Hearer());
  }

  private final class Hearer implements Receiver {
    private final LongObjectHashMap<Sequence> sequences = new LongObjectHashMap<>();

    @Override
    public void stanza(Stanza stanza) {
      if (!stanza.named(heard)) {
        return;
      }
      if (stanza.typed("error")) {
        Stamp.of(stanza).ifPresent(stamp -> refused(index(stamp)));
      } else {
        Stamp.of(stanza).ifPresent(this::arrived);
      }
    }

    private void arrived(Stamp stamp) {
      int index = index(stamp);
      Sequence sequence = sequences.get(index);
      if (sequence == null) {
        sequence = new Sequence();
        sequences.put(index, sequence);
      }
      long count = stamp.number() & (1L << COUNT_BITS) - 1;
      if (tally.arrived(sequence.place(count), stamp.due())) {
        heardOnce(index);
      }
    }

    @Override
    public void ended() {
      tally.broke();
    }
  }

  private static int index(Stamp stamp) {
    return (int) (stamp.number() >>> COUNT_BITS);
  }

  private void refused(int index) {
    Speaker speaker = speakers.get(index);
    tally.refused(speaker.missing);
    speaker.missing = 0;
    again(index);
  }

  private void heardOnce(int index) {
    Speaker speaker = speakers.get(index);
    speaker.missing--;
    if (speaker.missing == 0) {
      again(index);
    }
  }

  private void again(int index) {
    if (goesOn()) {
      speak(index);
    }
  }

  private void speak(int index) {
    Speaker speaker = speakers.get(index);
    speaker.missing = speaker.audience;
    tally.sent(speaker.audience);
    long number = (long) index << COUNT_BITS | speaker.count++;
    speaker.voice.speak(new Stamp(System.nanoTime(), number));
  }

  @Override
  public void start() {
    for (int index = 0; index < speakers.size(); index++) {
      speak(index);
    }
  }

  @Override
  public Window.Unit unit() {
    return Window.Unit.DELIVERY;
  }
}
