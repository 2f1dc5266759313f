package org.chancery.auth.ldap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.chancery.auth.ldap.LdapServers.Host;

/**
 * An address at which packets are dropped, not refused: a listening socket that nobody accepts
 * from. Once its queue of waiting connections is full, Linux drops every further SYN, as a firewall
 * would.
 */
final class BlackHole implements AutoCloseable {
  private static final int TRIES = 64;
  private static final int PATIENCE_MILLIS = 200;

  private final ServerSocket listening;
  private final List<Socket> waiting = new ArrayList<>();

  private BlackHole(ServerSocket listening) {
    this.listening = listening;
  }

  /** At a free port. */
  static BlackHole open() {
    return open(0);
  }

  /** At a port of 127.0.0.1. */
  static BlackHole open(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1);
      BlackHole hole = new BlackHole(socket);
      hole.fill();
      return hole;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fill() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(listening.getLocalSocketAddress(), PATIENCE_MILLIS);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    throw new IllegalStateException("the queue of waiting connections does not fill up");
  }

  Host host() {
    return new Host("127.0.0.1", listening.getLocalPort());
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : waiting) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
