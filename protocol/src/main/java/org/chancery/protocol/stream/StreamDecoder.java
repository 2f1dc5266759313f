package org.chancery.protocol.stream;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.StreamError.Condition;
import org.chancery.protocol.StreamException;
import org.chancery.protocol.stream.MarkupScanner.Boundary;

/**
 * Bytes of one XMPP stream to elements, RFC 6120 sections 4 and 11. Bytes may come split at any
 * place, and several stanzas at once. Between stanzas only the prefixes that the stream declared
 * are kept: a parser lives no longer than the stanzas that one buffer brings, and no peer's names
 * outlive it.
 *
 * <p>Not thread-safe: one connection's loop owns it. The {@link Handler} is called within {@link
 * #feed}, and may call {@link #reset()}, {@link #limits} and {@link #pause()} from there, but not
 * {@code feed}.
 */
public final class StreamDecoder {

  /**
   * Receives what the decoder finds, in order. An exception it throws leaves through {@link
   * StreamDecoder#feed}.
   */
  public interface Handler {
    /** The stream's opening tag; only its namespace and name have been checked. */
    void opened(StreamHeader header);

    /** A first-level child of the stream, complete. */
    void element(Element element);

    /**
     * The stream's closing tag. What follows is ignored unless {@link StreamDecoder#reset()} is
     * called.
     */
    void closed();

    /** White space between stanzas, usually a keep-alive; once for each run of it. */
    void whitespace();
  }

  /** Bounds what one parser learns from one peer, as names are kept as long as the parser is. */
  private static final int RETIRE_PARSER_AFTER_BYTES = 32 * 1024;

  private static final int COPIED_AT_ONCE = 8 * 1024;
  private static final int LONGEST_HEADER = 16 * 1024;

  private final HeldBytes held = new HeldBytes();
  private StreamLimits limits;
  private MarkupScanner scanner;
  private Optional<ElementParser> parser = Optional.empty();
  private Optional<Prologue> prologue = Optional.empty();
  private int bytesOfStanza;
  private boolean paused;
  private boolean closed;
  private boolean dead;

  /** A decoder that expects a new stream. */
  public StreamDecoder(StreamLimits limits) {
    this.limits = limits;
    this.scanner = new MarkupScanner(limits);
  }

  /**
   * Whether a stanza has begun and not ended: for the time-out of whoever sends one byte at a time.
   */
  public boolean isInsideStanza() {
    return bytesOfStanza > 0;
  }

  /** Other limits from the next byte on, for instance once the peer is authenticated. */
  public void limits(StreamLimits newLimits) {
    limits = newLimits;
    scanner.limits(newLimits);
  }

  /**
   * Forgets the stream and expects a new one, as after STARTTLS and SASL. From within a handler it
   * applies to the bytes that follow the element being handled.
   */
  public void reset() {
    scanner = new MarkupScanner(limits);
    parser = Optional.empty();
    prologue = Optional.empty();
    held.clear();
    bytesOfStanza = 0;
    closed = false;
  }

  /**
   * Called from a handler: {@link #feed} returns as soon as the handler does, and leaves the
   * buffer's position behind the last byte used. The caller may feed the remaining bytes later
   * (back-pressure), or must drop them, as what a peer sent in clear text after {@code <starttls/>}
   * is not part of the secured stream, RFC 6120 section 5.4.3.3.
   */
  public void pause() {
    paused = true;
  }

  /**
   * Decodes the buffer's bytes, up to its limit or to a {@link #pause()}; the position tells how
   * far.
   *
   * @throws StreamException with the condition of RFC 6120 section 4.9.3 that the peer must be
   *     told; the decoder then takes nothing more
   * @throws IllegalStateException after an earlier {@code StreamException}
   */
  public void feed(ByteBuffer bytes, Handler handler) {
    if (dead) {
      throw new IllegalStateException("this stream has failed before");
    }
    paused = false;
    try {
      if (bytes.hasArray()) {
        int offset = bytes.arrayOffset();
        int end = decode(bytes.array(), offset + bytes.position(), offset + bytes.limit(), handler);
        bytes.position(end - offset);
      } else {
        feedCopies(bytes, handler);
      }
    } catch (StreamException e) {
      dead = true;
      parser = Optional.empty();
      throw e;
    }
  }

