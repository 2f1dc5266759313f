package org.chancery.auth.sasl;

import java.security.DigestException;
import java.security.MessageDigest;

/**
 * The {@code Hi} function of RFC 5802: PBKDF2 with one block of output. It keeps the two keyed
 * states of the HMAC and copies them, so an iteration is two compressions instead of the four that
 * a {@code Mac} needs (figures in the decision record on iterations).
 */
final class Pbkdf2 {
  private final ScramHash hash;
  private final MessageDigest inner;
  private final MessageDigest outer;

  private Pbkdf2(ScramHash hash, byte[] password) {
    this.hash = hash;
    byte[] key = password.length > hash.block() ? hash.hash(password) : password;
    this.inner = keyed(key, (byte) 0x36);
    this.outer = keyed(key, (byte) 0x5c);
  }

  /** The salted password. */
  static byte[] stretch(ScramHash hash, byte[] password, byte[] salt, int iterations) {
    return new Pbkdf2(hash, password).run(salt, iterations);
  }

  private MessageDigest keyed(byte[] key, byte pad) {
    byte[] block = new byte[hash.block()];
    System.arraycopy(key, 0, block, 0, key.length);
    for (int i = 0; i < block.length; i++) {
      block[i] ^= pad;
    }
    MessageDigest digest = hash.digest();
    digest.update(block);
    return digest;
  }

  private byte[] run(byte[] salt, int iterations) {
    byte[] first = new byte[salt.length + 4];
    System.arraycopy(salt, 0, first, 0, salt.length);
    first[salt.length + 3] = 1;
    byte[] round = new byte[hash.length()];
    try {
      mac(first, round);
      byte[] result = round.clone();
      for (int i = 1; i < iterations; i++) {
        mac(round, round);
        for (int j = 0; j < result.length; j++) {
          result[j] ^= round[j];
        }
      }
      return result;
    } catch (CloneNotSupportedException | DigestException e) {
      throw new IllegalStateException("every JDK's " + hash.label() + " can be copied", e);
    }
  }

  private void mac(byte[] data, byte[] result) throws CloneNotSupportedException, DigestException {
    MessageDigest first = (MessageDigest) inner.clone();
    first.update(data);
    first.digest(result, 0, result.length);
    MessageDigest second = (MessageDigest) outer.clone();
    second.update(result);
    second.digest(result, 0, result.length);
  }
}
