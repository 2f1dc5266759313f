package org.chancery.protocol.stream;

import java.nio.charset.StandardCharsets;
import org.chancery.protocol.Element;
import org.chancery.protocol.StreamException;
import org.chancery.protocol.stream.MarkupScanner.Boundary;

/** Reads back one element that was stored as text, with the same strictness as a stream. */
public final class XmlReader {
  private static final StreamLimits LIMITS =
      new StreamLimits(Integer.MAX_VALUE, 256, 256, Integer.MAX_VALUE);

  private XmlReader() {}

  /**
   * Parses one complete element, as {@link Element#toXml()} writes it: where no default namespace
   * is declared it is {@code jabber:client}, and the prefix {@code stream} is known.
   *
   * @throws IllegalArgumentException when it is not exactly one well-formed element, or holds a
   *     document type, a comment, a processing instruction or an entity
   */
  public static Element parse(String xml) {
    byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
    try {
      MarkupScanner scanner = new MarkupScanner(LIMITS).insideStream();
      int end = scanner.scan(bytes, 0, bytes.length);
      if (end != bytes.length || scanner.boundary() != Boundary.ELEMENT || hasLoneSurrogate(xml)) {
        throw new IllegalArgumentException("not exactly one element");
      }
      ElementParser parser = ElementParser.insideStream(Prologue.USUAL);
      parser.feed(bytes, 0, end);
      return parser
          .takeElement()
          .orElseThrow(() -> new IllegalArgumentException("not well-formed"));
    } catch (StreamException e) {
      throw new IllegalArgumentException("not one well-formed element: " + e.getMessage(), e);
    }
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }
}
