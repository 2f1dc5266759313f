package org.chancery.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** One client's stream. All methods are to be called on the connector's event loop. */
public final class Client extends SimpleChannelInboundHandler<ByteBuf> {
  private final Channel channel;
  private final StanzaScanner scanner;
  private Receiver receiver;
  private String address = "";
  private boolean closing;

  Client(Channel channel, Receiver first) {
    this.channel = channel;
    this.receiver = first;
    this.scanner = new StanzaScanner(new StreamEvents());
  }

  private final class StreamEvents implements StanzaScanner.Sink {
    @Override
    public void opened() {
      // The features follow, and the log-in goes by them.
    }

    @Override
    public void stanza(Stanza stanza) {
      receiver.stanza(stanza);
    }

    @Override
    public void closed() {
      close();
    }
  }

  /** Who gets what comes in. */
  public Receiver receiver() {
    return receiver;
  }

  /** From now on {@code next} gets what comes in. */
  public void receiver(Receiver next) {
    receiver = next;
  }

  /** The full address that the server bound; empty before. */
  public String address() {
    return address;
  }

  void bound(String fullAddress) {
    address = fullAddress;
  }

  void secure(SslHandler tls) {
    channel.pipeline().addFirst(tls);
  }

  void restart() {
    scanner.restart();
  }

  /** Writes XML text at once, in a TLS record of its own. */
  public void send(String xml) {
    send(ByteBufUtil.encodeString(channel.alloc(), CharBuffer.wrap(xml), StandardCharsets.UTF_8));
  }

  /** Writes bytes at once, in a TLS record of their own; releases them. */
  public void send(ByteBuf bytes) {
    channel.writeAndFlush(bytes, channel.voidPromise());
  }

  /** An empty buffer to fill and {@link #send(ByteBuf) send}. */
  public ByteBuf buffer(int capacity) {
    return channel.alloc().buffer(capacity);
  }

  /** Whether the connection stands. */
  public boolean isOpen() {
    return channel.isActive();
  }

  /** Ends the stream and the connection. */
  public ChannelFuture close() {
    if (!closing && channel.isActive()) {
      closing = true;
      send("</stream:stream>");
      channel.close();
    }
    return channel.closeFuture();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
    scanner.feed(bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!closing) {
      receiver.ended();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reset connection or a failed handshake: the channel's end tells the receiver.
    context.close();
  }
}
