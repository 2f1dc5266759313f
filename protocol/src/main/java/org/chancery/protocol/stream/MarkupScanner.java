package org.chancery.protocol.stream;

import org.chancery.protocol.StreamError.Condition;
import org.chancery.protocol.StreamException;

/**
 * Reads bytes just closely enough to know where a stanza ends, and refuses on the way what the XML
 * parser behind it would let through or pay too much for: ill-formed UTF-8, comments, processing
 * instructions, declarations, entities, {@code ]]>} in text, too many levels, elements or
 * attributes. Every byte passes here before the parser sees it.
 *
 * <p>It doesn't check tags and names; that is the parser's work. Not thread-safe.
 */
final class MarkupScanner {

  /** What the last byte consumed by {@link #scan} completed. */
  enum Boundary {
    NONE,
    /** The opening tag of the stream. */
    OPENED,
    /** A first-level child of the stream. */
    ELEMENT,
    /** The closing tag of the stream. */
    CLOSED
  }

  private enum State {
    TEXT,
    OPEN,
    DECLARATION,
    START_TAG,
    SINGLE_QUOTED,
    DOUBLE_QUOTED,
    END_TAG,
    EXCLAMATION,
    CDATA
  }

  private static final byte[] CDATA_START = {'[', 'C', 'D', 'A', 'T', 'A', '['};
  private static final int INDIFFERENT = 'x';
  private static final boolean[] NONE_PLAIN = plain("");
  private static final boolean[] PLAIN_IN_TAG = plain("-_.");
  private static final boolean[] PLAIN_IN_TEXT = plain("-_. \n,:;!?/()@#+*=%$~|{}[^`");

  private final Utf8Check utf8 = new Utf8Check();
  private final ReferenceCheck references = new ReferenceCheck();
  private StreamLimits limits;
  private State state = State.TEXT;
  private Boundary boundary = Boundary.NONE;
  private int afterLastTag;
  private boolean tagEnded;
  private boolean markupSeen;
  private int depth;
  private int attributes;
  private int markup;
  private int previous;
  private int brackets;
  private int matched;

  MarkupScanner(StreamLimits limits) {
    this.limits = limits;
  }

  void limits(StreamLimits newLimits) {
    limits = newLimits;
  }

  /** Starts inside an open stream rather than before one. */
  MarkupScanner insideStream() {
    depth = 1;
    markupSeen = true;
    return this;
  }

  /** What the last call of {@link #scan} ended at. */
  Boundary boundary() {
    return boundary;
  }

  /**
   * The index after the last complete tag that the last call of {@link #scan} read; its start if
   * there was none.
   */
  int afterLastTag() {
    return afterLastTag;
  }

  /**
   * Reads bytes up to the next boundary.
   *
   * @return the index after the boundary, or {@code to} when there was none
   * @throws StreamException for what must not reach the parser
   */
  int scan(byte[] bytes, int from, int to) {
    boundary = Boundary.NONE;
    afterLastTag = from;
    int i = skipPlain(bytes, from, to);
    while (i < to) {
      int b = bytes[i++];
      if (b < 0 || utf8.isPending()) {
        utf8.accept(b & 0xFF);
        b = INDIFFERENT;
      } else if (b < ' ' && !isSpace(b)) {
        throw notWellFormed();
      }
      tagEnded = false;
      step(b);
      if (tagEnded) {
        afterLastTag = i;
        if (boundary != Boundary.NONE) {
          return i;
        }
      }
      i = skipPlain(bytes, i, to);
    }
    return to;
  }

  /**
   * Most bytes mean nothing here: runs of them are passed over without a look at the state for
   * each.
   */
  private int skipPlain(byte[] bytes, int from, int to) {
    boolean[] plain =
        switch (state) {
          case TEXT, SINGLE_QUOTED, DOUBLE_QUOTED -> PLAIN_IN_TEXT;
          case START_TAG, END_TAG -> PLAIN_IN_TAG;
          case OPEN, DECLARATION, EXCLAMATION, CDATA -> NONE_PLAIN;
        };
    if (utf8.isPending() || references.isPending()) {
      return from;
    }
    int i = from;
    while (i < to && bytes[i] >= 0 && plain[bytes[i]]) {
      i++;
    }
    if (i > from) {
      brackets = 0;
      previous = INDIFFERENT;
    }
    return i;
  }

