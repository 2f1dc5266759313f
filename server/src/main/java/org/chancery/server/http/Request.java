package org.chancery.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A request. Its body can be read once. For one thread. */
public final class Request {
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  private final HttpRequest head;
  private final InetAddress source;
  private final InputStream body;

  Request(HttpRequest head, InetAddress source, InputStream body) {
    this.head = head;
    this.source = source;
    this.body = body;
  }

  /** Such as {@code GET}; in capitals unless the client means something else. */
  public String method() {
    return head.method().name();
  }

  /** The path without the query, still percent-encoded. */
  public String path() {
    String target = head.uri();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The parts of the path between its slashes, still percent-encoded; the first is never empty. */
  public List<String> segments() {
    String path = path();
    return Arrays.asList(path.substring(Math.min(1, path.length())).split("/", -1));
  }

  /** The first header of this name. */
  public Optional<String> header(CharSequence name) {
    return Optional.ofNullable(head.headers().get(name));
  }

  /** The length that the client announces; empty for none, or for what is no number. */
  public OptionalLong contentLength() {
    Optional<String> length = header(HttpHeaderNames.CONTENT_LENGTH);
    return length.filter(it -> it.matches("\\d{1,18}")).isPresent()
        ? OptionalLong.of(Long.parseLong(length.get()))
        : OptionalLong.empty();
  }

  /** The body, as it comes in: a slow reader slows the sender down. */
  public InputStream body() {
    return body;
  }

  /** Who asks: the peer, or whom a trusted proxy says it asks for. */
  public InetAddress source() {
    return source;
  }

  /** Whether it says that it was passed on, by a proxy that is trusted or by anybody. */
  public boolean forwarded() {
    return header(FORWARDED_FOR).isPresent();
  }

  /**
   * Whom a request comes from. The last address in {@code X-Forwarded-For} is the one that the
   * trusted proxy itself has added.
   */
  static InetAddress source(HttpRequest head, InetAddress peer, Set<InetAddress> trusted) {
    List<String> said = head.headers().getAll(FORWARDED_FOR);
    if (said.isEmpty() || !trusted.contains(peer)) {
      return peer;
    }
    String last = said.getLast();
    try {
      return InetAddress.ofLiteral(last.substring(last.lastIndexOf(',') + 1).strip());
    } catch (IllegalArgumentException e) {
      return peer;
    }
  }
}
