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

/** A few people who all have the same password; about carol the directory knows more. */
record TestDirectory(Set<String> people, Map<String, String> passwords) implements Directory {

  private static final Map<String, String> CAROL =
      Map.of(
          "display-name", "Carol Smith",
          "mail", "carol@example.org",
          "phone", "+49 30 1234",
          "department", "Sales",
          "title", "Director");

  @Override
  public String name() {
    return "test";
  }

  @Override
  public Optional<Person> find(Jid address) {
    return people.contains(address.local())
        ? Optional.of(person(address.bare()))
        : Optional.empty();
  }

  private static Person person(Jid address) {
    boolean carol = address.local().equals("carol");
    return new Person(address, true, carol ? CAROL : Map.of(), carol ? Set.of("sales") : Set.of());
  }

  @Override
  public Outcome verify(Jid address, String attempt) {
    Optional<Person> person = find(address);
    if (person.isEmpty()) {
      return new Outcome.Unknown();
    }
    return attempt.equals(passwords.getOrDefault(address.local(), TestServer.PASSWORD))
        ? new Outcome.Ok(person.get())
        : new Outcome.WrongPassword();
  }

  @Override
  public List<Person> search(String domain, String text, int most) {
    return people.stream()
        .sorted()
        .map(name -> person(Jid.of(name, domain, "")))
        .filter(
            person ->
                (person.address().local() + person.attributes().values())
                    .toLowerCase(java.util.Locale.ROOT)
                    .contains(text.toLowerCase(java.util.Locale.ROOT)))
        .limit(most)
        .toList();
  }

  /** Only alice's password is kept here, as it were. */
  @Override
  public boolean setPassword(Jid address, String password) {
    return address.local().equals("alice") && passwords.put("alice", password) == null;
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
