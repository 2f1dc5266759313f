package org.chancery.server.feature.blocking;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.Collection;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.chancery.storage.BlocklistStore;

/**
 * Whom accounts have blocked, in memory for those in use. Thread-safe; blocks when it has to load.
 */
public final class Blocklists {
  private static final int ACCOUNTS = 50_000;

  private final BlocklistStore store;
  private final LoadingCache<Jid, Set<Jid>> lists;

  /** Over a store. */
  public Blocklists(BlocklistStore store) {
    this.store = store;
    this.lists = Caffeine.newBuilder().maximumSize(ACCOUNTS).build(store::blocked);
  }

  /** Everybody that the account has blocked. */
  Set<Jid> of(Jid account) {
    return lists.get(account.bare());
  }

  /**
   * Whether {@code account} has blocked {@code other}: it, its account, or its domain (section
   * 3.1).
   */
  public boolean blocks(Jid account, Jid other) {
    Set<Jid> blocked = lists.get(account.bare());
    return !blocked.isEmpty()
        && !account.bare().equals(other.bare())
        && (blocked.contains(other)
            || blocked.contains(other.bare())
            || blocked.contains(other.domainOnly())
            || other.isFull() && blocked.contains(Jid.of("", other.domain(), other.resource())));
  }

  /** Whether one of the two has blocked the other. */
  public boolean between(Jid one, Jid other) {
    return blocks(one, other) || blocks(other, one);
  }

  void block(Jid account, Collection<Jid> addresses) {
    store.block(account, addresses);
    lists.invalidate(account.bare());
  }

  void unblock(Jid account, Collection<Jid> addresses) {
    store.unblock(account, addresses);
    lists.invalidate(account.bare());
  }
}
