package org.chancery.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be written to a channel: any thread adds, the event loop writes all that has
 * gathered in one go. It keeps the order of each caller.
 */
final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private final Channel channel;
  private final long limit;
  private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicLong unsent = new AtomicLong();
  private final AtomicBoolean draining = new AtomicBoolean();

  /**
   * An empty one.
   *
   * @param limit how many characters may wait
   */
  Outbox(Channel channel, long limit) {
    this.channel = channel;
    this.limit = limit;
  }

  /**
   * Adds what is to be written.
   *
   * @return false when too much waits already, since the peer does not read; nothing is added
   */
  boolean add(String xml) {
    if (unsent.addAndGet(xml.length()) > limit) {
      return false;
    }
    waiting.add(xml);
    if (draining.compareAndSet(false, true)) {
      channel.eventLoop().execute(this::drain);
    }
    return true;
  }

  /**
   * Writes all that waits; called by the event loop only. Where that can't be done the connection
   * ends: nothing may be missing in the middle of a stream.
   */
  void drain() {
    draining.set(false);
    if (waiting.isEmpty()) {
      return;
    }
    try {
      write();
    } catch (OutOfMemoryError e) {
      // Of what is outside the heap; for the heap's own, the process ends.
      log.warn("a client is cut off: no memory for what it is sent: {}", e.getMessage());
      channel.close();
    }
  }

  private void write() {
    ByteBuf buffer = channel.alloc().buffer(1024);
    int characters = 0;
    try {
      for (String xml = waiting.poll(); xml != null; xml = waiting.poll()) {
        ByteBufUtil.writeUtf8(buffer, xml);
        characters += xml.length();
      }
    } catch (OutOfMemoryError e) {
      buffer.release();
      throw e;
    }
    int written = characters;
    channel
        .writeAndFlush(buffer)
        .addListener(done -> unsent.addAndGet(-written))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }
}
