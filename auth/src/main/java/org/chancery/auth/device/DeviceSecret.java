package org.chancery.auth.device;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * How a device's password looks: five groups of four, of letters and digits that nobody confuses.
 * Sixteen are random (80 bits), four are a sum over them: so one can be told from every other
 * password, and never goes to a directory, where a revoked one would lock the account.
 */
final class DeviceSecret {
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int BITS = 5;
  private static final int RANDOM = 16;
  private static final int SUM = 4;
  private static final int GROUP = 4;

  private DeviceSecret() {}

  static String make(SecureRandom random) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < RANDOM; i++) {
      letters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    String text = letters + sum(letters.toString());
    return text.replaceAll("(.{" + GROUP + "})(?!$)", "$1-");
  }

  /** Whether a password was made here, now or earlier; says nothing of whose it is. */
  static boolean isOne(String password) {
    String letters = password.replace("-", "");
    if (letters.length() != RANDOM + SUM
        || !letters.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)) {
      return false;
    }
    return sum(letters.substring(0, RANDOM)).equals(letters.substring(RANDOM));
  }

  private static String sum(String letters) {
    byte[] hash = sha256("device password " + letters);
    StringBuilder sum = new StringBuilder();
    for (int i = 0; i < SUM; i++) {
      sum.append(ALPHABET.charAt(hash[i] & ((1 << BITS) - 1)));
    }
    return sum.toString();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
