package org.chancery.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlCharsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000", "a\u0001", "\u000b", "\ufffe", "x\uffff", "\ud800", "\udc00x", "\ud800a"
      })
  void charactersThatXmlForbidsAreNeverPartOfAnElement(String text) {
    assertFalse(XmlChars.isText(text));
    assertThrows(IllegalArgumentException.class, () -> new Text(text));
    assertThrows(IllegalArgumentException.class, () -> new Attribute("", "a", text));
    assertThrows(IllegalArgumentException.class, () -> new Attribute(text, "a", ""));
    assertThrows(IllegalArgumentException.class, () -> Element.of("a", text));
    assertThrows(
        IllegalArgumentException.class, () -> XmlWriter.escapeAttribute(new StringBuilder(), text));
    assertTrue(XmlChars.isText(XmlChars.replaceForbidden(text)));
  }

  @Test
  void forbiddenCharactersAreReplacedOneByOne() {
    assertEquals(
        "a\ufffdb\ud83d\ude00\ufffd", XmlChars.replaceForbidden("a\u0001b\ud83d\ude00\ud800"));
    assertEquals("plain", XmlChars.replaceForbidden("plain"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1a",
        "-a",
        ".",
        "a b",
        "a:b",
        "a>",
        "<",
        "a'",
        "\u00d7",
        "a\u037e",
        "\u00b7",
        "\ud800\udc00"
      })
  void whatIsNoNameIsNeverWritten(String name) {
    assertFalse(XmlChars.isName(name));
    assertThrows(IllegalArgumentException.class, () -> Element.of(name, "u"));
    assertThrows(IllegalArgumentException.class, () -> new Attribute("", name, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "_", "a-1.x", "\u00e9t\u00e9", "\u540d", "a\u00b7", "a\u0301"})
  void namesMayHoldLettersOfAnyScript(String name) {
    assertTrue(XmlChars.isName(name));
    assertEquals(name, Element.of(name, "u").name());
  }

  @Test
  void anAttributeCannotPassForANamespaceDeclaration() {
    assertThrows(IllegalArgumentException.class, () -> new Attribute("", "xmlns", "u"));
    assertEquals("xmlns", new Attribute("urn:x", "xmlns", "u").name());
  }
}
