package org.chancery.auth.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.chancery.storage.AccountStore.Verifier;

/** Makes SCRAM verifiers from passwords and checks passwords against them (RFC 5802 section 3). */
public final class ScramVerifiers {
  /**
   * The least that RFC 5802 and RFC 7677 allow, and the default: see the decision record on
   * iterations.
   */
  public static final int DEFAULT_ITERATIONS = 4096;

  private static final int SALT_BYTES = 16;

  private ScramVerifiers() {}

  /**
   * Verifiers for every hash that is offered, each with a salt of its own.
   *
   * @param iterations of PBKDF2 with SHA-512, 4,096 or more; the cheaper hashes get twice as many
   * @throws IllegalArgumentException when {@link Passwords#prepare} refuses the password, or for
   *     too few iterations
   */
  public static List<Verifier> derive(String password, int iterations) {
    if (iterations < DEFAULT_ITERATIONS) {
      throw new IllegalArgumentException(
          "at least " + DEFAULT_ITERATIONS + " iterations are needed");
    }
    byte[] prepared = prepared(password);
    SecureRandom random = new SecureRandom();
    return Arrays.stream(ScramHash.values())
        .map(hash -> derive(hash, prepared, salt(random), hash.iterations(iterations)))
        .toList();
  }

  /** A verifier for the costliest hash alone, to {@linkplain #matches compare} passwords with. */
  public static Verifier one(String password, int iterations) {
    byte[] prepared = Passwords.prepare(password).orElse("").getBytes(StandardCharsets.UTF_8);
    return derive(ScramHash.SHA_512, prepared, salt(new SecureRandom()), iterations);
  }

  /**
   * Verifiers with the hashes, salts and iterations of others.
   *
   * @throws IllegalArgumentException when {@link Passwords#prepare} refuses the password
   */
  public static List<Verifier> derive(String password, List<Verifier> like) {
    byte[] prepared = prepared(password);
    return like.stream()
        .map(one -> derive(hash(one), prepared, one.salt(), one.iterations()))
        .toList();
  }

  /** The verifier for a hash among those for all. */
  public static Verifier of(String hash, List<Verifier> all) {
    return all.stream().filter(one -> one.hash().equals(hash)).findFirst().orElseThrow();
  }

  /** Whether one of the verifiers is of the same password and salt as another. */
  public static boolean contain(List<Verifier> verifiers, Verifier other) {
    return verifiers.stream()
        .anyMatch(one -> MessageDigest.isEqual(one.storedKey(), other.storedKey()));
  }

  private static ScramHash hash(Verifier verifier) {
    return ScramHash.named(verifier.hash())
        .orElseThrow(() -> new IllegalArgumentException("no such hash: " + verifier.hash()));
  }

  private static byte[] prepared(String password) {
    return Passwords.prepare(password)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the password is empty, too long or has characters that cannot be used"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] salt(SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }

  static Verifier derive(ScramHash hash, byte[] password, byte[] salt, int iterations) {
    byte[] salted = Pbkdf2.stretch(hash, password, salt, iterations);
    byte[] clientKey = hash.hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
    byte[] serverKey = hash.hmac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII));
    return new Verifier(hash.label(), salt, iterations, hash.hash(clientKey), serverKey);
  }

  /**
   * Whether the password is the one that the verifier was made from. Costs one run of PBKDF2, also
   * for a password that can't be prepared.
   */
  public static boolean matches(Verifier verifier, String password) {
    ScramHash hash = hash(verifier);
    byte[] prepared = Passwords.prepare(password).orElse("").getBytes(StandardCharsets.UTF_8);
    byte[] salted = Pbkdf2.stretch(hash, prepared, verifier.salt(), verifier.iterations());
    byte[] clientKey = hash.hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
    return MessageDigest.isEqual(hash.hash(clientKey), verifier.storedKey()) & prepared.length > 0;
  }
}
