package org.chancery.protocol.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.xml.stream.XMLStreamReader;
import org.chancery.protocol.Element;

/** Makes an {@link Element} of a parser's events. Not thread-safe. */
final class ElementBuilder {
  private final Deque<Element.Builder> open = new ArrayDeque<>(8);
  private final StringBuilder joined = new StringBuilder(0);
  private String text = "";
  private Optional<Element> finished = Optional.empty();

  /** Whether an element was started and not ended. */
  boolean isOpen() {
    return !open.isEmpty();
  }

  /** Takes the start tag at which the parser stands. */
  void start(XMLStreamReader reader) {
    flushText();
    Element.Builder element =
        Element.builder(reader.getLocalName(), UsualStrings.namespace(reader.getNamespaceURI()));
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      element.attribute(
          UsualStrings.namespace(reader.getAttributeNamespace(i)),
          reader.getAttributeLocalName(i),
          UsualStrings.value(reader.getAttributeValue(i)));
    }
    open.push(element);
  }

  /** Takes character data; the parser may deliver one text in pieces. */
  void text(String characters) {
    if (text.isEmpty()) {
      text = characters;
    } else {
      if (joined.isEmpty()) {
        joined.append(text);
      }
      joined.append(characters);
    }
  }

  /** Takes an end tag. */
  void end() {
    flushText();
    Element element = open.pop().build();
    if (open.isEmpty()) {
      finished = Optional.of(element);
    } else {
      open.peek().add(element);
    }
  }

  /** Takes the outermost element once it is complete. */
  Optional<Element> takeFinished() {
    Optional<Element> taken = finished;
    finished = Optional.empty();
    return taken;
  }

  private void flushText() {
    if (text.isEmpty()) {
      return;
    }
    open.peek().text(joined.isEmpty() ? text : joined.toString());
    text = "";
    joined.setLength(0);
  }
}
