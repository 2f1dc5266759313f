package org.chancery.protocol;

import static com.ibm.icu.lang.UCharacterDirection.ARABIC_NUMBER;
import static com.ibm.icu.lang.UCharacterDirection.BOUNDARY_NEUTRAL;
import static com.ibm.icu.lang.UCharacterDirection.COMMON_NUMBER_SEPARATOR;
import static com.ibm.icu.lang.UCharacterDirection.DIR_NON_SPACING_MARK;
import static com.ibm.icu.lang.UCharacterDirection.EUROPEAN_NUMBER;
import static com.ibm.icu.lang.UCharacterDirection.EUROPEAN_NUMBER_SEPARATOR;
import static com.ibm.icu.lang.UCharacterDirection.EUROPEAN_NUMBER_TERMINATOR;
import static com.ibm.icu.lang.UCharacterDirection.LEFT_TO_RIGHT;
import static com.ibm.icu.lang.UCharacterDirection.OTHER_NEUTRAL;
import static com.ibm.icu.lang.UCharacterDirection.RIGHT_TO_LEFT;
import static com.ibm.icu.lang.UCharacterDirection.RIGHT_TO_LEFT_ARABIC;

import com.ibm.icu.lang.UCharacter;

/** The rule for text with letters written from right to left, RFC 5893 section 2. Stateless. */
final class BidiRule {
  private static final int STRONG_RIGHT = 1 << RIGHT_TO_LEFT | 1 << RIGHT_TO_LEFT_ARABIC;
  private static final int NEUTRAL =
      1 << EUROPEAN_NUMBER
          | 1 << EUROPEAN_NUMBER_SEPARATOR
          | 1 << COMMON_NUMBER_SEPARATOR
          | 1 << EUROPEAN_NUMBER_TERMINATOR
          | 1 << OTHER_NEUTRAL
          | 1 << BOUNDARY_NEUTRAL
          | 1 << DIR_NON_SPACING_MARK;
  private static final int LEFT = 1 << LEFT_TO_RIGHT | NEUTRAL;
  private static final int RIGHT = STRONG_RIGHT | 1 << ARABIC_NUMBER | NEUTRAL;
  private static final int BOTH_NUMBERS = 1 << EUROPEAN_NUMBER | 1 << ARABIC_NUMBER;

  private BidiRule() {}

  /** Whether the text holds no right-to-left characters, or keeps all six conditions. */
  static boolean isSatisfied(String text) {
    int present = text.codePoints().map(BidiRule::bit).reduce(0, (a, b) -> a | b);
    if ((present & (STRONG_RIGHT | 1 << ARABIC_NUMBER)) == 0) {
      return true;
    }
    int first = bit(text.codePointAt(0));
    int last = bit(lastVisible(text));
    if ((first & STRONG_RIGHT) != 0) {
      return (present & ~RIGHT) == 0
          && (last & (STRONG_RIGHT | BOTH_NUMBERS)) != 0
          && (present & BOTH_NUMBERS) != BOTH_NUMBERS;
    }
    return first == 1 << LEFT_TO_RIGHT
        && (present & ~LEFT) == 0
        && (last & (1 << LEFT_TO_RIGHT | 1 << EUROPEAN_NUMBER)) != 0;
  }

  private static int bit(int c) {
    return 1 << UCharacter.getDirection(c);
  }

  private static int lastVisible(String text) {
    int end = text.length();
    while (end > 0 && bit(text.codePointBefore(end)) == 1 << DIR_NON_SPACING_MARK) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return end == 0 ? text.codePointAt(0) : text.codePointBefore(end);
  }
}
