package org.chancery.server.feature.roster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chancery.protocol.Jid;
import org.chancery.storage.RosterStore;
import org.chancery.storage.RosterStore.Item;

/** Rosters in memory, so that presence needs no query for each broadcast. Thread-safe. */
final class RosterCache {
  private static final int ACCOUNTS = 20_000;
  private final RosterStore store;
  private final Cache<Jid, Map<Jid, Item>> rosters =
      Caffeine.newBuilder().maximumSize(ACCOUNTS).expireAfterAccess(Duration.ofMinutes(10)).build();

  RosterCache(RosterStore store) {
    this.store = store;
  }

  Map<Jid, Item> items(Jid owner) {
    return rosters.get(owner.bare(), this::load);
  }

  private Map<Jid, Item> load(Jid owner) {
    Map<Jid, Item> items = new LinkedHashMap<>();
    store.load(owner).forEach(item -> items.put(item.contact(), item));
    return Collections.unmodifiableMap(items);
  }

  void put(Jid owner, Item item) {
    rosters.asMap().computeIfPresent(owner.bare(), (account, items) -> with(items, item));
  }

  private static Map<Jid, Item> with(Map<Jid, Item> items, Item item) {
    Map<Jid, Item> changed = new LinkedHashMap<>(items);
    changed.put(item.contact(), item);
    return Collections.unmodifiableMap(changed);
  }

  void remove(Jid owner, Jid contact) {
    rosters
        .asMap()
        .computeIfPresent(
            owner.bare(),
            (account, items) -> {
              Map<Jid, Item> changed = new LinkedHashMap<>(items);
              changed.remove(contact);
              return Collections.unmodifiableMap(changed);
            });
  }
}
