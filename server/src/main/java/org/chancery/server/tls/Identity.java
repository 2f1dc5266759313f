package org.chancery.server.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate chain and the key that belongs to it.
 *
 * @param chain the server's own certificate first
 * @param key of the first certificate
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {

  X509Certificate certificate() {
    return chain.getFirst();
  }

  Instant expires() {
    return certificate().getNotAfter().toInstant();
  }

  boolean expiredAt(Instant instant) {
    return expires().isBefore(instant);
  }
}
