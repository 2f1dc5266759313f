package org.chancery.auth.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict decoding of what a client sent. */
public final class Utf8 {
  private static final int LONGEST = 4096;

  private Utf8() {}

  /** Decodes a message of at most 4 kB. */
  public static String decode(byte[] data) throws MalformedMessageException {
    return decode(data, LONGEST);
  }

  /** Decodes a message of at most that many bytes. */
  public static String decode(byte[] data, int longest) throws MalformedMessageException {
    if (data.length > longest) {
      throw new MalformedMessageException("The message is too long.");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedMessageException("The message is not UTF-8.");
    }
  }
}
