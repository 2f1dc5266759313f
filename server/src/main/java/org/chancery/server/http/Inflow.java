package org.chancery.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a connection brings, from its event loop to its own thread. Nothing is read from the network
 * before the thread has taken all that was read, so that never more than one read waits here.
 */
final class Inflow extends ChannelInboundHandlerAdapter {
  /** Put behind the last thing that comes. */
  private static final Object END = new Object();

  private final Channel channel;
  private final BlockingQueue<Object> waiting = new LinkedBlockingQueue<>();
  private boolean closed; // touched by the event loop only

  Inflow(Channel channel) {
    this.channel = channel;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closed) {
      ReferenceCountUtil.release(message);
    } else {
      waiting.add(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    waiting.add(END);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reset by the peer or a failed handshake: nobody is left to be told.
    channel.close();
  }

  /**
   * The next thing; the caller releases it.
   *
   * @throws BrokenRequestException when none comes in time, or ever
   */
  HttpObject take(Duration patience) throws BrokenRequestException {
    try {
      Object next = waiting.poll();
      if (next == null) {
        channel.read();
        next = waiting.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      }
      return checked(next);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokenRequestException("the server stops");
    }
  }

  private static HttpObject checked(Object next) throws BrokenRequestException {
    if (next == null) {
      throw new BrokenRequestException("the peer is too slow");
    }
    if (next instanceof HttpObject object) {
      return object;
    }
    throw new BrokenRequestException("the peer is gone");
  }

  /** Throws away what waits, and what still comes. Harmless when done twice. */
  void close() {
    channel
        .eventLoop()
        .execute(
            () -> {
              closed = true;
              waiting.forEach(ReferenceCountUtil::release);
              waiting.clear();
            });
  }
}
