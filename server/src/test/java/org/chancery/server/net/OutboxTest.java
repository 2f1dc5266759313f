package org.chancery.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {

  @Test
  void aClientThatThereIsNoMemoryForIsCutOffAndMissesNothingInTheMiddle() {
    Scarce scarce = new Scarce();
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setAllocator(scarce);
    Outbox outbox = new Outbox(channel, 1_000_000);

    outbox.add("<a/>");
    channel.runPendingTasks();
    assertTrue(channel.isOpen());
    outbox.add("<b>" + "b".repeat(10_000) + "</b>");
    outbox.add("<c/>");
    channel.runPendingTasks();

    assertFalse(channel.isOpen());
    assertEquals(1, channel.outboundMessages().size());
    channel.releaseOutbound();
    assertEquals(List.of(0, 0), scarce.made.stream().map(ByteBuf::refCnt).toList());
  }

  /** Memory of which no buffer gets more than it began with. */
  private static final class Scarce extends AbstractByteBufAllocator {
    private final List<ByteBuf> made = new ArrayList<>();

    Scarce() {
      super(false);
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }

    @Override
    protected ByteBuf newDirectBuffer(int initial, int most) {
      return newHeapBuffer(initial, most);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initial, int most) {
      ByteBuf buffer =
          new UnpooledHeapByteBuf(this, initial, most) {
            @Override
            public ByteBuf capacity(int wanted) {
              throw new OutOfMemoryError("no more than " + initial);
            }
          };
      made.add(buffer);
      return buffer;
    }
  }
}
