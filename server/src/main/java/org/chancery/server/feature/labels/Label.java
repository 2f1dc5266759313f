package org.chancery.server.feature.labels;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.server.config.Section;

/**
 * A label of the company.
 *
 * @param name what it is called in clients' menus and on record
 * @param marking what readers are shown
 * @param foreground the marking's colour, such as {@code black} or {@code #ff0000}
 * @param background the colour behind it
 * @param groups whose members may use and see it; none when everybody may
 */
public record Label(
    String name, String marking, String foreground, String background, Set<String> groups) {
  static final String NAMESPACE = "urn:xmpp:sec-label:0";
  private static final String OWN_NAMESPACE = "urn:chancery:label:0";

  /** Reads {@code chancery.labels}. */
  public static List<Label> from(Section root) {
    List<Label> labels = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section each : root.sections("labels")) {
      String name = each.string("name");
      if (name.isEmpty() || !names.add(name)) {
        each.problem("name", "must be there, and different for each label");
      }
      labels.add(
          new Label(
              name,
              each.optionalString("marking").orElse(name),
              each.string("foreground"),
              each.string("background"),
              Set.copyOf(each.strings("groups"))));
    }
    return List.copyOf(labels);
  }

  /** Whether everybody may use and see it. */
  boolean isOpen() {
    return groups.isEmpty();
  }

  /** As it stands in a message, XEP-0258 section 3. */
  Element element() {
    Element marked =
        Element.builder("displaymarking", NAMESPACE)
            .attribute("fgcolor", foreground)
            .attribute("bgcolor", background)
            .text(marking)
            .build();
    Element named =
        Element.builder("label", NAMESPACE).add(Element.of("name", OWN_NAMESPACE, name)).build();
    return Element.builder("securitylabel", NAMESPACE).add(marked).add(named).build();
  }

  /**
   * Whether a message's label is this one. Nothing else may be in it, and readers must be shown the
   * right marking; clients may leave out colours that are theirs by default.
   */
  boolean isMeantBy(Element sent) {
    return sent.children().size() == 2
        && sent.childText("displaymarking").filter(marking::equals).isPresent()
        && sent.child("label", NAMESPACE)
            .map(Element::children)
            .filter(List.of(Element.of("name", OWN_NAMESPACE, name))::equals)
            .isPresent();
  }
}
