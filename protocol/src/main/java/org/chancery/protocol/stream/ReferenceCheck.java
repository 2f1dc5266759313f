package org.chancery.protocol.stream;

import org.chancery.protocol.StreamError.Condition;
import org.chancery.protocol.StreamException;

/**
 * Follows {@code &amp;name;} and {@code &amp;#n;} byte by byte and lets only character references
 * and the five predefined names pass. Not thread-safe.
 */
final class ReferenceCheck {
  private static final int LONGEST_PREDEFINED = 4;
  private static final int AMP = 'a' << 16 | 'm' << 8 | 'p';
  private static final int LT = 'l' << 8 | 't';
  private static final int GT = 'g' << 8 | 't';
  private static final int QUOT = 'q' << 24 | 'u' << 16 | 'o' << 8 | 't';
  private static final int APOS = 'a' << 24 | 'p' << 16 | 'o' << 8 | 's';

  private enum State {
    OUTSIDE,
    START,
    NAME,
    NUMBER,
    DECIMAL,
    HEXADECIMAL_START,
    HEXADECIMAL
  }

  private State state = State.OUTSIDE;
  private int length;
  private int name;

  /** Whether a reference has begun and is not complete. */
  boolean isPending() {
    return state != State.OUTSIDE;
  }

  /**
   * Takes the next byte of text or of an attribute's value; any byte of a character above ASCII may
   * stand as a letter.
   *
   * @throws StreamException {@code restricted-xml} for another entity, {@code not-well-formed} for
   *     no reference at all
   */
  void accept(int b) {
    if (state == State.OUTSIDE) {
      state = b == '&' ? State.START : State.OUTSIDE;
      return;
    }
    state =
        switch (state) {
          case OUTSIDE -> throw new IllegalStateException();
          case START -> start(b);
          case NAME -> name(b);
          case NUMBER -> b == 'x' ? State.HEXADECIMAL_START : digit(b, 10, State.DECIMAL);
          case DECIMAL -> b == ';' ? State.OUTSIDE : digit(b, 10, State.DECIMAL);
          case HEXADECIMAL_START -> digit(b, 16, State.HEXADECIMAL);
          case HEXADECIMAL -> b == ';' ? State.OUTSIDE : digit(b, 16, State.HEXADECIMAL);
        };
  }

  private State start(int b) {
    if (b == '#') {
      return State.NUMBER;
    }
    if (!isNameByte(b)) {
      throw notWellFormed();
    }
    name = b;
    length = 1;
    return State.NAME;
  }

  private State name(int b) {
    if (b == ';') {
      if (length > LONGEST_PREDEFINED || !isPredefined()) {
        throw new StreamException(Condition.RESTRICTED_XML, "");
      }
      return State.OUTSIDE;
    }
    if (!isNameByte(b)) {
      throw notWellFormed();
    }
    name = name << 8 | b;
    length++;
    return State.NAME;
  }

  private boolean isPredefined() {
    return name == AMP || name == LT || name == GT || name == QUOT || name == APOS;
  }

  private static State digit(int b, int radix, State next) {
    if (Character.digit(b, radix) < 0) {
      throw notWellFormed();
    }
    return next;
  }

  private static boolean isNameByte(int b) {
    return Character.isLetterOrDigit(b) || b == '_' || b == ':' || b == '-' || b == '.';
  }

  private static StreamException notWellFormed() {
    return new StreamException(Condition.NOT_WELL_FORMED, "");
  }
}
