package org.chancery.server.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;

/**
 * Settings of HTTP.
 *
 * @param port the port without TLS, for a proxy in front; empty for none
 * @param tlsPort the port with TLS; empty for none
 * @param idleTimeout how long a peer may take to send a request's head, or its next bytes, or to
 *     take what it is sent
 * @param trustedProxies who is believed when it says for whom it asks
 */
public record HttpConfig(
    OptionalInt port, OptionalInt tlsPort, Duration idleTimeout, Set<InetAddress> trustedProxies) {

  /** Reads {@code chancery.http} and {@code chancery.https}. */
  public static HttpConfig from(Settings settings) {
    Section http = settings.section("http");
    return new HttpConfig(
        http.port("port"),
        settings.section("https").port("port"),
        http.duration("idle-timeout", Duration.ofSeconds(1), Duration.ofMinutes(10)),
        Set.copyOf(http.addresses("trusted-proxies")));
  }
}
