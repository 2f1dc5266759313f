package org.chancery.protocol.stream;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.Node;
import org.chancery.protocol.Text;

/**
 * Random elements with every kind of character, namespace and nesting that XML allows. Seeded, so
 * repeatable.
 */
public final class RandomXml {
  private static final List<String> ASCII_NAMES =
      List.of("message", "a", "body", "x-y.z", "_n", "q1", "iq", "stream");
  private static final List<String> OTHER_NAMES = List.of("\u00e9t\u00e9", "\u540d");
  private static final List<String> NAMESPACES =
      List.of(
          Namespaces.CLIENT,
          Namespaces.CLIENT,
          "urn:x",
          "urn:it's \"q\" & <b>",
          "jabber:iq:roster",
          Namespaces.STREAM,
          "",
          "http://b\u00fccher.example/\ud83d\ude00");
  private static final List<String> PIECES =
      List.of(
          "Hello",
          " ",
          "\n",
          "\t",
          "\r",
          "\r\n",
          "<",
          ">",
          "&",
          "'",
          "\"",
          "]]>",
          "]]",
          "&amp;",
          "-->",
          "\u00fc",
          "\u20ac",
          "\ud83d\ude00",
          "\u0085",
          "\u2028",
          "\ufffd",
          "\udbff\udfff",
          "\ud800\udc00",
          "\u007f",
          "\u0080",
          "\ufeff",
          "0",
          "<![CDATA[",
          "&#0;");

  private final Random random;
  private final List<String> names = new ArrayList<>(ASCII_NAMES);

  /** With a fixed seed. */
  public RandomXml(Random random) {
    this.random = random;
  }

  /** Uses names beyond ASCII too; of these the XML editions allow different ones. */
  public RandomXml withOtherNames() {
    names.addAll(OTHER_NAMES);
    return this;
  }

  /** A tree of at most four levels. */
  public Element element() {
    return element(4);
  }

  private Element element(int levels) {
    Element.Builder element = Element.builder(pick(names), pick(NAMESPACES));
    Set<String> used = new HashSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = pick(names);
      String namespace = random.nextInt(3) > 0 ? "" : pick(NAMESPACES);
      if (used.add(namespace + ' ' + name)) {
        element.attribute(namespace, name, text());
      }
    }
    if (random.nextInt(5) == 0) {
      element.attribute(Namespaces.XML, "lang", "de");
    }
    for (int i = levels == 0 ? 0 : random.nextInt(4); i > 0; i--) {
      element.add(node(levels - 1));
    }
    return element.build();
  }

  private Node node(int levels) {
    return random.nextInt(3) == 0 ? new Text(text()) : element(levels);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(pick(PIECES));
    }
    return text.toString();
  }

  /** One of these at random. */
  public <T> T pick(List<T> options) {
    return options.get(random.nextInt(options.size()));
  }
}
