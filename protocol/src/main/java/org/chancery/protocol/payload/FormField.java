package org.chancery.protocol.payload;

import java.util.Arrays;
import java.util.List;
import org.chancery.protocol.Element;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/**
 * A field of a {@link DataForm}, XEP-0004 section 3.2. Immutable.
 *
 * @param name what programs call it ({@code var})
 * @param type such as {@code text-single}; empty when it does not say
 * @param label what people are shown; empty for none
 * @param values what it holds
 * @param options what may be chosen
 * @param required whether it must be filled in
 */
public record FormField(
    String name,
    String type,
    String label,
    List<String> values,
    List<Option> options,
    boolean required) {

  /**
   * A choice.
   *
   * @param value what programs call it
   * @param label what people are shown; empty for none
   */
  public record Option(String value, String label) {}

  /** Keeps the lists safe from changes. */
  public FormField {
    values = List.copyOf(values);
    options = List.copyOf(options);
  }

  /** A field of any type. */
  public static FormField of(String type, String name, String label, List<String> values) {
    return new FormField(name, type, label, values, List.of(), false);
  }

  /** A field that programs read. */
  public static FormField hidden(String name, String value) {
    return of("hidden", name, "", List.of(value));
  }

  /** A field without a description, as it is submitted. */
  public static FormField plain(String name, List<String> values) {
    return of("", name, "", values);
  }

  /** A line of text. */
  public static FormField text(String name, String label, String value) {
    return of("text-single", name, label, value.isEmpty() ? List.of() : List.of(value));
  }

  /** Some lines of text; a value that holds several becomes as many, XEP-0004 section 3.3. */
  public static FormField lines(String name, String label, List<String> values) {
    return of("text-multi", name, label, values.stream().flatMap(String::lines).toList());
  }

  /** A text that can't be changed, a value for each of its lines. */
  public static FormField note(String text) {
    return of("fixed", "", "", text.lines().toList());
  }

  /** A text that is not shown while it is typed. */
  public static FormField secret(String name, String label) {
    return of("text-private", name, label, List.of());
  }

  /** True or false. */
  public static FormField flag(String name, String label, boolean value) {
    return of("boolean", name, label, List.of(value ? "1" : "0"));
  }

  /** An address. */
  public static FormField address(String name, String label, String value) {
    return of("jid-single", name, label, value.isEmpty() ? List.of() : List.of(value));
  }

  /** Addresses. */
  public static FormField addresses(String name, String label, List<String> values) {
    return of("jid-multi", name, label, values);
  }

  /** One of some values. */
  public static FormField choice(String name, String label, String value, String... allowed) {
    List<Option> options = Arrays.stream(allowed).map(each -> new Option(each, "")).toList();
    return new FormField(name, "list-single", label, List.of(value), options, false);
  }

  /** A copy that must be filled in. */
  public FormField mandatory() {
    return new FormField(name, type, label, values, options, true);
  }

  /** A copy with choices. */
  public FormField withOptions(List<Option> choices) {
    return new FormField(name, type, label, values, choices, required);
  }

  /**
   * Reads a boolean, XEP-0004 section 3.3.
   *
   * @throws StanzaException {@code not-acceptable} when it is none
   */
  public static boolean truth(String name, String value) {
    return switch (value.strip()) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default ->
          throw new StanzaException(
              Condition.NOT_ACCEPTABLE, "The field " + name + " must be true or false.");
    };
  }

  static FormField read(Element field) {
    List<Option> options =
        field.children("option", DataForm.NAMESPACE).stream()
            .map(
                option ->
                    new Option(
                        option.childText("value").orElse(""), option.attribute("label").orElse("")))
            .toList();
    return new FormField(
        field.attribute("var").orElse(""),
        field.attribute("type").orElse(""),
        field.attribute("label").orElse(""),
        field.children("value", DataForm.NAMESPACE).stream().map(Element::text).toList(),
        options,
        field.child("required", DataForm.NAMESPACE).isPresent());
  }

  Element toElement(boolean described) {
    Element.Builder field = Element.builder("field", DataForm.NAMESPACE);
    if (!name.isEmpty()) {
      field.attribute("var", name);
    }
    if (!type.isEmpty() && (described || name.equals(DataForm.FORM_TYPE))) {
      field.attribute("type", type);
    }
    if (described && !label.isEmpty()) {
      field.attribute("label", label);
    }
    values.forEach(value -> field.add("value", value));
    if (described) {
      for (Option option : options) {
        Element.Builder choice = Element.builder("option", DataForm.NAMESPACE);
        if (!option.label().isEmpty()) {
          choice.attribute("label", option.label());
        }
        field.add(choice.add("value", option.value()).build());
      }
      if (required) {
        field.add("required");
      }
    }
    return field.build();
  }
}
