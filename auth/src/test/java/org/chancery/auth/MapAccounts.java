package org.chancery.auth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;
import org.chancery.storage.StorageException;

/** Accounts in a map, which a test can make fail. Thread-safe. */
final class MapAccounts implements AccountStore {
  private final Map<Jid, Account> accounts = new ConcurrentSkipListMap<>();
  private volatile boolean broken;

  /** Makes every operation fail. */
  void breakDown() {
    broken = true;
  }

  private Map<Jid, Account> working() {
    if (broken) {
      throw new StorageException("account query", new IllegalStateException("broken by the test"));
    }
    return accounts;
  }

  @Override
  public Optional<Account> find(Jid address) {
    return Optional.ofNullable(working().get(address));
  }

  @Override
  public List<Account> list(String domain) {
    return working().values().stream()
        .filter(account -> account.address().domain().equals(domain))
        .map(account -> new Account(account.address(), account.enabled(), List.of()))
        .toList();
  }

  @Override
  public boolean add(Jid address, List<Verifier> verifiers) {
    return working().putIfAbsent(address, new Account(address, true, verifiers)) == null;
  }

  @Override
  public int addAll(List<Account> all) {
    return (int)
        all.stream().filter(one -> working().putIfAbsent(one.address(), one) == null).count();
  }

  @Override
  public boolean setVerifiers(Jid address, List<Verifier> verifiers) {
    return working()
            .computeIfPresent(address, (_, old) -> new Account(address, old.enabled(), verifiers))
        != null;
  }

  @Override
  public boolean setEnabled(Jid address, boolean enabled) {
    return working()
            .computeIfPresent(address, (_, old) -> new Account(address, enabled, old.verifiers()))
        != null;
  }

  @Override
  public boolean remove(Jid address) {
    return working().remove(address) != null;
  }
}
