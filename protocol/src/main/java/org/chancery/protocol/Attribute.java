package org.chancery.protocol;

import java.util.Objects;

/**
 * One attribute of an {@link Element}. Immutable.
 *
 * @param namespace the namespace, empty for the usual unprefixed attribute
 * @param name the local name
 * @param value the value, unescaped
 */
public record Attribute(String namespace, String name, String value) {

  /** Refuses {@code null}. */
  public Attribute {
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(name);
    Objects.requireNonNull(value);
  }
}
