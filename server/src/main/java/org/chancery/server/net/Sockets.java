package org.chancery.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.chancery.storage.Outage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all listeners share: the event loops, TLS, and the limit on connections from one address.
 * Thread-safe.
 */
public final class Sockets implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sockets.class);

  private static final int BACKLOG = 1024;

  /** Whoever waits gets in one by one as others leave: only after some quiet that is over. */
  private static final long QUIET = TimeUnit.SECONDS.toNanos(30);

  private final Supplier<SSLContext> tls;
  private final int connectionsPerAddress;
  private final EventLoopGroup loops;
  private final ExecutorService handshakes = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
  private final Outage accepting = new Outage(log, "accept connections");
  private volatile long failed;

  /**
   * Starts the event loops; nothing listens yet.
   *
   * @param tls the context for new connections; asked each time, so that a renewed certificate is
   *     used at once
   * @param connectionsPerAddress how many connections one source address may hold
   */
  public Sockets(Supplier<SSLContext> tls, int connectionsPerAddress) {
    this.tls = tls;
    this.connectionsPerAddress = connectionsPerAddress;
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
   * @param accepted fills the pipeline of each new connection, on its event loop
   * @return what listens; its local address has the port that was chosen for port 0
   * @throws UncheckedIOException when the port is taken, or may not be used; the message says so
   */
  public Channel listen(InetSocketAddress address, Consumer<SocketChannel> accepted) {
    Class<? extends ServerSocketChannel> type =
        Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    ServerBootstrap listener =
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
                    accept(client, accepted);
                  }
                });
    ChannelFuture bound = listener.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      IOException cause = new IOException(bound.cause());
      throw new UncheckedIOException(
          "can't listen on "
              + NetUtil.toSocketAddressString(address)
              + ": "
              + bound.cause().getMessage(),
          cause);
    }
    bound.channel().pipeline().addLast(new Failures());
    return bound.channel();
  }

  /** Says that no connection is taken; the listener tries again after a second. */
  private final class Failures extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      failed = System.nanoTime();
      accepting.failed(cause.getMessage());
    }
  }

  private void accept(SocketChannel client, Consumer<SocketChannel> accepted) {
    if (System.nanoTime() - failed > QUIET) {
      accepting.over();
    }
    InetAddress source = client.remoteAddress().getAddress();
    if (perAddress.merge(source, 1, Integer::sum) > connectionsPerAddress) {
      release(source);
      client.close();
      return;
    }
    client.closeFuture().addListener(closed -> release(source));
    accepted.accept(client);
  }

  private void release(InetAddress source) {
    perAddress.computeIfPresent(source, (address, count) -> count == 1 ? null : count - 1);
  }

  /**
   * The server's side of TLS for one connection.
   *
   * @param asking whether the client is asked for a certificate; it need not have one
   * @param protocols what is spoken inside, by its ALPN name; with none, ALPN is not used
   */
  public SslHandler tls(boolean asking, String... protocols) {
    SSLEngine engine = tls.get().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setUseCipherSuitesOrder(true);
    parameters.setWantClientAuth(asking);
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    // A handshake costs about a millisecond of CPU: it may not hold up the other connections of
    // this loop.
    return new SslHandler(engine, handshakes);
  }

  /** Ends the event loops, and with them all connections. */
  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    handshakes.close();
  }
}
