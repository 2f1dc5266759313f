package org.chancery.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;
import org.chancery.server.config.Settings;

/**
 * Where to listen.
 *
 * @param addresses the addresses of this machine
 * @param startTlsPort the port for STARTTLS; empty for none
 * @param directTlsPort the port for direct TLS; empty for none
 */
record ListenConfig(
    List<InetAddress> addresses, OptionalInt startTlsPort, OptionalInt directTlsPort) {

  static ListenConfig from(Settings settings) {
    return new ListenConfig(
        settings.root().addresses("bind"),
        settings.section("client").port("port"),
        settings.section("client").port("tls-port"));
  }

  List<InetSocketAddress> on(OptionalInt port) {
    return port.isEmpty()
        ? List.of()
        : addresses.stream().map(it -> new InetSocketAddress(it, port.getAsInt())).toList();
  }
}
