package org.chancery.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import rocks.xmpp.precis.PrecisProfile;
import rocks.xmpp.precis.PrecisProfiles;

/** Our PRECIS and that of another library agree on every code point that both know. */
class PrecisTest {
  private static final int CODE_POINTS = 0x20000;

  private static Optional<String> ours(UnaryOperator<String> profile, String text) {
    try {
      return Optional.of(profile.apply(text));
    } catch (JidException e) {
      return Optional.empty();
    }
  }

  /** Theirs is not always stable after one round. */
  private static Optional<String> theirs(PrecisProfile profile, String text) {
    try {
      return Optional.of(profile.enforce(profile.enforce(text)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What the JDK's older Unicode data, and the other library, do not know. */
  private static boolean isComparable(int c) {
    return Character.isDefined(c)
        && !UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
        && !ContextRules.isContextual(c);
  }

  private static void assertAgreement(
      UnaryOperator<String> ours, PrecisProfile theirs, String before, String after) {
    int allowed = 0;
    for (int c = 1; c < CODE_POINTS; c++) {
      if (isComparable(c)) {
        String text = before + Character.toString(c) + after;
        Optional<String> normal = ours(ours, text);
        if (!Objects.equals(normal, theirs(theirs, text))) {
          assertEquals(theirs(theirs, text), normal, "U+%04X".formatted(c));
        }
        allowed += normal.isPresent() ? 1 : 0;
      }
    }
    assertTrue(allowed > 50_000, "only " + allowed + " allowed");
  }

  @Test
  void userNamesAgreeWithAnotherLibrary() {
    assertAgreement(Precis::username, PrecisProfiles.USERNAME_CASE_MAPPED, "a", "a");
    assertAgreement(Precis::username, PrecisProfiles.USERNAME_CASE_MAPPED, "", "");
  }

  @Test
  void opaqueStringsAgreeWithAnotherLibrary() {
    assertAgreement(Precis::opaqueString, PrecisProfiles.OPAQUE_STRING, "a", "");
  }

  @Test
  void enforcingTwiceChangesNothing() {
    for (int c = 1; c < CODE_POINTS; c++) {
      String text = "a" + Character.toString(c);
      Optional<String> once = ours(Precis::username, text);
      assertEquals(once, once.flatMap(normal -> ours(Precis::username, normal)));
    }
  }
}
