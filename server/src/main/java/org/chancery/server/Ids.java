package org.chancery.server;

import java.security.SecureRandom;
import java.util.function.Supplier;

/**
 * Makes ids that can't be guessed: 96 random bits, in letters and digits that are safe everywhere.
 * Thread-safe.
 */
final class Ids implements Supplier<String> {
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int LENGTH = 20;

  private final SecureRandom random = new SecureRandom();

  @Override
  public String get() {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    StringBuilder id = new StringBuilder(LENGTH);
    for (byte each : bytes) {
      id.append(ALPHABET.charAt(each & ALPHABET.length() - 1));
    }
    return id.toString();
  }
}
