package org.chancery.protocol;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.JoiningType;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import java.util.function.IntPredicate;

/** Code points that are allowed only beside certain others, RFC 5892 appendix A. Stateless. */
final class ContextRules {
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int MIDDLE_DOT = 0x00B7;
  private static final int GREEK_KERAIA = 0x0375;
  private static final int HEBREW_GERESH = 0x05F3;
  private static final int HEBREW_GERSHAYIM = 0x05F4;
  private static final int KATAKANA_MIDDLE_DOT = 0x30FB;
  private static final int VIRAMA = 9;
  private static final int NOTHING = -1;

  private ContextRules() {}

  /** Whether one of the rules is about this code point. */
  static boolean isContextual(int c) {
    return switch (c) {
      case MIDDLE_DOT, GREEK_KERAIA, HEBREW_GERESH, HEBREW_GERSHAYIM, KATAKANA_MIDDLE_DOT -> true;
      default -> isJoinControl(c) || isArabicIndic(c) || isExtendedArabicIndic(c);
    };
  }

  /**
   * Whether this is an invisible joiner, to which the rules apply even where anything visible goes.
   */
  static boolean isJoinControl(int c) {
    return c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
  }

  /** Whether the rule for the code point at {@code index} holds. */
  static boolean isSatisfied(String text, int index, int c) {
    int before = index == 0 ? NOTHING : text.codePointBefore(index);
    int next = index + Character.charCount(c);
    int after = next == text.length() ? NOTHING : text.codePointAt(next);
    return switch (c) {
      case ZERO_WIDTH_NON_JOINER -> isVirama(before) || isBetweenJoining(text, index, next);
      case ZERO_WIDTH_JOINER -> isVirama(before);
      case MIDDLE_DOT -> before == 'l' && after == 'l';
      case GREEK_KERAIA -> isScript(after, UScript.GREEK);
      case HEBREW_GERESH, HEBREW_GERSHAYIM -> isScript(before, UScript.HEBREW);
      case KATAKANA_MIDDLE_DOT -> text.codePoints().anyMatch(ContextRules::isJapanese);
      default -> {
        IntPredicate other =
            isArabicIndic(c) ? ContextRules::isExtendedArabicIndic : ContextRules::isArabicIndic;
        yield text.codePoints().noneMatch(other);
      }
    };
  }

  private static boolean isVirama(int c) {
    return c != NOTHING && UCharacter.getCombiningClass(c) == VIRAMA;
  }

  private static boolean isScript(int c, int script) {
    return c != NOTHING && UScript.getScript(c) == script;
  }

  private static boolean isJapanese(int c) {
    int script = UScript.getScript(c);
    return script == UScript.HIRAGANA || script == UScript.KATAKANA || script == UScript.HAN;
  }

  private static boolean isArabicIndic(int c) {
    return c >= 0x0660 && c <= 0x0669;
  }

  private static boolean isExtendedArabicIndic(int c) {
    return c >= 0x06F0 && c <= 0x06F9;
  }

  /** Appendix A.1: between letters that would join, transparent ones left out. */
  private static boolean isBetweenJoining(String text, int index, int next) {
    int left = index;
    while (left > 0 && joining(text.codePointBefore(left)) == JoiningType.TRANSPARENT) {
      left -= Character.charCount(text.codePointBefore(left));
    }
    int right = next;
    while (right < text.length() && joining(text.codePointAt(right)) == JoiningType.TRANSPARENT) {
      right += Character.charCount(text.codePointAt(right));
    }
    if (left == 0 || right == text.length()) {
      return false;
    }
    int leftType = joining(text.codePointBefore(left));
    int rightType = joining(text.codePointAt(right));
    return (leftType == JoiningType.LEFT_JOINING || leftType == JoiningType.DUAL_JOINING)
        && (rightType == JoiningType.RIGHT_JOINING || rightType == JoiningType.DUAL_JOINING);
  }

  private static int joining(int c) {
    return UCharacter.getIntPropertyValue(c, UProperty.JOINING_TYPE);
  }
}
