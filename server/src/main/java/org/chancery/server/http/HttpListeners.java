package org.chancery.server.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.chancery.server.net.Sockets;

/** The HTTP listeners, with and without TLS. Thread-safe. */
public final class HttpListeners implements AutoCloseable {
  private static final int LONGEST_LINE = 8 * 1024;
  private static final int LARGEST_HEAD = 16 * 1024;
  private static final int CHUNK = 64 * 1024;
  private static final int GRACE_SECONDS = 5;

  private final HttpConfig config;
  private final Sockets sockets;
  private final HttpHandler handler;
  private final List<Channel> listening = new CopyOnWriteArrayList<>();
  private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Nothing listens yet.
   *
   * @param handlers by the first part of the paths that they answer
   */
  public HttpListeners(HttpConfig config, Sockets sockets, Map<String, HttpHandler> handlers) {
    this.config = config;
    this.sockets = sockets;
    this.handler = new Routes(Map.copyOf(handlers));
  }

  /**
   * Starts to listen.
   *
   * @param encrypted whether TLS starts with the first byte
   * @return the address in use, with the port that was chosen for port 0
   * @throws java.io.UncheckedIOException when the port is taken, or may not be used
   */
  public InetSocketAddress listen(InetSocketAddress address, boolean encrypted) {
    Channel channel = sockets.listen(address, client -> accept(client, encrypted));
    listening.add(channel);
    return (InetSocketAddress) channel.localAddress();
  }

  private void accept(SocketChannel client, boolean encrypted) {
    client.config().setAutoRead(false);
    if (encrypted) {
      client.pipeline().addLast(sockets.tls(false, "http/1.1"));
    }
    Inflow inflow = new Inflow(client);
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LONGEST_LINE)
            .setMaxHeaderSize(LARGEST_HEAD)
            .setMaxChunkSize(CHUNK);
    client
        .pipeline()
        .addLast(new HttpRequestDecoder(limits))
        .addLast(new HttpResponseEncoder())
        .addLast(inflow);
    HttpConnection connection = new HttpConnection(client, inflow, config, handler);
    open.add(connection);
    client.closeFuture().addListener(closed -> open.remove(connection));
    threads.execute(connection);
  }

  /** Accepts nobody any more, and gives requests in progress some seconds to be answered. */
  @Override
  public void close() {
    listening.forEach(channel -> channel.close().syncUninterruptibly());
    open.forEach(HttpConnection::stop);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        open.forEach(HttpConnection::abort);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      open.forEach(HttpConnection::abort);
    }
    threads.close();
  }
}
