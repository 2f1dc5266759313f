package org.chancery.protocol.payload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/**
 * A data form, XEP-0004, with the naming of XEP-0068. Immutable.
 *
 * @param type what the form is for
 * @param title a line above the form; empty for none
 * @param instructions a sentence to the person; empty for none
 * @param fields in order, {@code FORM_TYPE} among them
 */
public record DataForm(Type type, String title, String instructions, List<FormField> fields) {
  /** The namespace. */
  public static final String NAMESPACE = "jabber:x:data";

  /** The field that says which kind of form it is, XEP-0068. */
  public static final String FORM_TYPE = "FORM_TYPE";

  /** What a form is for, XEP-0004 section 3.1. */
  public enum Type {
    /** Asks to be filled in. */
    FORM,
    /** Is filled in. */
    SUBMIT,
    /** Withdraws. */
    CANCEL,
    /** Tells. */
    RESULT
  }

  /** Keeps the fields safe from changes. */
  public DataForm {
    fields = List.copyOf(fields);
  }

  /** Starts a form of this kind. */
  public static Builder builder(Type type, String formType) {
    return new Builder(type).add(FormField.hidden(FORM_TYPE, formType));
  }

  /** Starts a form without {@code FORM_TYPE}. */
  public static Builder untyped(Type type) {
    return new Builder(type);
  }

  /** The form in an element, if there is one. */
  public static Optional<DataForm> in(Element parent) {
    return parent.child("x", NAMESPACE).map(DataForm::read);
  }

  /**
   * Reads an {@code x} element.
   *
   * @throws StanzaException {@code bad-request} when its type is none
   */
  public static DataForm read(Element x) {
    if (!x.is("x", NAMESPACE)) {
      throw new StanzaException(Condition.BAD_REQUEST, "There is no form.");
    }
    Type type =
        switch (x.attribute("type").orElse("")) {
          case "form" -> Type.FORM;
          case "submit" -> Type.SUBMIT;
          case "cancel" -> Type.CANCEL;
          case "result" -> Type.RESULT;
          default -> throw new StanzaException(Condition.BAD_REQUEST, "The form has no type.");
        };
    return new DataForm(
        type,
        x.childText("title").orElse(""),
        x.childText("instructions").orElse(""),
        x.children("field", NAMESPACE).stream().map(FormField::read).toList());
  }

  /** What kind of form it is; empty when it does not say. */
  public String formType() {
    return value(FORM_TYPE).orElse("");
  }

  /** The field of that name. */
  public Optional<FormField> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /** The first value of a field. */
  public Optional<String> value(String name) {
    return field(name).flatMap(field -> field.values().stream().findFirst());
  }

  /** All values of a field; empty when there is none. */
  public List<String> values(String name) {
    return field(name).map(FormField::values).orElse(List.of());
  }

  /**
   * A field that is true or false, XEP-0004 section 3.3.
   *
   * @throws StanzaException {@code not-acceptable} for another value
   */
  public Optional<Boolean> flag(String name) {
    return value(name).map(value -> FormField.truth(name, value));
  }

  /** The {@code x} element. */
  public Element toElement() {
    Element.Builder x =
        Element.builder("x", NAMESPACE).attribute("type", type.name().toLowerCase(Locale.ROOT));
    if (!title.isEmpty()) {
      x.add("title", title);
    }
    if (!instructions.isEmpty()) {
      x.add("instructions", instructions);
    }
    boolean described = type == Type.FORM || type == Type.RESULT;
    fields.forEach(field -> x.add(field.toElement(described)));
    return x.build();
  }

  /**
   * A table, XEP-0004 section 3.4.
   *
   * @param columns name, label and type of each
   * @param rows the fields of each row
   */
  public static Element table(
      String formType, String title, List<FormField> columns, List<List<FormField>> rows) {
    Element.Builder x = Element.builder("x", NAMESPACE).attribute("type", "result");
    if (!title.isEmpty()) {
      x.add("title", title);
    }
    if (!formType.isEmpty()) {
      x.add(FormField.hidden(FORM_TYPE, formType).toElement(true));
    }
    Element.Builder reported = Element.builder("reported", NAMESPACE);
    columns.forEach(column -> reported.add(column.toElement(true)));
    x.add(reported.build());
    for (List<FormField> row : rows) {
      Element.Builder item = Element.builder("item", NAMESPACE);
      row.forEach(field -> item.add(field.toElement(false)));
      x.add(item.build());
    }
    return x.build();
  }

  /** Collects a form. Not thread-safe. */
  public static final class Builder {
    private final Type type;
    private String title = "";
    private String instructions = "";
    private final List<FormField> fields = new ArrayList<>();

    private Builder(Type type) {
      this.type = type;
    }

    /** A line above the form. */
    public Builder title(String text) {
      title = text;
      return this;
    }

    /** A sentence to the person. */
    public Builder instructions(String text) {
      instructions = text;
      return this;
    }

    /** One more field. */
    public Builder add(FormField field) {
      fields.add(field);
      return this;
    }

    /** The finished form. */
    public DataForm build() {
      return new DataForm(type, title, instructions, fields);
    }

    /** The finished {@code x} element. */
    public Element toElement() {
      return build().toElement();
    }
  }
}
