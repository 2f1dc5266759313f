package org.chancery.bench.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a server keeps of a password for SCRAM-SHA-1, RFC 5802 section 3.
 *
 * @param salt the salt, which here is ASCII text, as Prosody wants it
 * @param iterations how often PBKDF2 iterates
 * @param storedKey the digest of the client's key
 * @param serverKey the server's key
 */
public record ScramVerifier(String salt, int iterations, byte[] storedKey, byte[] serverKey) {
  private static final int ITERATIONS = 4_096;

  /** A verifier with the account's name as salt: the benchmark's passwords guard nothing. */
  public static ScramVerifier of(Account account) {
    String salt = "salt-of-" + account.localpart();
    Mechanism mechanism = Mechanism.SCRAM_SHA_1;
    byte[] salted =
        new ScramKeys()
            .saltedPassword(mechanism, account.password(), encode(bytes(salt)), ITERATIONS);
    byte[] clientKey = Scram.hmac(mechanism, salted, bytes("Client Key"));
    return new ScramVerifier(
        salt,
        ITERATIONS,
        Scram.digest(mechanism, clientKey),
        Scram.hmac(mechanism, salted, bytes("Server Key")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The salt in Base64. */
  public String saltBase64() {
    return encode(bytes(salt));
  }

  /** The stored key in Base64. */
  public String storedKeyBase64() {
    return encode(storedKey);
  }

  /** The server key in Base64. */
  public String serverKeyBase64() {
    return encode(serverKey);
  }
}
