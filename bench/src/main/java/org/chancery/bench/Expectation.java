package org.chancery.bench;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Receiver;
import org.chancery.bench.client.Stanza;

/** Sends something and waits for the answer: for setting a scenario up, one step after another. */
final class Expectation implements Receiver {
  private static final long SECONDS = 60;

  private final Client client;
  private final Predicate<Stanza> answer;
  private final Promise<String> answered;
  private final Receiver before;

  private Expectation(
      Client client, Predicate<Stanza> answer, Promise<String> answered, Receiver before) {
    this.client = client;
    this.answer = answer;
    this.answered = answered;
    this.before = before;
  }

  /**
   * Sends a stanza and returns the first one that is an answer to it. What else comes meanwhile
   * goes where it went before, and afterwards all does. Not to be called on the loop.
   */
  static String ask(EventLoop loop, Client client, String stanza, Predicate<Stanza> answer)
      throws InterruptedException {
    Promise<String> answered = loop.newPromise();
    loop.execute(
        () -> {
          client.receiver(new Expectation(client, answer, answered, client.receiver()));
          client.send(stanza);
        });
    if (!answered.await(SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no answer within " + SECONDS + " s to " + stanza);
    }
    if (!answered.isSuccess()) {
      throw new IllegalStateException(answered.cause().getMessage());
    }
    return answered.getNow();
  }

  @Override
  public void stanza(Stanza stanza) {
    if (answer.test(stanza)) {
      client.receiver(before);
      answered.trySuccess(stanza.toString());
    } else if (stanza.typed("error")) {
      client.receiver(before);
      answered.tryFailure(new IllegalStateException("the server refused: " + stanza));
    } else {
      before.stanza(stanza);
    }
  }

  @Override
  public void ended() {
    answered.tryFailure(new IllegalStateException("the connection ended"));
  }
}
