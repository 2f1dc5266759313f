package org.chancery.bench.client;

import java.util.List;

/** The SASL mechanisms this client speaks, strongest first. */
public enum Mechanism {
  SCRAM_SHA_512("SCRAM-SHA-512", "SHA-512", "HmacSHA512", 512),
  SCRAM_SHA_256("SCRAM-SHA-256", "SHA-256", "HmacSHA256", 256),
  SCRAM_SHA_1("SCRAM-SHA-1", "SHA-1", "HmacSHA1", 160),
  PLAIN("PLAIN", "", "", 0);

  private final String wireName;
  private final String digest;
  private final String hmac;
  private final int bits;

  Mechanism(String wireName, String digest, String hmac, int bits) {
    this.wireName = wireName;
    this.digest = digest;
    this.hmac = hmac;
    this.bits = bits;
  }

  /** The name in the stream's features. */
  public String wireName() {
    return wireName;
  }

  String digest() {
    return digest;
  }

  String hmac() {
    return hmac;
  }

  int bits() {
    return bits;
  }

  /** Whether this is one of the SCRAM family, RFC 5802. */
  public boolean isScram() {
    return this != PLAIN;
  }

  /** The names, for messages. */
  public static List<String> wireNames() {
    return List.of(values()).stream().map(Mechanism::wireName).toList();
  }

  @Override
  public String toString() {
    return wireName;
  }
}
