package org.chancery.server.feature.push;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.PushStore;
import org.chancery.storage.PushStore.Registration;

/**
 * Which devices want to be woken, in memory for accounts in use: every message asks. Thread-safe;
 * blocks when it has to load.
 */
final class Registrations {
  private static final int ACCOUNTS = 100_000;
  private static final int MOST = 50;

  private final PushStore store;
  private final LoadingCache<Jid, List<Registration>> cache;

  Registrations(PushStore store) {
    this.store = store;
    this.cache = Caffeine.newBuilder().maximumSize(ACCOUNTS).build(store::of);
  }

  List<Registration> of(Jid account) {
    return cache.get(account.bare());
  }

  /**
   * Adds or replaces one.
   *
   * @return false when the account has too many
   */
  boolean put(Registration registration) {
    Jid account = registration.device().bare();
    long others =
        of(account).stream()
            .filter(
                other ->
                    !other.service().equals(registration.service())
                        || !other.node().equals(registration.node()))
            .count();
    if (others >= MOST) {
      return false;
    }
    store.put(registration);
    cache.invalidate(account);
    return true;
  }

  void remove(Jid account, Jid service, Optional<String> node) {
    store.remove(account, service, node);
    cache.invalidate(account.bare());
  }

  void removeAll(Jid account) {
    store.removeAll(account);
    cache.invalidate(account.bare());
  }
}
