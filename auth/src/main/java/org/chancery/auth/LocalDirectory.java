package org.chancery.auth;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;
import org.chancery.storage.AccountStore.Account;
import org.chancery.storage.AccountStore.Verifier;
import org.chancery.storage.StorageException;

/**
 * The accounts that the server keeps itself. Checking a password costs the same whether or not the
 * account exists.
 */
public final class LocalDirectory implements Directory {
  /** Of the hashes there is a verifier for, the one that a password is checked with. */
  private static final String CHECKED = "SHA-256";

  private final AccountStore accounts;
  private final Verifier nobody;
  private final int iterations;

  /** No more than there are accounts. */
  private final Set<Jid> letIn = ConcurrentHashMap.newKeySet();

  /**
   * Over a store.
   *
   * @param iterations as accounts are made with, so that a check for an unknown name takes as long
   */
  public LocalDirectory(AccountStore accounts, int iterations) {
    this.accounts = accounts;
    this.iterations = iterations;
    this.nobody =
        ScramVerifiers.derive("nobody has this password", iterations).stream()
            .filter(LocalDirectory::isChecked)
            .findFirst()
            .orElseThrow();
  }

  private static boolean isChecked(Verifier verifier) {
    return verifier.hash().equals(CHECKED);
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public Optional<Person> find(Jid address) {
    return stored(() -> accounts.find(address)).map(LocalDirectory::person);
  }

  private static Person person(Account account) {
    return new Person(account.address(), account.enabled(), Map.of(), Set.of());
  }

  @Override
  public Outcome verify(Jid address, String password) {
    Optional<Account> account;
    try {
      account = stored(() -> accounts.find(address));
    } catch (DirectoryUnreachableException e) {
      return new Outcome.Unreachable(e.getMessage());
    }
    Optional<Verifier> real =
        account.flatMap(
            found -> found.verifiers().stream().filter(LocalDirectory::isChecked).findFirst());
    boolean right = ScramVerifiers.matches(real.orElse(nobody), password);
    if (account.isEmpty()) {
      return new Outcome.Unknown();
    }
    if (real.isEmpty() || !right) {
      return new Outcome.WrongPassword();
    }
    return account.get().enabled() ? letIn(person(account.get())) : new Outcome.Disabled();
  }

  @Override
  public Outcome admit(Jid address) {
    Outcome outcome = Directory.super.admit(address);
    return outcome instanceof Outcome.Ok(Person person) ? letIn(person) : outcome;
  }

  private Outcome letIn(Person person) {
    letIn.add(person.address());
    return new Outcome.Ok(person);
  }

  /**
   * Why somebody whom this directory has let in may not be here any more, told once; empty also for
   * people whom another directory has let in, and while the store does not answer.
   */
  public Optional<Outcome> ended(Jid address) {
    Optional<Outcome> ended =
        Optional.of(address)
            .filter(letIn::contains)
            .map(this::admit)
            .filter(now -> !(now instanceof Outcome.Ok) && !(now instanceof Outcome.Unreachable));
    ended.ifPresent(_ -> letIn.remove(address));
    return ended;
  }

  @Override
  public List<Verifier> verifiers(Jid address) {
    return stored(() -> accounts.find(address)).map(Account::verifiers).orElse(List.of());
  }

  @Override
  public List<Person> search(String domain, String text, int most) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return stored(() -> accounts.list(domain)).stream()
        .filter(account -> account.enabled() && account.address().local().contains(wanted))
        .limit(most)
        .map(LocalDirectory::person)
        .toList();
  }

  @Override
  public boolean setPassword(Jid address, String password) {
    List<Verifier> derived = ScramVerifiers.derive(password, iterations);
    return stored(() -> accounts.setVerifiers(address, derived));
  }

  @Override
  public boolean hasVerifiers() {
    return true;
  }

  private static <T> T stored(Supplier<T> query) {
    try {
      return query.get();
    } catch (StorageException e) {
      throw new DirectoryUnreachableException("the account store does not answer", e);
    }
  }
}
