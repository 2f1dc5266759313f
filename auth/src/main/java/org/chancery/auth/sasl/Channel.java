package org.chancery.auth.sasl;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a client's connection brings with it, as far as it matters for logging in.
 *
 * @param listener by which way the client came in
 * @param encrypted whether TLS is in place
 * @param binding what TLS offers for channel binding
 * @param certificates the chain that the client has shown, its own certificate first; that it holds
 *     the key is proved by TLS, and nothing else has been checked
 */
public record Channel(
    Listener listener,
    boolean encrypted,
    ChannelBinding binding,
    List<X509Certificate> certificates) {

  /** Copies the list. */
  public Channel {
    certificates = List.copyOf(certificates);
  }

  /** A connection without TLS. */
  public static Channel clear(Listener listener) {
    return new Channel(listener, false, ChannelBinding.none(), List.of());
  }

  /** A connection with TLS whose client has shown no certificate. */
  public static Channel encrypted(ChannelBinding binding) {
    return new Channel(Listener.DIRECT_TLS, true, binding, List.of());
  }

  /** The same, with the certificates that the client has shown. */
  public Channel with(List<X509Certificate> shown) {
    return new Channel(listener, encrypted, binding, shown);
  }
}
