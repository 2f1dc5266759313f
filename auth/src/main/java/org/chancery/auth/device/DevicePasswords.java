package org.chancery.auth.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.chancery.auth.Directories;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.auth.sasl.Credential;
import org.chancery.auth.sasl.FakeVerifiers;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore.Verifier;
import org.chancery.storage.DevicePasswordStore;
import org.chancery.storage.DevicePasswordStore.DevicePassword;
import org.chancery.storage.StorageException;

/**
 * The passwords of people's devices: made here, shown once, kept as SCRAM verifiers. They prove who
 * somebody is, never that the account may be used. Thread-safe; blocks on the database.
 */
public final class DevicePasswords {
  private static final String CHECKED = "SHA-256";

  /** Longer than any check of sessions takes to come around. */
  private static final Duration REMEMBERED = Duration.ofHours(2);

  private final DevicePasswordStore store;
  private final Directories directories;
  private final FakeVerifiers salts;
  private final InstantSource clock;
  private final int most;
  private final SecureRandom random = new SecureRandom();
  private final Cache<UUID, Boolean> revoked =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED).build();

  /**
   * With where they are kept.
   *
   * @param salts those that a name without verifiers is answered with: a device's password is made
   *     with the salt that SCRAM tells everybody before it knows which password will be proved
   * @param most how many a person may have
   */
  public DevicePasswords(
      DevicePasswordStore store,
      Directories directories,
      FakeVerifiers salts,
      InstantSource clock,
      int most) {
    this.store = store;
    this.directories = directories;
    this.salts = salts;
    this.clock = clock;
    this.most = most;
  }

  /** What a session began with. */
  public record Used(DevicePasswords passwords, Jid owner, DevicePassword password)
      implements Credential {
    /** Names it in commands. */
    public UUID id() {
      return password.id();
    }

    /** What its owner calls it. */
    public String name() {
      return password.name();
    }

    /** Whether who has proved to know it may log in now, and is still the one who made it. */
    public Outcome admit() {
      return passwords.admit(this);
    }

    @Override
    public Map<String, String> details() {
      return Map.of("device-password", name());
    }

    @Override
    public Optional<String> ended(Instant now) {
      return passwords.revoked.getIfPresent(id()) == null
          ? Optional.empty()
          : Optional.of("the device password was revoked");
    }
  }

  /** A verifier and the device it is of. */
  public record Candidate(Verifier verifier, Used device) {}

  /**
   * Makes one.
   *
   * @return the password, which is nowhere kept; empty when the person has too many already, or is
   *     not known any more
   */
  public Optional<String> make(Jid owner, String name) {
    return directories.find(owner).flatMap(person -> make(owner, name, person.entry().id()));
  }

  private Optional<String> make(Jid owner, String name, String entryId) {
    String password = DeviceSecret.make(random);
    List<Verifier> verifiers = ScramVerifiers.derive(password, told(owner));
    DevicePassword made =
        new DevicePassword(
            UUID.randomUUID(), entryId, name, clock.instant(), Optional.empty(), verifiers);
    return store.add(owner, made, most) ? Optional.of(password) : Optional.empty();
  }

  /** The verifiers whose salts SCRAM tells a client that names this person. */
  private List<Verifier> told(Jid owner) {
    List<Verifier> own = directories.verifiers(owner);
    return own.isEmpty() ? salts.all(owner) : own;
  }

  /** All that a person has, oldest first. */
  public List<DevicePassword> of(Jid owner) {
    return store.list(owner);
  }

  /** Revokes one, and with it the sessions that began with it; false when there is no such. */
  public boolean revoke(Jid owner, UUID id) {
    boolean removed = store.remove(owner, id);
    if (removed) {
      revoked.put(id, true);
    }
    return removed;
  }

  /** Whether a password can be nothing but a device's, of whomever. */
  public static boolean isOne(String password) {
    return DeviceSecret.isOne(password);
  }

  /** The device whose password this is; costs the same for everybody. */
  public Optional<Used> matching(Jid owner, String password) {
    List<Candidate> candidates = candidates(owner, CHECKED);
    Verifier like =
        candidates.isEmpty()
            ? ScramVerifiers.of(CHECKED, told(owner))
            : candidates.getFirst().verifier();
    Verifier attempt = ScramVerifiers.derive(password, List.of(like)).getFirst();
    return candidates.stream()
        .filter(one -> MessageDigest.isEqual(one.verifier().storedKey(), attempt.storedKey()))
        .map(Candidate::device)
        .findFirst();
  }

  /** The verifiers of a person's devices for a hash. */
  public List<Candidate> candidates(Jid owner, String hash) {
    return stored(() -> store.list(owner)).stream()
        .flatMap(
            one ->
                one.verifiers().stream()
                    .filter(verifier -> verifier.hash().equals(hash))
                    .map(verifier -> new Candidate(verifier, new Used(this, owner, one))))
        .toList();
  }

  /** Whoever has the address now inherits no way in from who had it before. */
  private Outcome admit(Used device) {
    Outcome outcome = directories.admit(device.owner());
    if (!(outcome instanceof Outcome.Ok(Person person))) {
      return outcome;
    }
    if (!person.entry().id().equals(device.password().entryId())) {
      stored(() -> revoke(device.owner(), device.id()));
      return new Outcome.WrongPassword();
    }
    stored(
        () -> {
          store.used(device.owner(), device.id(), clock.instant());
          return device;
        });
    return outcome;
  }

  private static <T> T stored(Supplier<T> query) {
    try {
      return query.get();
    } catch (StorageException e) {
      throw new DirectoryUnreachableException("the passwords of devices cannot be read", e);
    }
  }
}
