package org.chancery.protocol;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;

/**
 * The two string classes of PRECIS, RFC 8264 sections 4 and 8: which code points a string may hold.
 * Derived from ICU's Unicode properties by the algorithm of section 8, not from a table of one
 * Unicode version.
 */
enum PrecisClass {
  /** Letters and digits, and all of ASCII that is visible. */
  IDENTIFIER {
    @Override
    boolean allowsBeyondLetters() {
      return false;
    }
  },

  /**
   * Nearly everything that is visible, and spaces. The contextual rules for marks such as U+00B7
   * are not applied here: nicknames and devices called "Anna · phone" are common, and other servers
   * let them pass.
   */
  FREEFORM {
    @Override
    boolean allowsBeyondLetters() {
      return true;
    }
  };

  private static final int FIRST_VISIBLE_ASCII = 0x21;
  private static final int LAST_VISIBLE_ASCII = 0x7E;

  abstract boolean allowsBeyondLetters();

  /**
   * Checks each code point, and where needed its neighbours.
   *
   * @throws JidException for the first that is not allowed
   */
  void check(String text) {
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (!allows(text, i, c)) {
        throw new JidException("U+%04X isn't allowed there".formatted(c));
      }
      i += Character.charCount(c);
    }
  }

  /** RFC 8264 section 8, in its order. */
  private boolean allows(String text, int index, int c) {
    if (ContextRules.isContextual(c)) {
      boolean optional = allowsBeyondLetters() && !ContextRules.isJoinControl(c);
      return optional || ContextRules.isSatisfied(text, index, c);
    }
    if (isExceptionallyAllowed(c)) {
      return true;
    }
    int type = UCharacter.getType(c);
    if (isExceptionallyDisallowed(c) || type == UCharacter.UNASSIGNED) {
      return false;
    }
    if (c >= FIRST_VISIBLE_ASCII && c <= LAST_VISIBLE_ASCII) {
      return true;
    }
    if (isOldHangulJamo(c) || isIgnorable(c) || type == UCharacter.CONTROL) {
      return false;
    }
    if (hasCompatibilityForm(c)) {
      return allowsBeyondLetters();
    }
    return isLetterOrDigit(type) || allowsBeyondLetters() && isOtherwiseVisible(type);
  }

  /** RFC 5892 section 2.6, as RFC 8264 section 9.6 repeats it. */
  private static boolean isExceptionallyAllowed(int c) {
    return switch (c) {
      case 0x00DF, 0x03C2, 0x06FD, 0x06FE, 0x0F0B, 0x3007 -> true;
      default -> false;
    };
  }

  private static boolean isExceptionallyDisallowed(int c) {
    return switch (c) {
      case 0x0640, 0x07FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B -> true;
      default -> false;
    };
  }

  private static boolean isOldHangulJamo(int c) {
    return switch (UCharacter.getIntPropertyValue(c, UProperty.HANGUL_SYLLABLE_TYPE)) {
      case UCharacter.HangulSyllableType.LEADING_JAMO,
          UCharacter.HangulSyllableType.VOWEL_JAMO,
          UCharacter.HangulSyllableType.TRAILING_JAMO ->
          true;
      default -> false;
    };
  }

  private static boolean isIgnorable(int c) {
    return UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
        || UCharacter.hasBinaryProperty(c, UProperty.NONCHARACTER_CODE_POINT);
  }

  private static boolean hasCompatibilityForm(int c) {
    return !Normalizer2.getNFKCInstance().isNormalized(Character.toString(c));
  }

  private static boolean isLetterOrDigit(int type) {
    return switch (type) {
      case UCharacter.LOWERCASE_LETTER,
          UCharacter.UPPERCASE_LETTER,
          UCharacter.OTHER_LETTER,
          UCharacter.DECIMAL_DIGIT_NUMBER,
          UCharacter.MODIFIER_LETTER,
          UCharacter.NON_SPACING_MARK,
          UCharacter.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }

  private static boolean isOtherwiseVisible(int type) {
    return switch (type) {
      case UCharacter.TITLECASE_LETTER,
          UCharacter.LETTER_NUMBER,
          UCharacter.OTHER_NUMBER,
          UCharacter.ENCLOSING_MARK,
          UCharacter.SPACE_SEPARATOR,
          UCharacter.MATH_SYMBOL,
          UCharacter.CURRENCY_SYMBOL,
          UCharacter.MODIFIER_SYMBOL,
          UCharacter.OTHER_SYMBOL,
          UCharacter.CONNECTOR_PUNCTUATION,
          UCharacter.DASH_PUNCTUATION,
          UCharacter.START_PUNCTUATION,
          UCharacter.END_PUNCTUATION,
          UCharacter.INITIAL_PUNCTUATION,
          UCharacter.FINAL_PUNCTUATION,
          UCharacter.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}
