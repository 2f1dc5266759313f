package org.chancery.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.chancery.auth.sasl.Listener;

/**
 * The TCP listeners for clients: STARTTLS and direct TLS (XEP-0368). Each accepted connection is
 * given to {@code accepted}, which starts the stream's own thread. Thread-safe.
 */
public final class Listeners implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final NetConfig config;
  private final Supplier<SSLContext> tls;
  private final Set<Listener> asking;
  private final Supplier<String> ids;
  private final Consumer<Connection> accepted;
  private final EventLoopGroup loops;
  private final ExecutorService handshakes = Executors.newVirtualThreadPerTaskExecutor();
  private final IdleSweeper sweeper;
  private final List<Channel> open = new ArrayList<>();
  private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

  /**
   * Prepares the event loops; nothing listens yet.
   *
   * @param tls the context for new connections; asked each time, so that a renewed certificate is
   *     used at once
   * @param asking where clients are asked for a certificate; they need not have one
   * @param ids makes unguessable stream ids
   */
  public Listeners(
      NetConfig config,
      Supplier<SSLContext> tls,
      Set<Listener> asking,
      Supplier<String> ids,
      ScheduledExecutorService scheduler,
      Consumer<Connection> accepted) {
    this.config = config;
    this.tls = tls;
    this.asking = Set.copyOf(asking);
    this.ids = ids;
    this.accepted = accepted;
    this.sweeper = new IdleSweeper(scheduler);
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.loops =
        new MultiThreadIoEventLoopGroup(loopCount(), new DefaultThreadFactory("net", true), io);
  }

  private static int loopCount() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /**
   * Starts to listen.
   *
   * @param listener how TLS starts there; direct TLS has ALPN {@code xmpp-client}
   * @return the address in use, with the port that was chosen for port 0
   * @throws java.net.BindException when the port is taken
   */
  public InetSocketAddress listen(InetSocketAddress address, Listener listener) {
    Class<? extends ServerSocketChannel> type =
        Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    Channel channel =
        new ServerBootstrap()
            .group(loops)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    accept(client, listener);
                  }
                })
            .bind(address)
            .syncUninterruptibly()
            .channel();
    open.add(channel);
    return (InetSocketAddress) channel.localAddress();
  }

  private void accept(SocketChannel client, Listener listener) {
    InetAddress source = client.remoteAddress().getAddress();
    if (perAddress.merge(source, 1, Integer::sum) > config.connectionsPerAddress()) {
      release(source);
      client.close();
      return;
    }
    TcpConnection connection =
        new TcpConnection(ids.get(), client, config, () -> tlsHandler(listener), listener);
    if (listener == Listener.DIRECT_TLS) {
      client.pipeline().addLast(tlsHandler(listener));
    }
    client.pipeline().addLast(connection);
    sweeper.watch(connection);
    client
        .closeFuture()
        .addListener(
            closed -> {
              sweeper.forget(connection);
              release(source);
            });
    accepted.accept(connection);
  }

  private void release(InetAddress source) {
    perAddress.computeIfPresent(source, (address, count) -> count == 1 ? null : count - 1);
  }

  private SslHandler tlsHandler(Listener listener) {
    SSLEngine engine = tls.get().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setUseCipherSuitesOrder(true);
    parameters.setWantClientAuth(asking.contains(listener));
    if (listener == Listener.DIRECT_TLS) {
      parameters.setApplicationProtocols(new String[] {"xmpp-client"});
    }
    engine.setSSLParameters(parameters);
    // A handshake costs about a millisecond of CPU: it may not hold up the other connections of
    // this loop.
    Executor executor = handshakes;
    return new SslHandler(engine, executor);
  }

  /** How many client connections are open. */
  public int connections() {
    return sweeper.watched();
  }

  /** Stops accepting; open connections go on. */
  public void stopAccepting() {
    open.forEach(channel -> channel.close().syncUninterruptibly());
    open.clear();
  }

  @Override
  public void close() {
    stopAccepting();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    handshakes.close();
  }
}
