package org.chancery.protocol.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.chancery.protocol.Element;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.Node;
import org.chancery.protocol.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code XmlWriter} writes, a stream and {@link XmlReader} read back as the same element. */
class RoundTripTest {

  /**
   * Neighbouring and empty texts cannot be told apart on the wire; they come back as one, or none.
   */
  private static Element joined(Element element) {
    Element.Builder copy = Element.builder(element.name(), element.namespace());
    element.attributes().forEach(a -> copy.attribute(a.namespace(), a.name(), a.value()));
    StringBuilder text = new StringBuilder();
    for (Node node : element.nodes()) {
      switch (node) {
        case Text(String value) -> text.append(value);
        case Element child -> {
          if (!text.isEmpty()) {
            copy.text(text.toString());
            text.setLength(0);
          }
          copy.add(joined(child));
        }
      }
    }
    return (text.isEmpty() ? copy : copy.text(text.toString())).build();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomElementsComeBackAsTheyWere(long seed) {
    RandomXml xml = new RandomXml(new Random(seed)).withOtherNames();
    for (int i = 0; i < 1000; i++) {
      Element element = joined(xml.element());
      String written = element.toXml();
      assertEquals(element, XmlReader.parse(written), written);
      assertEquals(List.of(element), Recording.of(Recording.HEADER + written).elements);
    }
  }

  @Test
  void theDefaultNamespaceOfStoredElementsIsTheClients() {
    assertEquals(Element.of("body", Namespaces.CLIENT, "x"), XmlReader.parse("<body>x</body>"));
    assertEquals(Element.of("error", Namespaces.STREAM), XmlReader.parse("<stream:error/>"));
    assertEquals(Element.of("a", ""), XmlReader.parse("<a xmlns=''/>"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "<a>",
        "<a/><b/>",
        "<a/> ",
        " <a/>",
        "<?xml version='1.0'?><a/>",
        "<!DOCTYPE a><a/>",
        "<!--x--><a/>",
        "<a>&nbsp;</a>",
        "<a b='&c;'/>",
        "<a>\ud800</a>",
        "<a>\u0000</a>",
        "</stream:stream>",
        "<a></b>",
        "<a xmlns:p=''/>",
        "<p:a/>",
        "<a>]]></a>",
        "<a b='1' b='2'/>"
      })
  void whatIsNotExactlyOneElementIsRefused(String xml) {
    assertThrows(IllegalArgumentException.class, () -> XmlReader.parse(xml));
  }

  @Test
  void aStoredElementMayBeLargerThanAnyStanza() {
    Element large = Element.of("body", Namespaces.CLIENT, "x&".repeat(600_000));
    assertEquals(large, XmlReader.parse(large.toXml()));
  }
}
