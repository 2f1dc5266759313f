package org.chancery.auth.derived;

import java.util.List;
import java.util.Optional;
import org.chancery.auth.Directory;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore.Verifier;

/**
 * A directory that can only check passwords, with verifiers of those that it found right. Before
 * anybody has proved to know a password the directory is not asked; then it is asked whether that
 * is the password still, and whether the account may be used. Thread-safe; blocks.
 */
final class DerivingDirectory implements Directory {
  private final Directory directory;
  private final DerivedVerifiers derived;

  DerivingDirectory(Directory directory, DerivedVerifiers derived) {
    this.directory = directory;
    this.derived = derived;
  }

  @Override
  public Outcome verify(Jid address, String password) {
    Outcome outcome = directory.verify(address, password);
    if (outcome instanceof Outcome.Ok(Person person)) {
      derived.keep(address, name(), person.entry(), password);
    }
    return outcome;
  }

  @Override
  public Outcome admit(Jid address, Verifier proved) {
    Outcome outcome = directory.admit(address);
    if (!(outcome instanceof Outcome.Ok(Person person))) {
      return outcome;
    }
    List<Verifier> good = derived.of(address, name(), person.entry());
    if (good.isEmpty()) {
      derived.forget(address);
    }
    return ScramVerifiers.contain(good, proved) ? outcome : new Outcome.WrongPassword();
  }

  @Override
  public List<Verifier> verifiers(Jid address) {
    return derived.of(address, name());
  }

  @Override
  public boolean hasVerifiers() {
    return true;
  }

  @Override
  public boolean everybodyHasVerifiers() {
    return false;
  }

  @Override
  public String name() {
    return directory.name();
  }

  @Override
  public Optional<Person> find(Jid address) {
    return directory.find(address);
  }

  @Override
  public Outcome admit(Jid address) {
    return directory.admit(address);
  }

  @Override
  public List<Person> search(String domain, String text, int most) {
    return directory.search(domain, text, most);
  }

  @Override
  public Optional<byte[]> photo(Jid address) {
    return directory.photo(address);
  }

  @Override
  public boolean setPassword(Jid address, String password) {
    return directory.setPassword(address, password);
  }
}
