package org.chancery.protocol;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import java.util.function.UnaryOperator;

/**
 * The profiles of PRECIS that addresses use, RFC 8265, over ICU's Unicode data. The steps are in
 * the order of RFC 8264 section 7: what is allowed is asked of the normal form. Stateless.
 */
final class Precis {
  /** RFC 8264 section 7: what has not settled by then is refused. */
  private static final int MOST_ROUNDS = 4;

  private Precis() {}

  /**
   * UsernameCaseMapped, RFC 8265 section 3.3: width and case mapped, NFC, the bidi rule, letters
   * and digits only.
   *
   * @throws JidException when it isn't allowed
   */
  static String username(String text) {
    return settled(text, Precis::usernameOnce);
  }

  /**
   * OpaqueString, RFC 8265 section 4.2: spaces mapped, NFC, nothing invisible or unassigned.
   *
   * @throws JidException when it isn't allowed
   */
  static String opaqueString(String text) {
    return settled(text, Precis::opaqueStringOnce);
  }

  private static String settled(String text, UnaryOperator<String> enforce) {
    String before = text;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      String after = enforce.apply(before);
      if (after.equals(before)) {
        return after;
      }
      before = after;
    }
    throw new JidException("it has no stable normal form");
  }

  private static String usernameOnce(String text) {
    String lower = UCharacter.toLowerCase(ULocale.ROOT, widthMapped(text));
    String normal = Normalizer2.getNFCInstance().normalize(lower);
    PrecisClass.IDENTIFIER.check(normal);
    if (!BidiRule.isSatisfied(normal)) {
      throw new JidException("it mixes directions of writing");
    }
    return normal;
  }

  private static String opaqueStringOnce(String text) {
    StringBuilder spaced = new StringBuilder(text.length());
    text.codePoints().map(c -> isSpace(c) ? ' ' : c).forEach(spaced::appendCodePoint);
    String normal = Normalizer2.getNFCInstance().normalize(spaced);
    PrecisClass.FREEFORM.check(normal);
    return normal;
  }

  private static boolean isSpace(int c) {
    return UCharacter.getType(c) == UCharacter.SPACE_SEPARATOR;
  }

  /** Fullwidth and halfwidth forms to their usual ones, RFC 8264 section 5.2.1. */
  private static String widthMapped(String text) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              int type = UCharacter.getIntPropertyValue(c, UProperty.DECOMPOSITION_TYPE);
              boolean width =
                  type == UCharacter.DecompositionType.WIDE
                      || type == UCharacter.DecompositionType.NARROW;
              if (width) {
                mapped.append(Normalizer2.getNFKCInstance().getRawDecomposition(c));
              } else {
                mapped.appendCodePoint(c);
              }
            });
    return mapped.toString();
  }
}
