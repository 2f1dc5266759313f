package org.chancery.bench.client;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Salted passwords already worked out, so that a second log-in of the same account costs the
 * generator no PBKDF2. Clients on people's devices do the same. Not thread-safe.
 */
public final class ScramKeys {
  private record Input(Mechanism mechanism, String password, String salt, int iterations) {}

  private final Map<Input, byte[]> known = new HashMap<>();

  /** The salted password of RFC 5802 section 3; {@code salt} is in Base64. */
  byte[] saltedPassword(Mechanism mechanism, String password, String salt, int iterations) {
    return known.computeIfAbsent(
        new Input(mechanism, password, salt, iterations), ScramKeys::derive);
  }

  private static byte[] derive(Input input) {
    byte[] salt = Base64.getDecoder().decode(input.salt());
    PBEKeySpec spec =
        new PBEKeySpec(
            input.password().toCharArray(), salt, input.iterations(), input.mechanism().bits());
    try {
      return SecretKeyFactory.getInstance("PBKDF2With" + input.mechanism().hmac())
          .generateSecret(spec)
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no PBKDF2", e);
    }
  }
}
