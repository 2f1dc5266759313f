package org.chancery.server.feature.caps;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.Discovery;
import org.chancery.server.feature.disco.CapsHash;

/**
 * Whether a client's description may be remembered for all clients that announce the same hash,
 * XEP-0115 section 5.4. The hash's input joins its parts with less-than signs, so that a part that
 * holds one could pass for several: such a description, too, is good for its sender alone.
 */
final class CapsCheck {
  private static final Map<String, String> DIGESTS =
      Map.of(
          "sha-1", "SHA-1", "sha-224", "SHA-224", "sha-256", "SHA-256", "sha-384", "SHA-384",
          "sha-512", "SHA-512");

  private CapsCheck() {}

  /** Whether this describes what was announced, and nothing else could. */
  static boolean proves(Announced announced, Element query) {
    Optional<String> digest = announced.hash().map(DIGESTS::get);
    return digest.isPresent()
        && unambiguous(query)
        && CapsHash.hash(query.children(), digest.get()).equals(announced.ver());
  }

  private static boolean unambiguous(Element query) {
    Set<String> seen = new HashSet<>();
    for (Element part : query.children()) {
      if (!plain(part) || !seen.add(key(part))) {
        return false;
      }
    }
    return true;
  }

  /** What must not occur twice: an identity, a feature, a kind of form. */
  private static String key(Element part) {
    return switch (part.name()) {
      case "identity" ->
          "identity/"
              + part.attribute("category").orElse("")
              + "/"
              + part.attribute("type").orElse("")
              + "/"
              + part.attribute(Namespaces.XML, "lang").orElse("");
      case "feature" -> "feature/" + part.attribute("var").orElse("");
      default -> "form/" + String.join("/", formTypes(part));
    };
  }

  private static List<String> formTypes(Element form) {
    return form.children("field", DataForm.NAMESPACE).stream()
        .filter(field -> field.attribute("var").filter(DataForm.FORM_TYPE::equals).isPresent())
        .flatMap(field -> field.children("value", DataForm.NAMESPACE).stream())
        .map(Element::text)
        .toList();
  }

  private static boolean plain(Element part) {
    if (part.is("identity", Discovery.INFO) || part.is("feature", Discovery.INFO)) {
      return part.attributes().stream().noneMatch(each -> each.value().indexOf('<') >= 0);
    }
    return part.is("x", DataForm.NAMESPACE) && plainForm(part);
  }

  /** A form counts only with exactly one hidden {@code FORM_TYPE}. */
  private static boolean plainForm(Element form) {
    boolean typed =
        form.children("field", DataForm.NAMESPACE).stream()
            .filter(field -> field.attribute("var").filter(DataForm.FORM_TYPE::equals).isPresent())
            .allMatch(field -> field.attribute("type").filter("hidden"::equals).isPresent());
    boolean plain =
        form.children("field", DataForm.NAMESPACE).stream()
            .allMatch(
                field ->
                    field.attribute("var").orElse("").indexOf('<') < 0
                        && field.children("value", DataForm.NAMESPACE).stream()
                            .noneMatch(value -> value.text().indexOf('<') >= 0));
    return typed && plain && formTypes(form).size() == 1;
  }
}
