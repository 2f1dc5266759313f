package org.chancery.bench.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The server to talk to and how. Certificates are not checked, and so only loopback addresses are
 * accepted.
 *
 * @param address where it listens for clients
 * @param domain the XMPP domain it serves
 * @param directTls whether TLS begins at once (XEP-0368) rather than by STARTTLS
 * @param mechanism how to log in
 */
public record Endpoint(
    InetSocketAddress address, String domain, boolean directTls, Mechanism mechanism) {
  /** Checks that the address is a loopback address. */
  public Endpoint {
    InetAddress ip = address.getAddress();
    if (ip == null || !ip.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "the load generator only talks to loopback addresses, not to " + address.getHostString());
    }
  }
}
