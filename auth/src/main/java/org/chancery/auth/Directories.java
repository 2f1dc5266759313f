package org.chancery.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories of each domain, in the order in which they are asked. The first that knows a
 * person decides about that person; one that cannot be asked ends the search, since a later
 * directory must not speak for people it may not own. Thread-safe; blocks as {@link Directory}
 * does.
 */
public final class Directories {
  private static final Logger LOG = LoggerFactory.getLogger(Directories.class);

  private final Map<String, List<Directory>> chains;

  /** With a chain for each domain, by its normalised name. */
  public Directories(Map<String, List<Directory>> chains) {
    this.chains = Map.copyOf(chains);
  }

  /** The directories of a domain; empty for one that is not served. */
  public List<Directory> of(String domain) {
    return chains.getOrDefault(domain, List.of());
  }

  /** The directory that knows a person, if one does. */
  public Optional<Directory> owner(Jid address) {
    return of(address.domain()).stream()
        .filter(directory -> directory.find(address).isPresent())
        .findFirst();
  }

  /** Finds a person by bare address. */
  public Optional<Person> find(Jid address) {
    return of(address.domain()).stream()
        .flatMap(directory -> directory.find(address).stream())
        .findFirst();
  }

  /** A person's picture, from the directory that knows the person. */
  public Optional<byte[]> photo(Jid address) {
    return owner(address).flatMap(directory -> directory.photo(address));
  }

  /**
   * People whose address, shown name or mail address contains a text, those of earlier directories
   * first; a directory that can't be asked is left out.
   */
  public List<Person> search(String domain, String text, int most) {
    Map<Jid, Person> found = new LinkedHashMap<>();
    for (Directory directory : of(domain)) {
      try {
        directory
            .search(domain, text, most)
            .forEach(person -> found.putIfAbsent(person.address(), person));
      } catch (DirectoryUnreachableException e) {
        LOG.warn("directory left out of a search name={}", directory.name());
      }
    }
    return found.values().stream().limit(most).toList();
  }

  /** Checks a password with the first directory that knows the person. */
  public Outcome verify(Jid address, String password) {
    return firstKnowing(address, directory -> directory.verify(address, password));
  }

  /** Whether somebody who has proved by other means to be this person may log in now. */
  public Outcome admit(Jid address) {
    return firstKnowing(address, directory -> directory.admit(address));
  }

  /** The same by a verifier of {@link #verifiers}: it must be of the directory that decides. */
  public Outcome admit(Jid address, AccountStore.Verifier proved) {
    return firstKnowing(address, directory -> directory.admit(address, proved));
  }

  private Outcome firstKnowing(Jid address, Function<Directory, Outcome> asked) {
    return of(address.domain()).stream()
        .map(asked)
        .filter(outcome -> !(outcome instanceof Outcome.Unknown))
        .findFirst()
        .orElseGet(Outcome.Unknown::new);
  }

  /**
   * The verifiers of the first directory that has some of a person, which need not be the one that
   * decides. All are asked about everybody, so that nobody learns from the time where somebody is
   * known.
   */
  public List<AccountStore.Verifier> verifiers(Jid address) {
    return of(address.domain()).stream()
        .map(directory -> directory.verifiers(address))
        .toList()
        .stream()
        .filter(verifiers -> !verifiers.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** Whether everybody of a domain has verifiers, so that SCRAM locks nobody out. */
  public boolean allHaveVerifiers(String domain) {
    List<Directory> chain = of(domain);
    return !chain.isEmpty() && chain.stream().allMatch(Directory::everybodyHasVerifiers);
  }

  /** Whether some directory of a domain can have verifiers. */
  public boolean anyHasVerifiers(String domain) {
    return of(domain).stream().anyMatch(Directory::hasVerifiers);
  }
}
