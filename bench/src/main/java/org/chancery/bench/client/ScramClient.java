package org.chancery.bench.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * The client's side of one SCRAM exchange, RFC 5802 and RFC 7677, without channel binding. Names
 * and passwords must be ASCII without comma or equals sign, as the benchmark's are. Not
 * thread-safe.
 */
public final class ScramClient {
  private static final String GS2_HEADER = "n,,";

  private final Mechanism mechanism;
  private final Account account;
  private final ScramKeys keys;
  private final String firstBare;
  private byte[] expectedSignature = {};

  /** Begins an exchange with a nonce that the caller chose. */
  public ScramClient(Mechanism mechanism, Account account, ScramKeys keys, String nonce) {
    this.mechanism = mechanism;
    this.account = account;
    this.keys = keys;
    this.firstBare = "n=" + account.localpart() + ",r=" + nonce;
  }

  /** The client's first message. */
  public String first() {
    return GS2_HEADER + firstBare;
  }

  /** The client's final message, in answer to the server's first. */
  public String answer(String serverFirst) {
    Map<Character, String> fields = fields(serverFirst);
    byte[] salted =
        keys.saltedPassword(
            mechanism,
            account.password(),
            fields.get('s'),
            Integer.parseInt(fields.getOrDefault('i', "0")));
    String withoutProof = "c=" + encode(bytes(GS2_HEADER)) + ",r=" + fields.get('r');
    byte[] exchange = bytes(firstBare + "," + serverFirst + "," + withoutProof);
    byte[] proof = hmac(salted, bytes("Client Key"));
    byte[] signature = hmac(Scram.digest(mechanism, proof), exchange);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= signature[i];
    }
    expectedSignature = hmac(hmac(salted, bytes("Server Key")), exchange);
    return withoutProof + ",p=" + encode(proof);
  }

  /** Whether the server's final message proves that it knows the verifier. */
  public boolean proves(String serverFinal) {
    String signature = fields(serverFinal).getOrDefault('v', "");
    return expectedSignature.length > 0 && signature.equals(encode(expectedSignature));
  }

  private static Map<Character, String> fields(String message) {
    Map<Character, String> fields = new HashMap<>();
    for (String field : message.split(",")) {
      if (field.length() >= 2 && field.charAt(1) == '=') {
        fields.put(field.charAt(0), field.substring(2));
      }
    }
    return fields;
  }

  private byte[] hmac(byte[] key, byte[] input) {
    return Scram.hmac(mechanism, key, input);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(byte[] input) {
    return Base64.getEncoder().encodeToString(input);
  }
}
