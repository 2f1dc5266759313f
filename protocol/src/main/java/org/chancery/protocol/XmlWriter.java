package org.chancery.protocol;

/**
 * Elements as text. Declares a namespace where it changes, and never a prefix but {@code xml} and
 * {@code stream}.
 */
public final class XmlWriter {
  private XmlWriter() {}

  /**
   * Serialises an element.
   *
   * @param context the default namespace in force around it, which then needs no declaration
   */
  public static String write(Element element, String context) {
    StringBuilder out = new StringBuilder(256);
    write(out, element, context);
    return out.toString();
  }

  /** Appends an element to {@code out}; see {@link #write(Element, String)}. */
  public static void write(StringBuilder out, Element element, String context) {
    // The stream's own elements keep their prefix: old clients look for "stream:features" by name.
    boolean prefixed =
        element.namespace().equals(Namespaces.STREAM) && !context.equals(Namespaces.STREAM);
    String inner = prefixed ? context : element.namespace();
    out.append('<');
    String tag = prefixed ? "stream:" + element.name() : element.name();
    out.append(tag);
    if (!prefixed && !element.namespace().equals(context)) {
      out.append(" xmlns='");
      escape(out, element.namespace(), true);
      out.append('\'');
    }
    writeAttributes(out, element);
    if (element.nodes().isEmpty()) {
      out.append("/>");
      return;
    }
    out.append('>');
    for (Node node : element.nodes()) {
      switch (node) {
        case Element child -> write(out, child, inner);
        case Text(String value) -> escape(out, value, false);
      }
    }
    out.append("</").append(tag).append('>');
  }

  /**
   * Appends an attribute's value, escaped for single or double quotes.
   *
   * @throws IllegalArgumentException when it holds a character that XML 1.0 forbids
   */
  public static void escapeAttribute(StringBuilder out, String value) {
    if (!XmlChars.isText(value)) {
      throw new IllegalArgumentException("a value with a character that XML forbids");
    }
    escape(out, value, true);
  }

  private static void writeAttributes(StringBuilder out, Element element) {
    int declared = 0;
    for (Attribute attribute : element.attributes()) {
      out.append(' ');
      if (attribute.namespace().equals(Namespaces.XML)) {
        out.append("xml:");
      } else if (!attribute.namespace().isEmpty()) {
        String prefix = "ns" + declared++;
        out.append("xmlns:").append(prefix).append("='");
        escape(out, attribute.namespace(), true);
        out.append("' ").append(prefix).append(':');
      }
      out.append(attribute.name()).append("='");
      escape(out, attribute.value(), true);
      out.append('\'');
    }
  }

  private static void escape(StringBuilder out, String value, boolean inAttribute) {
    int written = 0;
    for (int i = 0; i < value.length(); i++) {
      String replacement = replacement(value.charAt(i), inAttribute);
      if (replacement != null) {
        out.append(value, written, i).append(replacement);
        written = i + 1;
      }
    }
    out.append(value, written, value.length());
  }

  private static String replacement(char character, boolean inAttribute) {
    return switch (character) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '\r' -> "&#xD;";
      case '\'' -> inAttribute ? "&apos;" : null;
      case '\n' -> inAttribute ? "&#xA;" : null;
      case '\t' -> inAttribute ? "&#x9;" : null;
      default -> null;
    };
  }
}
