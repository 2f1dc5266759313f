package org.chancery.server.feature;

/**
 * A specification that a feature implements; {@code docs/features.md} is written from these.
 *
 * @param name such as {@code XEP-0199} or {@code RFC 6121}
 * @param title its title
 * @param version the version that was followed; empty for an RFC
 */
public record Spec(String name, String title, String version) {

  /** An extension protocol. */
  public static Spec xep(int number, String title, String version) {
    return new Spec("XEP-%04d".formatted(number), title, version);
  }

  /** An RFC, with the sections that are meant in its title. */
  public static Spec rfc(int number, String title) {
    return new Spec("RFC " + number, title, "");
  }
}
