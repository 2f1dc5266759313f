package org.chancery.auth.sasl;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;

/**
 * The account that a client names.
 *
 * @param name as the client wrote it, for the record
 * @param address the bare address it stands for; empty when the name cannot be one of this domain
 */
public record Account(String name, Optional<Jid> address) {

  /** Reads a SASL user name: a local part, or a bare address of the domain. */
  public static Account named(String name, String domain) {
    return new Account(name, parse(name, domain));
  }

  /**
   * The account of a name that somebody else vouches for; the domain after its {@code @} may be one
   * that stands for ours.
   *
   * @param aliases such domains, in lower case
   */
  public static Optional<Jid> vouched(String name, String domain, Set<String> aliases) {
    int at = name.lastIndexOf('@');
    boolean alias = at > 0 && aliases.contains(name.substring(at + 1).toLowerCase(Locale.ROOT));
    return named(alias ? name.substring(0, at) : name, domain).address();
  }

  /** The name that a fake salt is derived from: the same for every spelling of the same account. */
  String seed() {
    return address.map(Jid::local).orElseGet(() -> name.toLowerCase(Locale.ROOT));
  }

  /** What attempts on this account are counted under; empty when the client named nobody. */
  Optional<String> key() {
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(address.map(Jid::toString).orElseGet(this::seed));
  }

  /**
   * Whether an authorisation identity is this account, or none was asked for. Nobody may act for
   * another.
   */
  public boolean mayActAs(String authzid) {
    return authzid.isEmpty()
        || address.isPresent() && parse(authzid, address.get().domain()).equals(address);
  }

  private static Optional<Jid> parse(String name, String domain) {
    int at = name.lastIndexOf('@');
    try {
      Jid jid =
          at < 0
              ? Jid.of(name, domain, "")
              : Jid.of(name.substring(0, at), name.substring(at + 1), "");
      return jid.local().isEmpty() || !jid.domain().equals(domain)
          ? Optional.empty()
          : Optional.of(jid);
    } catch (JidException e) {
      return Optional.empty();
    }
  }
}
