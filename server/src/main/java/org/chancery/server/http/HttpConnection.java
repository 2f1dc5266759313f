package org.chancery.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Date;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: takes a request, lets it be answered, sends the answer, and begins again. Runs on
 * a virtual thread of its own.
 */
final class HttpConnection implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  private static final int PORTION = 64 * 1024;

  /** What is read of a body that nobody wanted, so that its sender comes to reading the answer. */
  private static final long UNWANTED = 1024 * 1024;

  private final Channel channel;
  private final Inflow inflow;
  private final HttpConfig config;
  private final HttpHandler handler;
  private volatile boolean busy;
  private volatile boolean stopping;

  HttpConnection(Channel channel, Inflow inflow, HttpConfig config, HttpHandler handler) {
    this.channel = channel;
    this.inflow = inflow;
    this.config = config;
    this.handler = handler;
  }

  @Override
  public void run() {
    try {
      boolean goOn = true;
      while (goOn && !stopping) {
        HttpRequest head = head();
        busy = true;
        goOn = isSound(head) ? serve(head) : refuse(head);
        busy = false;
      }
    } catch (BrokenRequestException e) {
      log.debug("connection ended: {}", e.getMessage());
    } catch (IOException e) {
      log.debug("answer broken off: {}", e.getMessage());
    } catch (Exception e) {
      log.error("internal error in a connection", e);
    } finally {
      channel.close();
      inflow.close();
    }
  }

  /** Ends the connection once the request in progress, if there is one, is answered. */
  void stop() {
    stopping = true;
    if (!busy) {
      abort();
    }
  }

  /** Ends the connection without a word. */
  void abort() {
    channel.close();
  }

  private Duration patience() {
    return config.idleTimeout();
  }

  private HttpRequest head() throws BrokenRequestException {
    HttpObject first = inflow.take(patience());
    if (first instanceof HttpRequest head) {
      return head;
    }
    ReferenceCountUtil.release(first);
    throw new BrokenRequestException("not a request");
  }

  /** Whether it is HTTP, with the host that RFC 9112 section 3.2 asks for. */
  private static boolean isSound(HttpRequest head) {
    return head.decoderResult().isSuccess()
        && (head.headers().contains(HttpHeaderNames.HOST)
            || head.protocolVersion().equals(HttpVersion.HTTP_1_0));
  }

  /** Answers what is no HTTP; nobody knows where the next request would begin. */
  private boolean refuse(HttpRequest head) throws IOException {
    int status =
        head.decoderResult().cause() instanceof TooLongFrameException
            ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.code()
            : HttpResponseStatus.BAD_REQUEST.code();
    send(head, Response.of(status, "This is not understood."), false);
    return false;
  }

  private boolean serve(HttpRequest head) throws IOException {
    boolean waits = HttpUtil.is100ContinueExpected(head);
    boolean hasBody =
        HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0;
    try (RequestBody body =
        new RequestBody(inflow, patience(), () -> encourage(waits && hasBody))) {
      Response response = answer(head, body);
      if (!hasBody) {
        body.discard(0); // takes the mark of its end
      }
      boolean goOn = body.isAtEnd() && HttpUtil.isKeepAlive(head) && !stopping;
      boolean comes = !body.isAtEnd() && !(waits && body.isUntouched());
      send(head, response, goOn);
      if (comes) {
        body.discard(UNWANTED);
      }
      return goOn;
    }
  }

  /** RFC 9110 section 10.1.1: only who is wanted to send a body is told to. */
  private void encourage(boolean waiting) {
    if (waiting) {
      channel.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private Response answer(HttpRequest head, InputStream body) throws BrokenRequestException {
    try {
      return handler.answer(new Request(head, source(head), body));
    } catch (BrokenRequestException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      log.error("internal error answering a request", e);
      return Response.of(
          HttpResponseStatus.INTERNAL_SERVER_ERROR.code(), "The server could not do this.");
    }
  }

  private InetAddress source(HttpRequest head) {
    InetAddress peer =
        channel.remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress()
            : InetAddress.getLoopbackAddress();
    return Request.source(head, peer, config.trustedProxies());
  }

  // ---- the answer ----

  private void send(HttpRequest request, Response response, boolean goOn) throws IOException {
    try (InputStream content = response.content()) {
      HttpResponse head =
          new DefaultHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
      HttpHeaders headers = head.headers();
      response.headers().forEach(headers::set);
      headers.set(HttpHeaderNames.CONTENT_LENGTH, response.length());
      headers.set(HttpHeaderNames.DATE, DateFormatter.format(new Date()));
      HttpUtil.setKeepAlive(headers, request.protocolVersion(), goOn);
      channel.write(head);
      if (!request.method().equals(HttpMethod.HEAD)) {
        send(content, response.length());
      }
      await(channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
    }
  }

  /** A portion is read when the one before is on its way, so that a slow peer costs no memory. */
  private void send(InputStream content, long length) throws IOException {
    long left = length;
    while (left > 0) {
      int most = (int) Math.min(left, PORTION);
      ByteBuf portion = channel.alloc().buffer(most);
      int count = 0;
      try {
        count = portion.writeBytes(content, most);
      } finally {
        if (count <= 0) {
          portion.release();
        }
      }
      if (count <= 0) {
        throw new IOException("the content is shorter than announced");
      }
      left -= count;
      await(channel.writeAndFlush(new DefaultHttpContent(portion)));
    }
  }

  private void await(ChannelFuture written) throws IOException {
    if (!written.awaitUninterruptibly(patience().toMillis())) {
      throw new IOException("the peer does not read");
    }
    if (!written.isSuccess()) {
      throw new IOException("the peer is gone", written.cause());
    }
  }
}
