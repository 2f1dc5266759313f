package org.chancery.protocol;

/**
 * Character data between tags, unescaped. Immutable.
 *
 * @param value the characters as the sender meant them
 */
public record Text(String value) implements Node {

  /**
   * Checks the characters.
   *
   * @throws IllegalArgumentException when XML cannot carry one of them; see {@link
   *     XmlChars#replaceForbidden}
   */
  public Text {
    if (!XmlChars.isText(value)) {
      throw new IllegalArgumentException("text with a character that XML forbids");
    }
  }
}
