package org.chancery.server;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import org.chancery.auth.Directories;
import org.chancery.protocol.Jid;

/**
 * Whether an address is that of a person, remembered for a short while: a message to somebody who
 * is offline must not ask the directory each time. Thread-safe; blocks.
 */
final class Accounts {
  private static final Duration REMEMBERED = Duration.ofSeconds(30);

  private final LoadingCache<Jid, Boolean> known;

  Accounts(Directories directories) {
    known =
        Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(REMEMBERED)
            .build(address -> directories.find(address).isPresent());
  }

  boolean exists(Jid account) {
    return known.get(account.bare());
  }
}