  private void step(int b) {
    switch (state) {
      case TEXT -> text(b);
      case OPEN -> open(b);
      case DECLARATION -> declaration(b);
      case START_TAG -> startTag(b);
      case SINGLE_QUOTED -> quoted(b, '\'');
      case DOUBLE_QUOTED -> quoted(b, '"');
      case END_TAG -> endTag(b);
      case EXCLAMATION -> exclamation(b);
      case CDATA -> cdata(b);
    }
  }

  private void text(int b) {
    references.accept(b);
    if (b == '<') {
      state = State.OPEN;
      brackets = 0;
    } else if (b == ']') {
      brackets++;
    } else {
      if (b == '>' && brackets >= 2) {
        throw notWellFormed();
      }
      brackets = 0;
    }
  }

  private void open(int b) {
    switch (b) {
      case '/' -> {
        if (depth == 0) {
          throw notWellFormed();
        }
        state = State.END_TAG;
      }
      case '!' -> {
        state = State.EXCLAMATION;
        matched = 0;
      }
      case '?' -> {
        if (markupSeen) {
          throw new StreamException(Condition.RESTRICTED_XML, "");
        }
        state = State.DECLARATION;
      }
      default -> {
        state = State.START_TAG;
        attributes = 0;
        countMarkup();
        if (depth > limits.maxDepth()) {
          throw new StreamException(Condition.POLICY_VIOLATION, "Elements are nested too deeply.");
        }
      }
    }
    markupSeen = true;
    previous = b;
  }

  private void declaration(int b) {
    if (b == '>' && previous == '?') {
      state = State.TEXT;
    }
    previous = b;
  }

  private void startTag(int b) {
    if (previous == ':' && isSeparator(b) || b == ':' && isSeparator(previous)) {
      throw notWellFormed(); // Aalto takes "xmlns:=" for the default namespace
    }
    switch (b) {
      case '\'' -> state = State.SINGLE_QUOTED;
      case '"' -> state = State.DOUBLE_QUOTED;
      case '=' -> {
        countMarkup();
        if (++attributes > limits.maxAttributes()) {
          throw new StreamException(
              Condition.POLICY_VIOLATION, "An element has too many attributes.");
        }
      }
      case '>' -> {
        tagEnded = true;
        if (previous == '/') {
          elementEnded();
        } else {
          depth++;
          state = State.TEXT;
          if (depth == 1) {
            boundary = Boundary.OPENED;
            markup = 0;
          }
        }
      }
      default -> {}
    }
    previous = b;
  }

  private void quoted(int b, int quote) {
    references.accept(b);
    if (b == quote) {
      state = State.START_TAG;
      previous = b;
    }
  }

  private void endTag(int b) {
    if (b == '>') {
      tagEnded = true;
      depth--;
      elementEnded();
    }
  }

  private void elementEnded() {
    state = State.TEXT;
    if (depth == 1) {
      boundary = Boundary.ELEMENT;
      markup = 0;
    } else if (depth == 0) {
      boundary = Boundary.CLOSED;
    }
  }

  private void exclamation(int b) {
    if (matched == 0 && b != '[') {
      throw new StreamException(Condition.RESTRICTED_XML, "");
    }
    if (depth == 1) {
      throw new StreamException(Condition.BAD_FORMAT, "");
    }
    if (depth == 0 || b != CDATA_START[matched]) {
      throw notWellFormed();
    }
    if (++matched == CDATA_START.length) {
      state = State.CDATA;
      brackets = 0;
    }
  }

  private void cdata(int b) {
    if (b == ']') {
      brackets++;
    } else {
      if (b == '>' && brackets >= 2) {
        state = State.TEXT;
      }
      brackets = 0;
    }
  }

  private void countMarkup() {
    if (++markup > limits.maxMarkup()) {
      throw new StreamException(
          Condition.POLICY_VIOLATION, "A stanza has too many elements and attributes.");
    }
  }

  private static boolean[] plain(String besidesLettersAndDigits) {
    boolean[] plain = new boolean[128];
    besidesLettersAndDigits.chars().forEach(c -> plain[c] = true);
    for (int c = '0'; c <= 'z' && !besidesLettersAndDigits.isEmpty(); c++) {
      plain[c] |= Character.isLetterOrDigit(c);
    }
    return plain;
  }

  private static boolean isSeparator(int b) {
    return isSpace(b) || b == '=' || b == '/' || b == '>' || b == '\'' || b == '"' || b == ':';
  }

  private static boolean isSpace(int b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static StreamException notWellFormed() {
    return new StreamException(Condition.NOT_WELL_FORMED, "");
  }
}
