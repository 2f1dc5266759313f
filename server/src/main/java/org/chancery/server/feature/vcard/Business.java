package org.chancery.server.feature.vcard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.chancery.protocol.Element;

/**
 * What the directory says about a person, as elements of a vCard. What it says stands, whatever the
 * person has set.
 */
final class Business {
  static final String TEMP = "vcard-temp";
  static final String VCARD4 = "urn:ietf:params:xml:ns:vcard-4.0";

  /** An attribute of {@code Person}, and what it is in either kind of vCard. */
  private record Field(
      String attribute, Function<String, Element> temp, Function<String, Element> vCard4) {}

  private static final List<Field> FIELDS =
      List.of(
          new Field("display-name", value -> temp("FN", value), value -> text("fn", value)),
          new Field(
              "mail",
              value ->
                  Element.builder("EMAIL", TEMP)
                      .add("INTERNET")
                      .add("WORK")
                      .add("USERID", value)
                      .build(),
              value -> text("email", value)),
          new Field(
              "phone",
              value ->
                  Element.builder("TEL", TEMP)
                      .add("WORK")
                      .add("VOICE")
                      .add("NUMBER", value)
                      .build(),
              value ->
                  Element.builder("tel", VCARD4)
                      .add("uri", "tel:" + value.replaceAll("[^+0-9]", "-"))
                      .build()),
          new Field(
              "department",
              value -> Element.builder("ORG", TEMP).add("ORGNAME").add("ORGUNIT", value).build(),
              value -> text("org", value)),
          new Field("title", value -> temp("TITLE", value), value -> text("title", value)),
          new Field("time-zone", value -> temp("TZ", value), value -> text("tz", value)));

  private Business() {}

  private static Element temp(String name, String value) {
    return Element.of(name, TEMP, value);
  }

  private static Element text(String name, String value) {
    return Element.builder(name, VCARD4).add("text", value).build();
  }

  /** The vcard-temp elements that the directory determines. */
  static List<Element> temp(Map<String, String> attributes) {
    return elements(attributes, Field::temp);
  }

  /** The vCard4 elements that the directory determines. */
  static List<Element> vCard4(Map<String, String> attributes) {
    return elements(attributes, Field::vCard4);
  }

  private static List<Element> elements(
      Map<String, String> attributes, Function<Field, Function<String, Element>> as) {
    List<Element> elements = new ArrayList<>();
    for (Field field : FIELDS) {
      Optional.ofNullable(attributes.get(field.attribute()))
          .filter(value -> !value.isBlank())
          .ifPresent(value -> elements.add(as.apply(field).apply(value)));
    }
    return elements;
  }

  /** A card in which what the directory determines has taken the place of what was there. */
  static Element over(Element card, List<Element> determined) {
    Element others =
        card.withoutChildren(
            child -> determined.stream().anyMatch(each -> each.name().equals(child.name())));
    Element.Builder merged = Element.builder(card.name(), card.namespace());
    return merged.addAll(determined).addAll(others.children()).build();
  }
}
