package org.chancery.server.feature.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {

  @ParameterizedTest
  @CsvSource({
    "plan.pdf, plan.pdf",
    "/home/alice/plan.pdf, plan.pdf",
    "C:\\Users\\alice\\plan.pdf, plan.pdf",
    "' plan.pdf ', plan.pdf",
    "'', file",
    "., file",
    "../.., file",
    "a/, file",
    ".profile, .profile",
    "日本語.txt, 日本語.txt"
  })
  void whatPeopleSeeIsTheNameWithoutItsPlace(String given, String shown) {
    assertEquals(shown, FileNames.clean(given));
  }

  @Test
  void whatCanNotBeSeenIsTakenOut() {
    assertEquals("invoicegpj.exe", FileNames.clean("invoice\u202egpj.exe"));
    assertEquals("a b", FileNames.clean("a\r\n b\u0000\u200e\ud800"));
    String family = "\ud83d\udc68\u200d\ud83d\udc67.png";
    assertEquals(family, FileNames.clean(family));
  }

  @Test
  void theEndOfALongNameStays() {
    String name = FileNames.clean("\ud83d\udc68".repeat(300) + ".jpeg");
    assertEquals(200, name.codePointCount(0, name.length()));
    assertTrue(name.endsWith(".jpeg"), name);
  }
}
