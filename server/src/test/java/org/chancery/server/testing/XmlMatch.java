package org.chancery.server.testing;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Attribute;
import org.chancery.protocol.Element;

/** Compares an element with what a test expects of it. */
final class XmlMatch {
  private XmlMatch() {}

  /** What is missing or different; empty when everything that was expected is there. */
  static Optional<String> difference(Element expected, Element actual) {
    if (!actual.is(expected.name(), expected.namespace())) {
      return Optional.of(
          "<" + actual.name() + "> is not <" + expected.name() + "> of " + expected.namespace());
    }
    for (Attribute attribute : expected.attributes()) {
      Optional<String> value = actual.attribute(attribute.namespace(), attribute.name());
      if (value.isEmpty()) {
        return Optional.of("<" + actual.name() + "> has no attribute " + attribute.name());
      }
      if (!attribute.value().equals("*") && !value.get().equals(attribute.value())) {
        return Optional.of("attribute " + attribute.name() + " is '" + value.get() + "'");
      }
    }
    String text = expected.text().strip();
    if (!text.isEmpty() && !text.equals("*") && !text.equals(actual.text().strip())) {
      return Optional.of("the text of <" + actual.name() + "> is '" + actual.text() + "'");
    }
    return children(expected.children(), actual.children(), actual.name());
  }

  private static Optional<String> children(
      List<Element> expected, List<Element> actual, String parent) {
    int from = 0;
    for (Element wanted : expected) {
      Optional<String> closest =
          Optional.of("<" + parent + "> has no (further) child <" + wanted.name() + ">");
      boolean found = false;
      for (int i = from; i < actual.size() && !found; i++) {
        Optional<String> difference = difference(wanted, actual.get(i));
        if (difference.isEmpty()) {
          found = true;
          from = i + 1;
        } else if (actual.get(i).is(wanted.name(), wanted.namespace())) {
          closest = difference;
        }
      }
      if (!found) {
        return closest;
      }
    }
    return Optional.empty();
  }
}
