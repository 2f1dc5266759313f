package org.chancery.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Stamp;

/**
 * One person who writes to another. Each message's id carries when it was due and its number, so
 * that the receiving side needs no look-up. Used on the event loop only.
 */
final class Pair {
  private final Client sender;
  private final byte[] head;
  private final byte[] tail;
  private long sent;

  /**
   * A pair.
   *
   * @param sender who writes
   * @param to the receiver's address as the sender writes it
   * @param bodyBytes the body's length
   */
  Pair(Client sender, String to, int bodyBytes) {
    this.sender = sender;
    this.head = ("<message type='chat' to='" + to + "' id='").getBytes(StandardCharsets.US_ASCII);
    this.tail =
        ("'><body>" + Words.of(bodyBytes) + "</body></message>")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends a message that was due at {@code due}, by {@link System#nanoTime}. */
  void send(long due) {
    ByteBuf message = sender.buffer(head.length + Stamp.LENGTH + tail.length);
    message.writeBytes(head);
    Stamp.write(message, due, sent++);
    message.writeBytes(tail);
    sender.send(message);
  }
}
