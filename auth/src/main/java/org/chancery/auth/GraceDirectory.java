package org.chancery.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;

/**
 * Another directory, and a grace for the time in which that does not answer: whom it let in at the
 * last attempt gets in with the same proof, until the outage has lasted for a while. Passwords are
 * remembered as salted slow hashes, in memory only. Who is refused by the directory, or {@linkplain
 * #forget forgotten} since their access has ended, has no grace; neither has who guesses: everybody
 * else is told that the directory does not answer. Thread-safe; blocks.
 */
public final class GraceDirectory implements Directory {
  private static final int ITERATIONS = 20_000;
  private static final int MOST_GUESSES = 3;
  private static final int MOST_PEOPLE = 100_000;

  /** Makes an attempt for somebody who is not remembered take as long. */
  private static final AccountStore.Verifier NOBODY = ScramVerifiers.one("nobody", ITERATIONS);

  private final Directory directory;
  private final Duration grace;
  private final InstantSource clock;
  private final Cache<Jid, Remembered> people =
      Caffeine.newBuilder().maximumSize(MOST_PEOPLE).build();
  private final AtomicReference<Optional<Instant>> outage = new AtomicReference<>(Optional.empty());

  private volatile BiConsumer<Jid, Instant> used = (person, since) -> {};

  private record Remembered(Person person, Optional<AccountStore.Verifier> verifier, int guesses) {
    Remembered guessed() {
      return new Remembered(person, verifier, guesses + 1);
    }
  }

  /**
   * Over a directory.
   *
   * @param grace how long an outage may last in which people still get in
   */
  public GraceDirectory(Directory directory, Duration grace, InstantSource clock) {
    this.directory = directory;
    this.grace = grace;
    this.clock = clock;
  }

  /** How long an outage may last in which people still get in. */
  public Duration grace() {
    return grace;
  }

  /**
   * Sets who is told of those who got in that way, and since when the directory has not answered;
   * once, at start.
   */
  public void whenUsed(BiConsumer<Jid, Instant> told) {
    used = told;
  }

  /** Takes note that the directory answers, or does not. */
  public void answering(boolean now) {
    outage.updateAndGet(
        since -> now ? Optional.empty() : since.or(() -> Optional.of(clock.instant())));
  }

  /** Those who would get in: they are to be {@linkplain #forget forgotten} when they may not. */
  public Set<Jid> remembered() {
    return Set.copyOf(people.asMap().keySet());
  }

  /** Ends somebody's grace. */
  public void forget(Jid address) {
    people.invalidate(address);
  }

  @Override
  public Outcome verify(Jid address, String password) {
    Outcome outcome = directory.verify(address, password);
    switch (outcome) {
      case Outcome.Unreachable _ -> {
        answering(false);
        return inGrace(address, password).orElse(outcome);
      }
      case Outcome.Ok(Person person) ->
          people.put(
              address,
              new Remembered(person, Optional.of(ScramVerifiers.one(password, ITERATIONS)), 0));
      // A wrong password is no reason, unless it is the one that was right before.
      case Outcome.WrongPassword _ -> {
        if (isRemembered(address, password)) {
          forget(address);
        }
      }
      default -> forget(address);
    }
    answering(true);
    return outcome;
  }

  private boolean isRemembered(Jid address, String password) {
    Optional<AccountStore.Verifier> verifier =
        Optional.ofNullable(people.getIfPresent(address)).flatMap(Remembered::verifier);
    return ScramVerifiers.matches(verifier.orElse(NOBODY), password) && verifier.isPresent();
  }

  private Optional<Outcome> inGrace(Jid address, String password) {
    if (isRemembered(address, password)) {
      return inGrace(address);
    }
    people
        .asMap()
        .computeIfPresent(
            address, (_, one) -> one.guesses() + 1 < MOST_GUESSES ? one.guessed() : null);
    return Optional.empty();
  }

  private Optional<Outcome> inGrace(Jid address) {
    Instant since = outage.get().orElseGet(clock::instant);
    Optional<Person> person =
        Optional.ofNullable(people.getIfPresent(address))
            .map(Remembered::person)
            .filter(_ -> clock.instant().isBefore(since.plus(grace)));
    person.ifPresent(_ -> used.accept(address, since));
    return person.map(Outcome.Ok::new);
  }

  @Override
  public Outcome admit(Jid address) {
    return admitted(address, directory.admit(address));
  }

  @Override
  public Outcome admit(Jid address, AccountStore.Verifier proved) {
    return admitted(address, directory.admit(address, proved));
  }

  private Outcome admitted(Jid address, Outcome outcome) {
    if (outcome instanceof Outcome.Unreachable) {
      answering(false);
      return inGrace(address).orElse(outcome);
    }
    answering(true);
    if (outcome instanceof Outcome.Ok(Person person)) {
      people
          .asMap()
          .merge(
              address,
              new Remembered(person, Optional.empty(), 0),
              (old, now) -> new Remembered(now.person(), old.verifier(), 0));
    } else {
      forget(address);
    }
    return outcome;
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
  public Optional<byte[]> photo(Jid address) {
    return directory.photo(address);
  }

  @Override
  public List<AccountStore.Verifier> verifiers(Jid address) {
    return directory.verifiers(address);
  }

  @Override
  public List<Person> search(String domain, String text, int most) {
    return directory.search(domain, text, most);
  }

  @Override
  public boolean setPassword(Jid address, String password) {
    return directory.setPassword(address, password);
  }

  @Override
  public boolean hasVerifiers() {
    return directory.hasVerifiers();
  }

  @Override
  public boolean everybodyHasVerifiers() {
    return directory.everybodyHasVerifiers();
  }
}
