package org.chancery.server.feature;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.Directories;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Person;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/**
 * What the directories say about people, remembered for a short while: a client that comes online
 * asks for the cards of everybody it knows. Says nothing about who may log in. Thread-safe; blocks.
 */
public final class People {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST = 50_000;

  private final LoadingCache<Jid, Optional<Person>> known;

  /** Over the directories. */
  public People(Directories directories) {
    known =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(REMEMBERED)
            .build(directories::find);
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

  /** What else is known about somebody; nothing about strangers. */
  public Map<String, String> attributes(Jid address) {
    return find(address).map(Person::attributes).orElse(Map.of());
  }

  /** The groups somebody belongs to; none for strangers. */
  public Set<String> groups(Jid address) {
    return find(address).map(Person::groups).orElse(Set.of());
  }
}
