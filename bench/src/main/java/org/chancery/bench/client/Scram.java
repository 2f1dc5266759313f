package org.chancery.bench.client;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The functions that SCRAM is made of, RFC 5802 section 2.2. */
final class Scram {
  private Scram() {}

  static byte[] hmac(Mechanism mechanism, byte[] key, byte[] input) {
    try {
      Mac mac = Mac.getInstance(mechanism.hmac());
      mac.init(new SecretKeySpec(key, mechanism.hmac()));
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + mechanism.hmac(), e);
    }
  }

  static byte[] digest(Mechanism mechanism, byte[] input) {
    try {
      return MessageDigest.getInstance(mechanism.digest()).digest(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + mechanism.digest(), e);
    }
  }
}
