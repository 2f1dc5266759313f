package org.chancery.auth;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore.Verifier;

/** A directory in memory whose outcomes a test sets. Thread-safe. */
public final class FakeDirectory implements Directory {
  private record Entry(String password, List<Verifier> verifiers, Outcome outcome) {}

  private final Map<Jid, Entry> people = new ConcurrentHashMap<>();
  private final Map<Jid, Integer> checks = new HashMap<>();
  private final String name;
  private final boolean verifying;
  private volatile boolean reachable = true;

  /** With a name; {@code verifying} when it has SCRAM verifiers. */
  public FakeDirectory(String name, boolean verifying) {
    this.name = name;
    this.verifying = verifying;
  }

  /** Adds a person. */
  public FakeDirectory with(String address, String password) {
    Jid jid = Jid.of(address);
    return with(address, password, new Outcome.Ok(new Person(jid, true, Map.of(), Set.of())));
  }

  /** Adds a person who, with the right password, meets this outcome. */
  public FakeDirectory with(String address, String password, Outcome outcome) {
    List<Verifier> verifiers =
        verifying ? ScramVerifiers.derive(password, ScramVerifiers.DEFAULT_ITERATIONS) : List.of();
    people.put(Jid.of(address), new Entry(password, verifiers, outcome));
    return this;
  }

  /** Adds a person with verifiers made elsewhere. */
  public FakeDirectory with(String address, List<Verifier> verifiers) {
    Jid jid = Jid.of(address);
    people.put(
        jid, new Entry("", verifiers, new Outcome.Ok(new Person(jid, true, Map.of(), Set.of()))));
    return this;
  }

  /** From now on a person, with the same password, meets this outcome. */
  public void says(String address, Outcome outcome) {
    people.computeIfPresent(
        Jid.of(address), (_, one) -> new Entry(one.password(), one.verifiers(), outcome));
  }

  /** Removes a person. */
  public void without(String address) {
    people.remove(Jid.of(address));
  }

  /** Makes it answer, or not. */
  public void reachable(boolean answers) {
    reachable = answers;
  }

  /** How many passwords were checked for a person. */
  public synchronized int checks(String address) {
    return checks.getOrDefault(Jid.of(address), 0);
  }

  private void ask() {
    if (!reachable) {
      throw new DirectoryUnreachableException(name + " does not answer");
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<Person> find(Jid address) {
    ask();
    return Optional.ofNullable(people.get(address))
        .map(
            entry ->
                entry.outcome() instanceof Outcome.Ok(Person person)
                    ? person
                    : new Person(address, false, Map.of(), Set.of()));
  }

  @Override
  public Outcome verify(Jid address, String password) {
    synchronized (this) {
      checks.merge(address, 1, Integer::sum);
    }
    Entry entry = people.get(address);
    if (!reachable) {
      return new Outcome.Unreachable(name + " does not answer");
    } else if (entry == null) {
      return new Outcome.Unknown();
    }
    return entry.password().equals(password) ? entry.outcome() : new Outcome.WrongPassword();
  }

  @Override
  public Outcome admit(Jid address) {
    Entry entry = people.get(address);
    if (!reachable) {
      return new Outcome.Unreachable(name + " does not answer");
    }
    return entry == null ? new Outcome.Unknown() : entry.outcome();
  }

  @Override
  public List<Verifier> verifiers(Jid address) {
    ask();
    Entry entry = people.get(address);
    return entry == null ? List.of() : entry.verifiers();
  }

  @Override
  public boolean hasVerifiers() {
    return verifying;
  }
}
