package org.chancery.server.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.Directory;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;

/** A few people who all have the same password. */
record TestDirectory(Set<String> people, String password) implements Directory {

  @Override
  public String name() {
    return "test";
  }

  @Override
  public Optional<Person> find(Jid address) {
    return people.contains(address.local())
        ? Optional.of(new Person(address.bare(), true, Map.of(), Set.of()))
        : Optional.empty();
  }

  @Override
  public Outcome verify(Jid address, String attempt) {
    Optional<Person> person = find(address);
    if (person.isEmpty()) {
      return new Outcome.Unknown();
    }
    return attempt.equals(password) ? new Outcome.Ok(person.get()) : new Outcome.WrongPassword();
  }

  @Override
  public List<AccountStore.Verifier> verifiers(Jid address) {
    return List.of();
  }

  @Override
  public boolean hasVerifiers() {
    return false;
  }
}
