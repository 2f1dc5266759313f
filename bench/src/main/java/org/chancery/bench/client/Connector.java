package org.chancery.bench.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * Connects clients to one server, all on one event loop: what runs there needs no locks. The loop
 * ends with {@link #close}.
 */
public final class Connector implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MILLIS = 30_000;

  private final Endpoint endpoint;
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final SSLContext context;
  private final ScramKeys keys = new ScramKeys();

  /** With a loop of its own. */
  public Connector(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.context = trustingContext();
    this.group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    this.loop = group.next();
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .remoteAddress(endpoint.address())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
  }

  private static SSLContext trustingContext() {
    try {
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(null, new TrustManager[] {new LoopbackTrust()}, null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /** Where this connects to. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** The loop on which everything happens. */
  public EventLoop loop() {
    return loop;
  }

  ScramKeys keys() {
    return keys;
  }

  /** Connects and logs in. The future fails with {@link LogInException} or a network error. */
  public Future<Client> logIn(Account account, Arrival arrival) {
    Promise<Client> done = loop.newPromise();
    Negotiation negotiation = new Negotiation(this, account, arrival, done);
    ChannelFuture connecting =
        bootstrap
            .clone()
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (endpoint.directTls()) {
                      channel.pipeline().addLast(tls());
                    }
                    channel.pipeline().addLast(new Client(channel, negotiation));
                  }
                })
            .connect();
    connecting.addListener(
        connected -> {
          if (connected.isSuccess()) {
            negotiation.begin(connecting.channel().pipeline().get(Client.class));
          } else {
            done.tryFailure(connected.cause());
          }
        });
    return done;
  }

  /**
   * A handler for one connection; never resumes a session, so that each handshake is a full one.
   */
  SslHandler tls() {
    // Without the peer's name and port, JSSE has no key to find an earlier session by.
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(endpoint.domain())));
    if (endpoint.directTls()) {
      parameters.setApplicationProtocols(new String[] {"xmpp-client"});
    }
    engine.setSSLParameters(parameters);
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeout(1, TimeUnit.MINUTES);
    return handler;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