  private void feedCopies(ByteBuffer bytes, Handler handler) {
    byte[] copy = new byte[Math.min(bytes.remaining(), COPIED_AT_ONCE)];
    while (bytes.hasRemaining() && !paused) {
      int length = Math.min(bytes.remaining(), copy.length);
      bytes.get(bytes.position(), copy, 0, length);
      int end = decode(copy, 0, length, handler);
      bytes.position(bytes.position() + end);
    }
  }

  private int decode(byte[] bytes, int from, int to, Handler handler) {
    int position = from;
    while (position < to && !paused) {
      if (closed) {
        return to;
      }
      position =
          bytesOfStanza == 0 && isSpace(bytes[position])
              ? skipSpace(bytes, position, to, handler)
              : decodeMarkup(bytes, position, to, handler);
    }
    if (bytesOfStanza == 0) {
      parser = Optional.empty();
    }
    return position;
  }

  private int skipSpace(byte[] bytes, int from, int to, Handler handler) {
    int position = from;
    while (position < to && isSpace(bytes[position])) {
      position++;
    }
    handler.whitespace();
    return position;
  }

  private int decodeMarkup(byte[] bytes, int from, int to, Handler handler) {
    if (bytesOfStanza == 0 && bytes[from] >= 0 && bytes[from] != '<') {
      throw new StreamException(
          prologue.isPresent() ? Condition.BAD_FORMAT : Condition.NOT_WELL_FORMED, "");
    }
    int allowed =
        prologue.isPresent()
            ? limits.maxStanzaBytes()
            : Math.min(limits.maxStanzaBytes(), LONGEST_HEADER);
    int end = scanner.scan(bytes, from, Math.min(to, from + allowed - bytesOfStanza));
    Boundary boundary = scanner.boundary();
    if (boundary == Boundary.NONE && end < to) {
      throw new StreamException(Condition.POLICY_VIOLATION, "A stanza is too large.");
    }
    bytesOfStanza += end - from;
    parse(bytes, from, scanner.afterLastTag());
    if (boundary == Boundary.NONE) {
      held.append(bytes, scanner.afterLastTag(), end);
    } else {
      bytesOfStanza = 0;
      complete(boundary, handler);
    }
    return end;
  }

  /**
   * The parser only ever sees whole tags and whole texts: a piece that ends elsewhere waits for its
   * end.
   */
  private void parse(byte[] bytes, int from, int to) {
    if (from == to) {
      return;
    }
    ElementParser current = parser.orElseGet(this::newParser);
    parser = Optional.of(current);
    if (held.isEmpty()) {
      current.feed(bytes, from, to);
    } else {
      held.append(bytes, from, to);
      current.feed(held.bytes(), 0, held.length());
      held.clear();
    }
  }

  private ElementParser newParser() {
    return prologue.map(ElementParser::insideStream).orElseGet(ElementParser::beforeStream);
  }

  private void complete(Boundary boundary, Handler handler) {
    ElementParser current = parser.orElseThrow(StreamDecoder::notWellFormed);
    if (current.fed() > RETIRE_PARSER_AFTER_BYTES) {
      parser = Optional.empty();
    }
    switch (boundary) {
      case OPENED -> {
        prologue = current.prologue();
        handler.opened(current.header().orElseThrow(StreamDecoder::notWellFormed));
      }
      case ELEMENT ->
          handler.element(current.takeElement().orElseThrow(StreamDecoder::notWellFormed));
      case CLOSED -> {
        if (prologue.isEmpty()) {
          throw new StreamException(Condition.BAD_FORMAT, "");
        }
        if (!current.closed()) {
          throw notWellFormed();
        }
        closed = true;
        parser = Optional.empty();
        handler.closed();
      }
      case NONE -> throw new IllegalStateException();
    }
  }

  private static StreamException notWellFormed() {
    return new StreamException(Condition.NOT_WELL_FORMED, "");
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
