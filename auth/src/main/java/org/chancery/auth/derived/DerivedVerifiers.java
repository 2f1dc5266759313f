package org.chancery.auth.derived;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.chancery.auth.Directory;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Person;
import org.chancery.auth.sasl.FakeVerifiers;
import org.chancery.auth.sasl.Passwords;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore.Verifier;
import org.chancery.storage.DerivedVerifierStore;
import org.chancery.storage.DerivedVerifierStore.Sealed;
import org.chancery.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SCRAM verifiers made of passwords that directories have just found right. They serve the same
 * entry of the directory only, until its password changes or, where the directory does not show
 * that, for a while. Thread-safe; blocks.
 */
public final class DerivedVerifiers {
  private static final Logger LOG = LoggerFactory.getLogger(DerivedVerifiers.class);
  private static final Jid NOBODY = Jid.of("nobody.invalid");

  private final DerivedVerifierStore store;
  private final FakeVerifiers salts;
  private final Seal seal;
  private final Duration unmarked;
  private final InstantSource clock;
  private final Sealed ofNobody;
  private final Map<String, Directory> directories = new ConcurrentHashMap<>();

  /**
   * With where they are kept.
   *
   * @param salts those that a name without verifiers is answered with: nobody can tell who has some
   * @param key 32 random bytes that are not kept with the store
   * @param unmarked how long verifiers serve when the directory does not show that a password has
   *     changed
   */
  public DerivedVerifiers(
      DerivedVerifierStore store,
      FakeVerifiers salts,
      byte[] key,
      Duration unmarked,
      InstantSource clock) {
    this.store = store;
    this.salts = salts;
    this.seal = new Seal(key);
    this.unmarked = unmarked;
    this.clock = clock;
    this.ofNobody =
        seal.close(
            NOBODY, "", Person.Entry.NONE, new Seal.Content(clock.instant(), salts.all(NOBODY)));
  }

  /** A directory that can only check passwords, and verifiers of those that it found right. */
  public Directory over(Directory directory) {
    directories.put(directory.name(), directory);
    return new DerivingDirectory(directory, this);
  }

  /**
   * Forgets those of entries that are gone, and those of passwords that were changed; of a
   * directory that does not answer, none. To be done now and then.
   */
  public void forgetStale() {
    try {
      store.keepOnly(Set.copyOf(directories.keySet()));
      for (Directory directory : directories.values()) {
        for (Jid address : store.of(directory.name())) {
          Optional<Person.Entry> now = directory.find(address).map(Person::entry);
          if (now.map(entry -> of(address, directory.name(), entry)).orElse(List.of()).isEmpty()) {
            store.remove(address);
          }
        }
      }
    } catch (StorageException | DirectoryUnreachableException e) {
      LOG.warn("stale verifiers are looked for another time: {}", e.getMessage());
    }
  }

  /** Makes some, unless the directory may mark the next password like this one. */
  void keep(Jid address, String directory, Person.Entry entry, String password) {
    if (!entry.settled() || entry.id().isEmpty() || Passwords.prepare(password).isEmpty()) {
      return;
    }
    try {
      // The same mark, the same password.
      if (entry.passwordMark().isEmpty() || of(address, directory, entry).isEmpty()) {
        List<Verifier> derived = ScramVerifiers.derive(password, salts.all(address));
        Seal.Content content = new Seal.Content(clock.instant(), derived);
        store.put(address, seal.close(address, directory, entry, content));
      }
    } catch (StorageException | DirectoryUnreachableException e) {
      LOG.warn("directory {}: a verifier could not be kept", directory, e);
    }
  }

  /** Those of a person; looking costs the same when there are none. */
  List<Verifier> of(Jid address, String directory) {
    Optional<Sealed> kept = kept(address, directory);
    List<Verifier> opened = opened(kept.isPresent() ? address : NOBODY, kept.orElse(ofNobody));
    return kept.isPresent() ? opened : List.of();
  }

  /** Those of the password that an entry has now. */
  List<Verifier> of(Jid address, String directory, Person.Entry now) {
    return kept(address, directory)
        .filter(row -> row.entryId().equals(now.id()))
        .filter(row -> row.passwordMark().equals(now.passwordMark()))
        .map(row -> opened(address, row))
        .orElse(List.of());
  }

  private List<Verifier> opened(Jid address, Sealed sealed) {
    return seal.open(address, sealed)
        .filter(
            content ->
                !sealed.passwordMark().isEmpty()
                    || clock.instant().isBefore(content.at().plus(unmarked)))
        .map(Seal.Content::verifiers)
        .orElse(List.of());
  }

  void forget(Jid address) {
    stored(() -> store.remove(address));
  }

  private Optional<Sealed> kept(Jid address, String directory) {
    return stored(() -> store.find(address)).filter(row -> row.directory().equals(directory));
  }

  private static <T> T stored(Supplier<T> query) {
    try {
      return query.get();
    } catch (StorageException e) {
      throw new DirectoryUnreachableException("derived verifiers cannot be read", e);
    }
  }
}
