package org.chancery.server.feature;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.chancery.auth.Directories;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Person;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/**
 * What the directories say about people, remembered: a client that comes online asks for the cards
 * of everybody it knows, and a message to somebody who is offline must not ask the directory each
 * time. Nobody waits for a directory but who asks for somebody not heard of within the hour: older
 * answers are renewed behind the back of who asks, and hold while the directory does not answer.
 * Says nothing about who may log in. Thread-safe; blocks.
 */
public final class KnownPeople {
  private static final Duration RENEWED = Duration.ofMinutes(1);
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final Duration STRANGERS_REMEMBERED = Duration.ofSeconds(30);
  private static final int MOST = 100_000;

  private final Directories directories;
  private final LoadingCache<Jid, Optional<Person>> known;

  /** Over the directories. */
  public KnownPeople(Directories directories) {
    this(
        directories,
        Ticker.systemTicker(),
        task -> Thread.ofVirtual().name("known-people").start(task));
  }

  KnownPeople(Directories directories, Ticker ticker, Executor background) {
    this.directories = directories;
    this.known =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .ticker(ticker)
            .executor(background)
            .expireAfter(
                Expiry.<Jid, Optional<Person>>writing(
                    (_, person) -> person.isPresent() ? REMEMBERED : STRANGERS_REMEMBERED))
            .refreshAfterWrite(RENEWED)
            .build(new Loader());
  }

  private final class Loader implements CacheLoader<Jid, Optional<Person>> {
    @Override
    public Optional<Person> load(Jid address) {
      return directories.find(address);
    }

    @Override
    public Optional<Person> reload(Jid address, Optional<Person> before) {
      try {
        return directories.find(address);
      } catch (DirectoryUnreachableException e) {
        return before;
      }
    }
  }

  /**
   * The person of that address.
   *
   * @throws StanzaException {@code service-unavailable} of type {@code wait} when the directory
   *     can't be asked
   */
  public Optional<Person> find(Jid address) {
    try {
      return known.get(address.bare());
    } catch (DirectoryUnreachableException e) {
      throw new StanzaException(
          StanzaError.of(
                  Condition.SERVICE_UNAVAILABLE,
                  "The directory can't be asked at the moment. Please try again later.")
              .withType(StanzaError.Type.WAIT));
    }
  }

  /** Whether the address is that of a person; throws as {@link #find} does. */
  public boolean exists(Jid address) {
    return find(address).isPresent();
  }

  /** What else is known about somebody; nothing about strangers. */
  public Map<String, String> attributes(Jid address) {
    return find(address).map(Person::attributes).orElse(Map.of());
  }

  /** The groups somebody belongs to; none for strangers. */
  public Set<String> groups(Jid address) {
    return find(address).map(Person::groups).orElse(Set.of());
  }

  /**
   * A person's picture as the directory has it. Not remembered.
   *
   * @throws DirectoryUnreachableException when the directory can't be asked
   */
  public Optional<byte[]> photo(Jid address) {
    return directories.photo(address.bare());
  }
}
