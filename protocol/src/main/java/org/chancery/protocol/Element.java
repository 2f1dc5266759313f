package org.chancery.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An XML element with resolved namespaces. Immutable and safe to share between threads; every
 * {@code with...} returns a new element. Prefixes are not kept: two elements are equal when names,
 * attributes and children are.
 */
public final class Element implements Node {
  private final String name;
  private final String namespace;
  private final List<Attribute> attributes;
  private final List<Node> children;
  private String serialised;

  private Element(String name, String namespace, List<Attribute> attributes, List<Node> children) {
    if (!XmlChars.isName(name) || !XmlChars.isText(namespace)) {
      throw new IllegalArgumentException("not the name of an element");
    }
    this.name = name;
    this.namespace = namespace;
    this.attributes = attributes;
    this.children = children;
  }

  /** An empty element. */
  public static Element of(String name, String namespace) {
    return new Element(
        Objects.requireNonNull(name), Objects.requireNonNull(namespace), List.of(), List.of());
  }

  /** An element that holds nothing but character data. */
  public static Element of(String name, String namespace, String text) {
    return new Element(name, namespace, List.of(), List.of(new Text(text)));
  }

  /** Starts an element to be filled. */
  public static Builder builder(String name, String namespace) {
    return new Builder(name, namespace);
  }

  /** The local name. */
  public String name() {
    return name;
  }

  /** The namespace URI; empty for none. */
  public String namespace() {
    return namespace;
  }

  /** All attributes in document order, namespace declarations not among them. */
  public List<Attribute> attributes() {
    return attributes;
  }

  /** Elements and text in document order. */
  public List<Node> nodes() {
    return children;
  }

  /** Whether this is {@code name} in {@code namespace}. */
  public boolean is(String otherName, String otherNamespace) {
    return name.equals(otherName) && namespace.equals(otherNamespace);
  }

  /** The value of an attribute without a namespace. */
  public Optional<String> attribute(String attributeName) {
    return attribute("", attributeName);
  }

  /** The value of an attribute in a namespace, for instance {@code xml:lang}. */
  public Optional<String> attribute(String attributeNamespace, String attributeName) {
    for (Attribute attribute : attributes) {
      if (attribute.name().equals(attributeName)
          && attribute.namespace().equals(attributeNamespace)) {
        return Optional.of(attribute.value());
      }
    }
    return Optional.empty();
  }

  /** Child elements in document order, text left out. */
  public List<Element> children() {
    List<Element> result = new ArrayList<>(children.size());
    for (Node node : children) {
      if (node instanceof Element element) {
        result.add(element);
      }
    }
    return result;
  }

  /** Child elements with this name and namespace. */
  public List<Element> children(String childName, String childNamespace) {
    return children().stream().filter(child -> child.is(childName, childNamespace)).toList();
  }

