package org.chancery.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.Listener;
import org.chancery.protocol.Element;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.StreamError;
import org.chancery.protocol.StreamException;
import org.chancery.protocol.stream.StreamDecoder;
import org.chancery.protocol.stream.StreamHeader;
import org.chancery.protocol.stream.StreamLimits;

/**
 * A connection over TCP, with STARTTLS or direct TLS. The channel's event loop decodes and encodes;
 * everything that may block happens on the stream's own thread, which takes from {@link #take}.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter
    implements Connection, StreamDecoder.Handler {
  /** Longer than the pauses of a conversation, so that people who talk keep their thread. */
  private static final Duration REST_AFTER = Duration.ofSeconds(10);

  private static final String STREAM_END = "</stream:stream>";

  private final String id;
  private final io.netty.channel.Channel channel;
  private final Listener listener;
  private final NetConfig config;
  private final Supplier<SslHandler> tls;
  private final StreamDecoder decoder;
  private final Inbox inbox = new Inbox();
  private final Outbox outbox;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final long openedAt = System.nanoTime();

  // Touched by the event loop only.
  private final Throttle throttle;
  private boolean deaf;
  private boolean throttled;

  // Written by the event loop, read by others.
  private volatile boolean encrypted;
  private volatile boolean paused;
  private volatile boolean established;
  private volatile boolean headerSent;
  private volatile long lastRead = openedAt;
  private volatile long partialSince;
  private volatile boolean probed;
  private volatile boolean quiet;

  TcpConnection(
      String id,
      io.netty.channel.Channel channel,
      NetConfig config,
      Supplier<SslHandler> tls,
      Listener listener) {
    this.id = id;
    this.channel = channel;
    this.listener = listener;
    this.config = config;
    this.tls = tls;
    this.decoder = new StreamDecoder(config.beforeLogin());
    this.outbox = new Outbox(channel, config.outboundBytes());
    this.throttle = new Throttle(config, openedAt);
    this.encrypted = listener == Listener.DIRECT_TLS;
  }

  // ---- event loop: bytes in ----

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      lastRead = System.nanoTime();
      probed = false;
      quiet = false;
      if (deaf || !bytes.isReadable()) {
        return;
      }
      throttle(bytes.readableBytes());
      decoder.feed(bytes.nioBuffer(), this);
      partialSince = decoder.isInsideStanza() ? (partialSince == 0 ? lastRead : partialSince) : 0;
    } catch (StreamException e) {
      deaf = true;
      inbox.add(new StreamEvent.Failed(e.error()));
    } finally {
      bytes.release();
    }
    pauseWhenFull();
  }

  @Override
  public void opened(StreamHeader header) {
    inbox.add(new StreamEvent.Opened(header));
  }

  @Override
  public void element(Element element) {
    partialSince = 0;
    if (element.is("starttls", Namespaces.TLS) && !encrypted) {
      // Anything behind it in clear would be an injection into the encrypted stream
      // (CVE-2011-0411's family).
      deaf = true;
      decoder.pause();
    }
    inbox.add(new StreamEvent.Received(element));
  }

  @Override
  public void closed() {
    inbox.add(new StreamEvent.Closed());
  }

  @Override
  public void whitespace() {
    // A keep-alive: lastRead has been updated, nothing else is asked for (RFC 6120 section 4.6.1).
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    deaf = true;
    inbox.add(new StreamEvent.Disconnected());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reset by the peer or a failed handshake: nobody is left to be told.
    channel.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        encrypted = true;
      } else {
        channel.close();
      }
    }
    context.fireUserEventTriggered(event);
  }

  private void throttle(int bytes) {
    long waitMillis = throttle.take(bytes, lastRead);
    if (waitMillis > 0 && !throttled) {
      throttled = true;
      channel.config().setAutoRead(false);
      channel.eventLoop().schedule(this::endThrottle, waitMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void endThrottle() {
    throttled = false;
    readOnIfAllowed();
  }

  private void pauseWhenFull() {
    if (!paused && inbox.size() >= config.inboxStanzas()) {
      paused = true;
      channel.config().setAutoRead(false);
      // The stream's thread may have taken all of it before it could see that reading is paused.
      readOnIfAllowed();
    }
  }

  private void readOnIfAllowed() {
    if (paused && inbox.size() <= config.inboxStanzas() / 2) {
      paused = false;
    }
    if (!paused && !throttled) {
      channel.config().setAutoRead(true);
    }
  }

  // ---- the stream's thread ----

  @Override
  public StreamEvent take() throws InterruptedException {
    StreamEvent event = inbox.take();
    if (paused && inbox.size() <= config.inboxStanzas() / 2) {
      channel.eventLoop().execute(this::readOnIfAllowed);
    }
    return event;
  }

  @Override
  public boolean rest(Runnable resume) {
    return inbox.rest(resume);
  }

  @Override
  public void signal(StreamEvent event) {
    inbox.add(event);
  }

  // ---- any thread: bytes out ----

  @Override
  public void open(StreamHeader header) {
    headerSent = true;
    write(header.toXml());
  }

  @Override
  public void write(String xml) {
    if (closing.get()) {
      return;
    }
    enqueue(xml);
  }

  private void enqueue(String xml) {
    if (!outbox.add(xml)) {
      // The peer does not read. It is cut off, so that nobody who writes to it waits or fills the
      // memory.
      closing.set(true);
      abort();
    }
  }

  @Override
  public void startTls(String proceed) {
    channel
        .eventLoop()
        .execute(
            () -> {
              outbox.add(proceed);
              outbox.drain();
              channel.pipeline().addFirst(tls.get());
              decoder.reset();
              headerSent = false;
              deaf = false;
            });
  }

  @Override
  public void restart(String reply, StreamLimits limits) {
    channel
        .eventLoop()
        .execute(
            () -> {
              decoder.reset();
              decoder.limits(limits);
              headerSent = false;
              write(reply);
            });
  }

  @Override
  public void established() {
    established = true;
  }

  @Override
  public void close(Optional<StreamError> error) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    StringBuilder end = new StringBuilder();
    if (!headerSent) {
      // An error needs an open stream around it, RFC 6120 section 4.9.1.1.
      end.append(StreamHeader.response(id, Optional.empty()).toXml());
    }
    error.ifPresent(e -> end.append(e.toElement().toXml()));
    end.append(STREAM_END);
    enqueue(end.toString());
    channel
        .eventLoop()
        .execute(
            () -> {
              outbox.drain();
              channel
                  .writeAndFlush(channel.alloc().buffer(0))
                  .addListener(ChannelFutureListener.CLOSE);
            });
  }

  @Override
  public void abort() {
    channel.close();
  }

  @Override
  public void abortUnlessClosing() {
    if (!closing.get()) {
      abort();
    }
  }

  // ---- facts ----

  @Override
  public String id() {
    return id;
  }

  @Override
  public String remoteAddress() {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress() + ":" + address.getPort()
        : "unknown";
  }

  @Override
  public InetAddress source() {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  @Override
  public boolean encrypted() {
    return encrypted;
  }

  @Override
  public boolean canStartTls() {
    return !encrypted;
  }

  @Override
  public String encryption() {
    return tlsFacts().map(TlsFacts::encryption).orElse("");
  }

  @Override
  public Channel channel() {
    return tlsFacts()
        .map(
            facts ->
                new Channel(
                    listener,
                    encrypted,
                    new TlsChannelBinding(facts.session()),
                    facts.certificates()))
        .orElseGet(() -> Channel.clear(listener));
  }

  private Optional<TlsFacts> tlsFacts() {
    return Optional.ofNullable(channel.pipeline().get(SslHandler.class))
        .map(handler -> new TlsFacts(handler.engine().getSession()));
  }

  /**
   * Called every few seconds by the {@link IdleSweeper}: ends what takes too long, probes what is
   * silent.
   */
  void sweep(long now) {
    if (!established && now - openedAt > config.negotiationTimeout().toNanos()) {
      inbox.add(
          new StreamEvent.Failed(new StreamError(StreamError.Condition.CONNECTION_TIMEOUT, "")));
      channel.eventLoop().schedule(this::abort, 2, TimeUnit.SECONDS);
    } else if (partialSince != 0 && now - partialSince > config.stanzaTimeout().toNanos()) {
      inbox.add(
          new StreamEvent.Failed(
              new StreamError(
                  StreamError.Condition.POLICY_VIOLATION, "A stanza took too long to arrive.")));
    } else if (now - lastRead > config.idleTimeout().toNanos()) {
      abort();
    } else if (established && !probed && now - lastRead > config.idleProbe().toNanos()) {
      probed = true;
      inbox.add(new StreamEvent.Silent());
    } else if (established && !quiet && now - lastRead > REST_AFTER.toNanos()) {
      quiet = true;
      inbox.add(new StreamEvent.Quiet());
    }
  }
}
