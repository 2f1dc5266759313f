package org.chancery.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits to be written to a channel: any thread adds, the event loop writes all that has
 * gathered in one go. It keeps the order of each caller.
 */
final class Outbox {
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

  /** Writes all that waits; called by the event loop only. */
  void drain() {
    draining.set(false);
    ByteBuf buffer = channel.alloc().buffer(1024);
    int characters = 0;
    for (String xml = waiting.poll(); xml != null; xml = waiting.poll()) {
      ByteBufUtil.writeUtf8(buffer, xml);
      characters += xml.length();
    }
    if (characters == 0) {
      buffer.release();
      return;
    }
    int written = characters;
    channel.writeAndFlush(buffer).addListener(done -> unsent.addAndGet(-written));
  }
}
