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
  private long expected;
  private long missing;

  /** How a message stands to those before it. */
  enum Place {
    NEXT,
    /** One before it is missing still. */
    EARLY,
    /** It was missing when a later one came. */
    LATE,
    /** It came before. */
    DOUBLE
  }

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
        ("'><body>" + body(bodyBytes) + "</body></message>").getBytes(StandardCharsets.US_ASCII);
  }

  private static String body(int length) {
    String words = "The quarterly figures are in the shared folder, please have a look. ";
    return words.repeat(length / words.length() + 1).substring(0, length);
  }

  /** Sends a message that was due at {@code due}, by {@link System#nanoTime}. */
  void send(long due) {
    ByteBuf message = sender.buffer(head.length + Stamp.LENGTH + tail.length);
    message.writeBytes(head);
    Stamp.write(message, due, sent++);
    message.writeBytes(tail);
    sender.send(message);
  }

  /** Where a message that came in stands in the order in which they were sent. */
  Place place(long number) {
    if (number == expected) {
      expected++;
      return Place.NEXT;
    }
    if (number > expected) {
      missing += number - expected;
      expected = number + 1;
      return Place.EARLY;
    }
    if (missing > 0) {
      missing--;
      return Place.LATE;
    }
    return Place.DOUBLE;
  }
}
