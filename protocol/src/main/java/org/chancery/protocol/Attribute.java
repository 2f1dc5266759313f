package org.chancery.protocol;

/**
 * One attribute of an {@link Element}. Immutable.
 *
 * @param namespace the namespace, empty for the usual unprefixed attribute
 * @param name the local name
 * @param value the value, unescaped
 */
public record Attribute(String namespace, String name, String value) {

  /**
   * Checks name and characters.
   *
   * @throws IllegalArgumentException when the name is none, or XML cannot carry a character of the
   *     value or namespace
   */
  public Attribute {
    if (!XmlChars.isName(name) || name.equals("xmlns") && namespace.isEmpty()) {
      throw new IllegalArgumentException("not the name of an attribute");
    }
    if (!XmlChars.isText(value) || !XmlChars.isText(namespace)) {
      throw new IllegalArgumentException("an attribute with a character that XML forbids");
    }
  }
}
