package org.chancery.server.net;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.chancery.auth.sasl.Listener;

/**
 * The TCP listeners for clients: STARTTLS and direct TLS (XEP-0368). Each accepted connection is
 * given to {@code accepted}, which starts the stream's own thread. Thread-safe.
 */
public final class Listeners {
  private final NetConfig config;
  private final Sockets sockets;
  private final Set<Listener> asking;
  private final Supplier<String> ids;
  private final Consumer<Connection> accepted;
  private final IdleSweeper sweeper;
  private final List<Channel> open = new CopyOnWriteArrayList<>();

  /**
   * Nothing listens yet.
   *
   * @param asking where clients are asked for a certificate; they need not have one
   * @param ids makes unguessable stream ids
   */
  public Listeners(
      NetConfig config,
      Sockets sockets,
      Set<Listener> asking,
      Supplier<String> ids,
      ScheduledExecutorService scheduler,
      Consumer<Connection> accepted) {
    this.config = config;
    this.sockets = sockets;
    this.asking = Set.copyOf(asking);
    this.ids = ids;
    this.accepted = accepted;
    this.sweeper = new IdleSweeper(scheduler);
  }

  /**
   * Starts to listen.
   *
   * @param listener how TLS starts there; direct TLS has ALPN {@code xmpp-client}
   * @return the address in use, with the port that was chosen for port 0
   * @throws java.io.UncheckedIOException when the port is taken, or may not be used
   */
  public InetSocketAddress listen(InetSocketAddress address, Listener listener) {
    Channel channel = sockets.listen(address, client -> accept(client, listener));
    open.add(channel);
    return (InetSocketAddress) channel.localAddress();
  }

  private void accept(SocketChannel client, Listener listener) {
    TcpConnection connection =
        new TcpConnection(ids.get(), client, config, () -> tlsHandler(listener), listener);
    if (listener == Listener.DIRECT_TLS) {
      client.pipeline().addLast(tlsHandler(listener));
    }
    client.pipeline().addLast(connection);
    sweeper.watch(connection);
    client.closeFuture().addListener(closed -> sweeper.forget(connection));
    accepted.accept(connection);
  }

  private SslHandler tlsHandler(Listener listener) {
    String[] protocols =
        listener == Listener.DIRECT_TLS ? new String[] {"xmpp-client"} : new String[0];
    return sockets.tls(asking.contains(listener), protocols);
  }

  /** Stops accepting; open connections go on. */
  public void stopAccepting() {
    open.forEach(channel -> channel.close().syncUninterruptibly());
    open.clear();
  }
}
