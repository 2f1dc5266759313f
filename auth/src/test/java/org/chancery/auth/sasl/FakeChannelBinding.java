package org.chancery.auth.sasl;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A channel with {@code tls-exporter} and {@code tls-server-end-point}, whose data are made from
 * its name.
 */
public final class FakeChannelBinding implements ChannelBinding {
  private final String channel;

  /** With a name; two channels of the same name have the same data. */
  public FakeChannelBinding(String channel) {
    this.channel = channel;
  }

  @Override
  public List<String> types() {
    return List.of("tls-exporter", "tls-server-end-point");
  }

  @Override
  public Optional<byte[]> data(String type) {
    return types().contains(type)
        ? Optional.of((channel + " " + type).getBytes(StandardCharsets.UTF_8))
        : Optional.empty();
  }
}
