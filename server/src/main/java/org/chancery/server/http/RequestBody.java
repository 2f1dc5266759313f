package org.chancery.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;

/** The body of one request, as it comes in. For one thread. */
final class RequestBody extends InputStream {
  private final Inflow inflow;
  private final Duration patience;
  private final Runnable wanted;
  private ByteBuf current = Unpooled.EMPTY_BUFFER;
  private boolean begun;
  private boolean ended;

  /**
   * The body that comes next.
   *
   * @param patience how long the peer may take for its next bytes
   * @param wanted is called once, before the first bytes are waited for
   */
  RequestBody(Inflow inflow, Duration patience, Runnable wanted) {
    this.inflow = inflow;
    this.patience = patience;
    this.wanted = wanted;
  }

  @Override
  public int read() throws BrokenRequestException {
    return hasMore() ? current.readUnsignedByte() : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws BrokenRequestException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (!hasMore()) {
      return -1;
    }
    int count = Math.min(length, current.readableBytes());
    current.readBytes(bytes, offset, count);
    return count;
  }

  private boolean hasMore() throws BrokenRequestException {
    if (!begun) {
      begun = true;
      wanted.run();
    }
    while (!current.isReadable() && !ended) {
      current.release();
      current = Unpooled.EMPTY_BUFFER;
      current = next();
    }
    return current.isReadable();
  }

  private ByteBuf next() throws BrokenRequestException {
    HttpObject object = inflow.take(patience);
    if (object.decoderResult().isFailure() || !(object instanceof HttpContent content)) {
      ReferenceCountUtil.release(object);
      throw new BrokenRequestException("the body is not HTTP");
    }
    ended = content instanceof LastHttpContent;
    return content.content();
  }

  /** Throws away what is left of the body, up to so many bytes and a few. */
  void discard(long most) throws BrokenRequestException {
    begun = true; // nobody is encouraged to send what is not wanted
    for (long left = most; left >= 0 && hasMore(); ) {
      left -= current.readableBytes();
      current.skipBytes(current.readableBytes());
    }
  }

  /** Whether its sender may still be waiting for a word to send it. */
  boolean isUntouched() {
    return !begun;
  }

  /** Whether all of it has been read. */
  boolean isAtEnd() {
    return ended && !current.isReadable();
  }

  @Override
  public void close() {
    current.release();
    current = Unpooled.EMPTY_BUFFER;
  }
}
