package org.chancery.bench.client;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Cuts an XMPP stream into its stanzas by counting tags, without parsing them.
 *
 * <p>It trusts the server under test to send well-formed XML without comments, processing
 * instructions or CDATA inside the stream, as RFC 6120 section 11.1 demands. Not thread-safe: one
 * for each stream.
 */
public final class StanzaScanner {
  private static final byte[] NOTHING = {};

  /** What the stream brought. */
  public interface Sink {
    /** The stream was opened: RFC 6120 section 4.2. */
    void opened();

    /** A complete stanza, or other child of the stream. Valid only during the call. */
    void stanza(Stanza stanza);

    /** The stream was closed: RFC 6120 section 4.4. */
    void closed();
  }

  private enum Place {
    TEXT,
    TAG_START,
    START_TAG,
    END_TAG,
    DECLARATION
  }

  private final Sink sink;
  private final Stanza stanza = new Stanza();
  private byte[] data = NOTHING;
  private int length;
  private int position;
  private int stanzaStart;
  private int openingTagEnd;
  private int depth;
  private Place place = Place.TEXT;
  private byte quote;
  private byte previous;

  /** A scanner that reports to {@code sink} on the caller's thread. */
  public StanzaScanner(Sink sink) {
    this.sink = sink;
  }

  /** Forgets everything: the next byte begins a new stream, as after TLS and after SASL. */
  public void restart() {
    data = NOTHING;
    length = 0;
    position = 0;
    depth = 0;
    place = Place.TEXT;
    quote = 0;
  }

  /** Takes in all of {@code bytes} and reports each stanza that is now complete. */
  public void feed(ByteBuf bytes) {
    append(bytes);
    byte[] scanned = data;
    while (position < length) {
      step(data[position++]);
      if (data != scanned) {
        return;
      }
    }
    keepUnfinished();
  }

  private void append(ByteBuf bytes) {
    int added = bytes.readableBytes();
    data = Arrays.copyOf(data, length + added);
    bytes.readBytes(data, length, added);
    length += added;
  }

  private void keepUnfinished() {
    int from = depth >= 2 || place != Place.TEXT ? stanzaStart : length;
    data = from == length ? NOTHING : Arrays.copyOfRange(data, from, length);
    length -= from;
    position -= from;
    openingTagEnd -= from;
    stanzaStart = 0;
  }

  private void step(byte next) {
    switch (place) {
      case TEXT -> {
        if (next == '<') {
          place = Place.TAG_START;
          if (depth <= 1) {
            stanzaStart = position - 1;
          }
        }
      }
      case TAG_START -> {
        place =
            switch (next) {
              case '/' -> Place.END_TAG;
              case '?' -> Place.DECLARATION;
              default -> Place.START_TAG;
            };
        quote = 0;
      }
      case START_TAG -> inStartTag(next);
      case END_TAG -> {
        if (next == '>') {
          place = Place.TEXT;
          endElement();
        }
      }
      case DECLARATION -> {
        if (next == '>') {
          place = Place.TEXT;
        }
      }
    }
    previous = next;
  }

  private void inStartTag(byte next) {
    if (quote != 0) {
      if (next == quote) {
        quote = 0;
      }
    } else if (next == '\'' || next == '"') {
      quote = next;
    } else if (next == '>') {
      place = Place.TEXT;
      startElement(previous == '/');
    }
  }

  private void startElement(boolean empty) {
    depth++;
    if (depth == 1) {
      sink.opened();
    } else if (depth == 2) {
      openingTagEnd = position;
    }
    if (empty) {
      endElement();
    }
  }

  private void endElement() {
    depth--;
    if (depth == 1) {
      stanza.set(data, stanzaStart, openingTagEnd, position);
      sink.stanza(stanza);
    } else if (depth == 0) {
      sink.closed();
    }
  }
}
