package org.chancery.storage.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;

/** Accounts in memory. Thread-safe. */
public final class FakeAccountStore implements AccountStore {
  private final Map<Jid, Account> accounts = new TreeMap<>();

  @Override
  public synchronized Optional<Account> find(Jid address) {
    return Optional.ofNullable(accounts.get(address.bare()));
  }

  @Override
  public synchronized List<Account> list(String domain) {
    return accounts.values().stream()
        .filter(account -> account.address().domain().equals(domain))
        .map(account -> new Account(account.address(), account.enabled(), List.of()))
        .toList();
  }

  @Override
  public synchronized boolean add(Jid address, List<Verifier> verifiers) {
    return accounts.putIfAbsent(
            address.bare(), new Account(address.bare(), true, List.copyOf(verifiers)))
        == null;
  }

  @Override
  public synchronized int addAll(List<Account> added) {
    int count = 0;
    for (Account account : added) {
      count += accounts.putIfAbsent(account.address(), account) == null ? 1 : 0;
    }
    return count;
  }

  @Override
  public synchronized boolean setVerifiers(Jid address, List<Verifier> verifiers) {
    return change(
        address, old -> new Account(old.address(), old.enabled(), List.copyOf(verifiers)));
  }

  @Override
  public synchronized boolean setEnabled(Jid address, boolean enabled) {
    return change(address, old -> new Account(old.address(), enabled, old.verifiers()));
  }

  @Override
  public synchronized boolean remove(Jid address) {
    return accounts.remove(address.bare()) != null;
  }

  private boolean change(Jid address, UnaryOperator<Account> change) {
    return accounts.computeIfPresent(address.bare(), (key, old) -> change.apply(old)) != null;
  }
}
