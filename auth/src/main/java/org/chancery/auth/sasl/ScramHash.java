package org.chancery.auth.sasl;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The hash functions that SCRAM is offered with, weakest first. */
enum ScramHash {
  SHA_1("SHA-1", "HmacSHA1", 20, 64, 2),
  SHA_256("SHA-256", "HmacSHA256", 32, 64, 2),
  SHA_512("SHA-512", "HmacSHA512", 64, 128, 1);

  private final String label;
  private final String hmac;
  private final int length;
  private final int block;
  private final int factor;

  ScramHash(String label, String hmac, int length, int block, int factor) {
    this.label = label;
    this.hmac = hmac;
    this.length = length;
    this.block = block;
    this.factor = factor;
  }

  /** The hash as verifiers name it. */
  static Optional<ScramHash> named(String label) {
    return Arrays.stream(values()).filter(hash -> hash.label.equals(label)).findFirst();
  }

  /** The name in the IANA registry: {@code SHA-256}. */
  String label() {
    return label;
  }

  /** The mechanism without channel binding. */
  String mechanism() {
    return "SCRAM-" + label;
  }

  /** Bytes of output. */
  int length() {
    return length;
  }

  /** Bytes of one input block. */
  int block() {
    return block;
  }

  /**
   * How many iterations a verifier of this hash gets when the configuration says {@code
   * iterations}. An iteration of SHA-512 costs several of the others, and who steals verifiers
   * attacks the cheapest one.
   */
  int iterations(int configured) {
    return Math.multiplyExact(configured, factor);
  }

  MessageDigest digest() {
    try {
      return MessageDigest.getInstance(label);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + label, e);
    }
  }

  byte[] hash(byte[] data) {
    return digest().digest(data);
  }

  byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance(hmac);
      mac.init(new SecretKeySpec(key, hmac));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + hmac, e);
    }
  }
}