  /** The first child with this name and namespace. */
  public Optional<Element> child(String childName, String childNamespace) {
    for (Node node : children) {
      if (node instanceof Element element && element.is(childName, childNamespace)) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }

  /** The first child element in this namespace, whatever its name. */
  public Optional<Element> childIn(String childNamespace) {
    for (Node node : children) {
      if (node instanceof Element element && element.namespace.equals(childNamespace)) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }

  /** The first child element. */
  public Optional<Element> firstChild() {
    for (Node node : children) {
      if (node instanceof Element element) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }

  /**
   * The character data directly inside this element, joined; that of child elements is left out.
   */
  public String text() {
    if (children.size() == 1 && children.getFirst() instanceof Text(String value)) {
      return value;
    }
    StringBuilder text = new StringBuilder();
    for (Node node : children) {
      if (node instanceof Text(String value)) {
        text.append(value);
      }
    }
    return text.toString();
  }

  /** The text of the first child with this name in this element's own namespace. */
  public Optional<String> childText(String childName) {
    return child(childName, namespace).map(Element::text);
  }

  /** A copy with the unprefixed attribute set, replacing one of the same name. */
  public Element withAttribute(String attributeName, String value) {
    return withAttribute(new Attribute("", attributeName, value));
  }

  /** A copy with the attribute set, replacing one of the same name and namespace. */
  public Element withAttribute(Attribute set) {
    List<Attribute> changed = new ArrayList<>(attributes.size() + 1);
    boolean replaced = false;
    for (Attribute attribute : attributes) {
      boolean same =
          attribute.name().equals(set.name()) && attribute.namespace().equals(set.namespace());
      changed.add(same ? set : attribute);
      replaced |= same;
    }
    if (!replaced) {
      changed.add(set);
    }
    return new Element(name, namespace, List.copyOf(changed), children);
  }

  /** A copy without the unprefixed attribute. */
  public Element withoutAttribute(String attributeName) {
    List<Attribute> kept =
        attributes.stream()
            .filter(a -> !(a.name().equals(attributeName) && a.namespace().isEmpty()))
            .toList();
    return kept.size() == attributes.size() ? this : new Element(name, namespace, kept, children);
  }

  /** A copy with one more child at the end. */
  public Element withChild(Node child) {
    List<Node> more = new ArrayList<>(children.size() + 1);
    more.addAll(children);
    more.add(child);
    return new Element(name, namespace, attributes, List.copyOf(more));
  }

  /** A copy without the child elements that match; text stays. */
  public Element withoutChildren(Predicate<Element> matching) {
    List<Node> kept =
        children.stream()
            .filter(node -> !(node instanceof Element element && matching.test(element)))
            .toList();
    return kept.size() == children.size() ? this : new Element(name, namespace, attributes, kept);
  }

  /**
   * This element as XML inside a stream whose default namespace is {@code jabber:client}: that
   * namespace is not declared again. Serialised once, then kept, since the same stanza goes to the
   * record and to every recipient.
   */
  public String toXml() {
    String xml = serialised;
    if (xml == null) {
      xml = XmlWriter.write(this, Namespaces.CLIENT);
      serialised = xml; // a race only writes the same string twice
    }
    return xml;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Element element
        && name.equals(element.name)
        && namespace.equals(element.namespace)
        && attributes.equals(element.attributes)
        && children.equals(element.children);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, namespace, attributes, children);
  }

  @Override
  public String toString() {
    return toXml();
  }

  /** Collects the parts of an element. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final String namespace;
    private List<Attribute> attributes = List.of();
    private List<Node> children = List.of();

    private Builder(String name, String namespace) {
      this.name = Objects.requireNonNull(name);
      this.namespace = Objects.requireNonNull(namespace);
    }

    /** Adds an unprefixed attribute. */
    public Builder attribute(String attributeName, String value) {
      return attribute("", attributeName, value);
    }

    /** Adds an unprefixed attribute if there is a value. */
    public Builder attribute(String attributeName, Optional<String> value) {
      value.ifPresent(present -> attribute(attributeName, present));
      return this;
    }

    /** Adds an attribute in a namespace. */
    public Builder attribute(String attributeNamespace, String attributeName, String value) {
      if (attributes.isEmpty()) {
        attributes = new ArrayList<>(4);
      }
      attributes.add(new Attribute(attributeNamespace, attributeName, value));
      return this;
    }

    /** Adds a child. */
    public Builder add(Node child) {
      if (children.isEmpty()) {
        children = new ArrayList<>(4);
      }
      children.add(Objects.requireNonNull(child));
      return this;
    }

    /** Adds children. */
    public Builder addAll(Iterable<? extends Node> nodes) {
      nodes.forEach(this::add);
      return this;
    }

    /** Adds an empty child in this element's own namespace. */
    public Builder add(String childName) {
      return add(Element.of(childName, namespace));
    }

    /** Adds a child in this element's own namespace that holds text. */
    public Builder add(String childName, String text) {
      return add(Element.of(childName, namespace, text));
    }

    /** The same, unless there is no text. */
    public Builder addUnlessEmpty(String childName, String text) {
      return text.isEmpty() ? this : add(childName, text);
    }

    /** Adds character data. */
    public Builder text(String text) {
      return add(new Text(text));
    }

    /** The finished element. */
    public Element build() {
      return new Element(name, namespace, List.copyOf(attributes), List.copyOf(children));
    }
  }
}
