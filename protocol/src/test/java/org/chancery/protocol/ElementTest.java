package org.chancery.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.chancery.protocol.stream.XmlReader;
import org.junit.jupiter.api.Test;

class ElementTest {
  private static final Element MESSAGE =
      Element.builder("message", Namespaces.CLIENT)
          .attribute("id", "it's <1>")
          .attribute("to", Optional.empty())
          .attribute(Namespaces.XML, "lang", "de")
          .text("a")
          .add("body", "x < y & \"z\"\r\n")
          .text("b")
          .add(Element.of("active", "http://jabber.org/protocol/chatstates"))
          .build();

  @Test
  void anElementIsWrittenAsItIsRead() {
    assertEquals(
        "<message id='it&apos;s &lt;1&gt;' xml:lang='de'>a<body>x &lt; y &amp; \"z\"&#xD;\n</body>b"
            + "<active xmlns='http://jabber.org/protocol/chatstates'/></message>",
        MESSAGE.toXml());
    assertEquals(MESSAGE, XmlReader.parse(MESSAGE.toXml()));
    assertSame(MESSAGE.toXml(), MESSAGE.toXml());
  }

  @Test
  void aNamespaceIsDeclaredWhereItChanges() {
    Element inner = Element.of("a", "urn:x");
    Element outer =
        Element.builder("q", "urn:x")
            .add(inner)
            .add(Element.builder("m", Namespaces.CLIENT).add(inner).build())
            .add(Element.of("none", ""))
            .build();
    assertEquals(
        "<q xmlns='urn:x'><a/><m xmlns='jabber:client'><a xmlns='urn:x'/></m><none xmlns=''/></q>",
        outer.toXml());
    assertEquals("<a/>", XmlWriter.write(inner, "urn:x"));
  }

  @Test
  void aStreamsOwnElementsHaveItsPrefix() {
    Element features =
        Element.builder("features", Namespaces.STREAM)
            .add(Element.of("bind", Namespaces.BIND))
            .build();
    assertEquals(
        "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>",
        features.toXml());
  }

  @Test
  void childrenAreFoundByNameAndNamespace() {
    assertEquals("ab", MESSAGE.text());
    assertEquals(2, MESSAGE.children().size());
    assertEquals(4, MESSAGE.nodes().size());
    assertTrue(MESSAGE.child("active", Namespaces.CLIENT).isEmpty());
    assertEquals(
        "active", MESSAGE.childIn("http://jabber.org/protocol/chatstates").orElseThrow().name());
    assertEquals("body", MESSAGE.firstChild().orElseThrow().name());
    assertEquals(1, MESSAGE.children("body", Namespaces.CLIENT).size());
  }

  @Test
  void changesMakeNewElements() {
    Element changed =
        MESSAGE.withAttribute("id", "2").withAttribute("from", "a").withoutAttribute("id");
    assertEquals(Optional.of("a"), changed.attribute("from"));
    assertTrue(changed.attribute("id").isEmpty());
    assertEquals(Optional.of("it's <1>"), MESSAGE.attribute("id"));
    assertEquals(MESSAGE.nodes(), changed.nodes());

    Element without = MESSAGE.withoutChildren(child -> child.name().equals("body"));
    assertEquals("ab", without.text());
    assertEquals(1, without.children().size());
    assertSame(MESSAGE, MESSAGE.withoutChildren(child -> false));
    assertSame(MESSAGE, MESSAGE.withoutAttribute("none"));
    assertEquals(5, MESSAGE.withChild(new Text("c")).nodes().size());
    assertNotEquals(MESSAGE, without);
    assertEquals(MESSAGE.hashCode(), XmlReader.parse(MESSAGE.toXml()).hashCode());
  }

  @Test
  void anElementsListsCannotBeChanged() {
    assertThrows(UnsupportedOperationException.class, () -> MESSAGE.nodes().clear());
    assertThrows(UnsupportedOperationException.class, () -> MESSAGE.attributes().clear());
  }
}
