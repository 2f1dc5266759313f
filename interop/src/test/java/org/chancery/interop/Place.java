package org.chancery.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a server listens, on loopback only.
 *
 * @param port for clients with STARTTLS
 * @param tlsPort for clients with TLS from the first byte
 */
public record Place(InetAddress address, int port, int tlsPort) {
  private static final int STANDARD_PORT = 5222;
  private static final int STANDARD_TLS_PORT = 5223;
  private static final int LOWEST_PORT = 10_000;
  private static final int FIRST_EPHEMERAL_PORT = 32_768;

  /** The host as clients are told it. */
  public String host() {
    return address.getHostAddress();
  }

  /**
   * Any free ports of 127.0.0.1, which clients may call localhost. None that the system gives to
   * outgoing connections: a server that was killed must find them free again.
   *
   * @throws IOException when none is found
   */
  public static Place anyPorts() throws IOException {
    InetAddress address = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, FIRST_EPHEMERAL_PORT - 1);
      try (ServerSocket first = bound(address, port);
          ServerSocket second = bound(address, port + 1)) {
        return new Place(address, first.getLocalPort(), second.getLocalPort());
      } catch (IOException e) {
        continue;
      }
    }
    throw new IOException("no free ports on " + address);
  }

  /**
   * The standard ports of a loopback address of its own, for what can be told a host and no port.
   *
   * @throws IOException when none is found
   */
  public static Place standardPorts() throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      InetAddress address = randomLoopback();
      try (ServerSocket first = bound(address, STANDARD_PORT);
          ServerSocket second = bound(address, STANDARD_TLS_PORT)) {
        return new Place(address, first.getLocalPort(), second.getLocalPort());
      } catch (IOException e) {
        continue;
      }
    }
    throw new IOException("no loopback address with free standard ports");
  }

  private static InetAddress randomLoopback() throws IOException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    byte[] octets = {
      127,
      (byte) random.nextInt(1, 255),
      (byte) random.nextInt(1, 255),
      (byte) random.nextInt(2, 255)
    };
    return InetAddress.getByAddress(octets);
  }

  private static ServerSocket bound(InetAddress address, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(address, port));
    return socket;
  }
}
