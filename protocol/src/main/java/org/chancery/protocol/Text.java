package org.chancery.protocol;

import java.util.Objects;

/**
 * Character data between tags, unescaped. Immutable.
 *
 * @param value the characters as the sender meant them
 */
public record Text(String value) implements Node {

  /** Refuses {@code null}. */
  public Text {
    Objects.requireNonNull(value);
  }
}
