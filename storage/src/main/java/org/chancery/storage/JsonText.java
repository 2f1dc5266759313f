package org.chancery.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** JSON objects of text values, RFC 8259. */
public final class JsonText {
  private static final int HEX = 16;
  private static final int ESCAPE_DIGITS = 4;

  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /** The object; empty text for no pairs. */
  public static String of(Map<String, String> values) {
    if (values.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("{");
    values.forEach(
        (name, value) -> {
          if (out.length() > 1) {
            out.append(',');
          }
          quote(name, out);
          out.append(':');
          quote(value, out);
        });
    return out.append('}').toString();
  }

  /** A string in quotes. */
  public static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /**
   * The pairs of an object; nothing when it is no object, has a value that is no text, or a name
   * twice.
   */
  public static Optional<Map<String, String>> read(String object) {
    try {
      return new JsonText(object).object();
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private Optional<Map<String, String>> object() {
    Map<String, String> values = new LinkedHashMap<>();
    expect('{');
    boolean more = next() != '}';
    while (more) {
      String name = string();
      expect(':');
      if (values.put(name, string()) != null) {
        return Optional.empty();
      }
      more = next() == ',';
      if (more) {
        at++;
      }
    }
    expect('}');
    return text.substring(at).isBlank() ? Optional.of(values) : Optional.empty();
  }

  private char next() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    if (next() != wanted) {
      throw new IllegalArgumentException("no " + wanted);
    }
    at++;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (text.charAt(at) != '"') {
      char c = text.charAt(at++);
      out.append(c == '\\' ? escaped() : c);
    }
    at++;
    return out.toString();
  }

  private char escaped() {
    char c = text.charAt(at++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        at += ESCAPE_DIGITS;
        yield (char) Integer.parseInt(text.substring(at - ESCAPE_DIGITS, at), HEX);
      }
      default -> throw new IllegalArgumentException("no such escape");
    };
  }
}
