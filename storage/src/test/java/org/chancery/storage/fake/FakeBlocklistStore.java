package org.chancery.storage.fake;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.chancery.storage.BlocklistStore;

/** Blocklists in memory. Thread-safe. */
public final class FakeBlocklistStore implements BlocklistStore {
  private final Map<Jid, Set<Jid>> lists = new HashMap<>();

  private Set<Jid> of(Jid account) {
    return lists.computeIfAbsent(account.bare(), key -> new HashSet<>());
  }

  @Override
  public synchronized Set<Jid> blocked(Jid account) {
    return Set.copyOf(of(account));
  }

  @Override
  public synchronized void block(Jid account, Collection<Jid> addresses) {
    of(account).addAll(addresses);
  }

  @Override
  public synchronized void unblock(Jid account, Collection<Jid> addresses) {
    of(account).removeAll(addresses);
  }
}
