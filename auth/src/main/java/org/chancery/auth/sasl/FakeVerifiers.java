package org.chancery.auth.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore.Verifier;

/**
 * What a name that is not known is answered with: a salt that is always the same for that name, as
 * a real one would be, and keys that no password yields. Thread-safe.
 */
public final class FakeVerifiers {
  private static final int SALT_BYTES = 16;

  private final byte[] secret;
  private final int iterations;

  /** With a secret of the server, at least 16 bytes, and the configured iterations. */
  public FakeVerifiers(byte[] secret, int iterations) {
    if (secret.length < SALT_BYTES) {
      throw new IllegalArgumentException("the secret is shorter than " + SALT_BYTES + " bytes");
    }
    this.secret = secret.clone();
    this.iterations = iterations;
  }

  /** One for each hash, for the account of an address. */
  public List<Verifier> all(Jid account) {
    return Arrays.stream(ScramHash.values())
        .map(hash -> of(hash, account.local(), account.domain()))
        .toList();
  }

  Verifier of(ScramHash hash, String name, String domain) {
    byte[] salt = Arrays.copyOf(bytes("salt", hash, name, domain), SALT_BYTES);
    byte[] storedKey = Arrays.copyOf(bytes("stored", hash, name, domain), hash.length());
    byte[] serverKey = Arrays.copyOf(bytes("server", hash, name, domain), hash.length());
    return new Verifier(hash.label(), salt, hash.iterations(iterations), storedKey, serverKey);
  }

  private byte[] bytes(String what, ScramHash hash, String name, String domain) {
    String seed = String.join("\0", what, hash.label(), domain, name);
    return ScramHash.SHA_512.hmac(secret, seed.getBytes(StandardCharsets.UTF_8));
  }
}
