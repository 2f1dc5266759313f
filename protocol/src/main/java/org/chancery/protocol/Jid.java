package org.chancery.protocol;

import java.util.Objects;
import java.util.Optional;

/**
 * An XMPP address, RFC 7622: {@code local@domain/resource}, normalised once when made. Immutable;
 * equal when the normalised parts are.
 */
public final class Jid implements Comparable<Jid> {
  private final String local;
  private final String domain;
  private final String resource;
  private final String text;
  private Jid bare;

  private Jid(String local, String domain, String resource, String text) {
    this.local = local;
    this.domain = domain;
    this.resource = resource;
    this.text = text;
  }

  private Jid(String local, String domain, String resource) {
    this(local, domain, resource, joined(local, domain, resource));
  }

  private static String joined(String local, String domain, String resource) {
    StringBuilder whole =
        new StringBuilder(local.length() + domain.length() + resource.length() + 2);
    if (!local.isEmpty()) {
      whole.append(local).append('@');
    }
    whole.append(domain);
    if (!resource.isEmpty()) {
      whole.append('/').append(resource);
    }
    return whole.toString();
  }

  /**
   * Parses and normalises an address.
   *
   * @throws JidException when a part is missing, too long (1,023 bytes each) or holds what RFC 7622
   *     forbids
   */
  public static Jid of(String address) {
    int slash = address.indexOf('/');
    int end = slash < 0 ? address.length() : slash;
    int at = address.indexOf('@');
    if (at >= end) {
      at = -1; // that one belongs to the resource
    }
    if (slash == address.length() - 1 && slash >= 0) {
      throw new JidException("the resource is empty");
    }
    if (at == 0) {
      throw new JidException("the local part is empty");
    }
    String local = at < 0 ? "" : AddressParts.local(address.substring(0, at));
    String domain = AddressParts.domain(address.substring(at + 1, end));
    String resource = slash < 0 ? "" : AddressParts.resource(address.substring(slash + 1));
    return isJoined(address, local, domain, resource)
        ? new Jid(local, domain, resource, address)
        : new Jid(local, domain, resource);
  }

  /** Whether the text is in normal form already, as most are; then no other need be made. */
  private static boolean isJoined(String text, String local, String domain, String resource) {
    int from = local.isEmpty() ? 0 : local.length() + 1;
    int to = from + domain.length();
    int length = resource.isEmpty() ? to : to + 1 + resource.length();
    return text.length() == length
        && text.startsWith(local)
        && (from == 0 || text.charAt(from - 1) == '@')
        && text.startsWith(domain, from)
        && (to == length || text.charAt(to) == '/')
        && text.endsWith(resource);
  }

  /**
   * Makes an address from its parts, normalising each; an empty local part or resource means none.
   *
   * @throws JidException as {@link #of(String)}
   */
  public static Jid of(String local, String domain, String resource) {
    return new Jid(
        local.isEmpty() ? "" : AddressParts.local(local),
        AddressParts.domain(domain),
        resource.isEmpty() ? "" : AddressParts.resource(resource));
  }

  /** The local part (the account or room name); empty for a domain. */
  public String local() {
    return local;
  }

  /** The domain. */
  public String domain() {
    return domain;
  }

  /** The resource; empty for a bare address. */
  public String resource() {
    return resource;
  }

  /** Whether there is no resource. */
  public boolean isBare() {
    return resource.isEmpty();
  }

  /** Whether there is a resource. */
  public boolean isFull() {
    return !resource.isEmpty();
  }

  /** Whether there is neither local part nor resource. */
  public boolean isDomain() {
    return local.isEmpty() && resource.isEmpty();
  }

  /** The address without its resource; made once, as nearly every lookup asks for it. */
  public Jid bare() {
    if (isBare()) {
      return this;
    }
    Jid known = bare;
    if (known == null) {
      known = new Jid(local, domain, "");
      bare = known; // a race only makes the same address twice
    }
    return known;
  }

  /** The domain alone. */
  public Jid domainOnly() {
    return isDomain() ? this : new Jid("", domain, "");
  }

  /**
   * The bare address with a resource.
   *
   * @throws JidException when the resource is not valid
   */
  public Jid withResource(String newResource) {
    return new Jid(local, domain, AddressParts.resource(newResource));
  }

  /** The resource, if there is one. */
  public Optional<String> optionalResource() {
    return isBare() ? Optional.empty() : Optional.of(resource);
  }

  @Override
  public int compareTo(Jid other) {
    return text.compareTo(other.text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Jid jid && text.equals(jid.text);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
