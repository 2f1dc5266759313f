package org.chancery.auth.sasl;

import java.util.List;
import java.util.Optional;

/**
 * What the TLS channel offers for channel binding (RFC 5056). Implemented by the transport; empty
 * without TLS.
 */
public interface ChannelBinding {

  /**
   * The types that can be used on this channel, {@code tls-exporter} and {@code
   * tls-server-end-point}, best first.
   */
  List<String> types();

  /** The binding data of a type; empty when this channel does not have it. */
  Optional<byte[]> data(String type);

  /** For a channel without any. */
  static ChannelBinding none() {
    return new ChannelBinding() {
      @Override
      public List<String> types() {
        return List.of();
      }

      @Override
      public Optional<byte[]> data(String type) {
        return Optional.empty();
      }
    };
  }
}
