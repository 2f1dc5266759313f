package org.chancery.auth.sasl;

import java.util.List;
import java.util.Optional;

/** The mechanisms that clients are offered, in order of preference. Thread-safe. */
public interface Mechanisms {

  /**
   * What may be offered for a domain on a channel; never PLAIN without TLS, and no {@code -PLUS}
   * without channel binding.
   */
  List<String> offered(String domain, Channel channel);

  /**
   * Begins an exchange.
   *
   * @return empty when the mechanism was not {@linkplain #offered offered} for this channel
   */
  Optional<SaslExchange> start(String mechanism, String domain, Channel channel);
}
