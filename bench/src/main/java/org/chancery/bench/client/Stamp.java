package org.chancery.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message id that says when the message was due and its number on its way: 32 hexadecimal digits.
 *
 * @param due by {@link System#nanoTime} of this process
 * @param number from 0
 */
public record Stamp(long due, long number) {
  /** The id's length in bytes. */
  public static final int LENGTH = 32;

  private static final int DIGITS = LENGTH / 2;
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /** Writes the id. */
  public static void write(ByteBuf out, long due, long number) {
    digits(out, due);
    digits(out, number);
  }

  /** The id as text. */
  public String text() {
    ByteBuf id = Unpooled.buffer(LENGTH);
    write(id, due, number);
    return id.toString(StandardCharsets.US_ASCII);
  }

  private static void digits(ByteBuf out, long value) {
    for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
      out.writeByte(HEX[(int) (value >>> shift) & 0xF]);
    }
  }

  /** The stamp in a stanza's id; empty when it has none or another's. */
  public static Optional<Stamp> of(Stanza stanza) {
    int at = stanza.attributeAt("id");
    if (at < 0) {
      return Optional.empty();
    }
    long due = 0;
    long number = 0;
    for (int i = 0; i < LENGTH; i++) {
      int digit = Character.digit(stanza.at(at + i), 16);
      if (digit < 0) {
        return Optional.empty();
      }
      if (i < DIGITS) {
        due = due << 4 | digit;
      } else {
        number = number << 4 | digit;
      }
    }
    return Optional.of(new Stamp(due, number));
  }
}
