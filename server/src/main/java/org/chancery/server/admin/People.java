package org.chancery.server.admin;

import java.util.List;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.storage.AccountStore;
import org.chancery.storage.AccountStore.Account;
import org.chancery.storage.AccountStore.Verifier;

/** What administrators do with local accounts. */
final class People {

  private final AccountStore accounts;
  private final String domain;
  private final int iterations;

  /**
   * Over a store.
   *
   * @param domain whose accounts they are
   * @param iterations of the verifiers that are made
   */
  People(AccountStore accounts, String domain, int iterations) {
    this.accounts = accounts;
    this.domain = domain;
    this.iterations = iterations;
  }

  /**
   * The bare address that somebody typed; the domain may be left out.
   *
   * @throws CommandFailure when it is none, or of another domain
   */
  Jid address(String typed) {
    Jid address;
    try {
      address = Jid.of(typed.contains("@") ? typed : typed + "@" + domain);
    } catch (JidException e) {
      throw new CommandFailure(typed + " is not an address: " + e.getMessage(), e);
    }
    if (!address.isBare() || address.local().isEmpty()) {
      throw new CommandFailure(typed + " must be a bare address, such as alice@" + domain);
    }
    if (!address.domain().equals(Jid.of(domain).domain())) {
      throw new CommandFailure(typed + " is not of the domain " + domain);
    }
    return address;
  }

  void add(Jid address, String password) {
    if (!accounts.add(address, verifiers(password))) {
      throw new CommandFailure(address + " exists already");
    }
  }

  void changePassword(Jid address, String password) {
    mustExist(accounts.setVerifiers(address, verifiers(password)), address);
  }

  void setEnabled(Jid address, boolean enabled) {
    mustExist(accounts.setEnabled(address, enabled), address);
  }

  void remove(Jid address) {
    mustExist(accounts.remove(address), address);
  }

  void requireKnown(Jid address) {
    mustExist(accounts.find(address).isPresent(), address);
  }

  List<Account> list() {
    return accounts.list(Jid.of(domain).domain());
  }

  private List<Verifier> verifiers(String password) {
    try {
      return ScramVerifiers.derive(password, iterations);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static void mustExist(boolean found, Jid address) {
    if (!found) {
      throw new CommandFailure("there is no account " + address);
    }
  }
}
