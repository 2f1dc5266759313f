package org.chancery.storage.fake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.RosterStore;

/** Rosters in memory. Thread-safe. */
public final class FakeRosterStore implements RosterStore {
  private record Change(long version, Jid contact) {}

  private static final class Kept {
    private final Map<Jid, Item> items = new LinkedHashMap<>();
    private final List<Change> log = new ArrayList<>();
    private long version;
  }

  private final Map<Jid, Kept> rosters = new HashMap<>();

  private Kept of(Jid owner) {
    return rosters.computeIfAbsent(owner.bare(), key -> new Kept());
  }

  @Override
  public synchronized List<Item> load(Jid owner) {
    return List.copyOf(of(owner).items.values());
  }

  @Override
  public synchronized Optional<Item> find(Jid owner, Jid contact) {
    return Optional.ofNullable(of(owner).items.get(contact.bare()));
  }

  @Override
  public synchronized long version(Jid owner) {
    return of(owner).version;
  }

  @Override
  public synchronized Optional<Changes> changesSince(Jid owner, long version) {
    Kept kept = of(owner);
    if (version > kept.version || version <= 0) {
      return Optional.empty();
    }
    Map<Jid, Long> latest = new LinkedHashMap<>();
    for (Change change : kept.log) {
      if (change.version() > version) {
        latest.remove(change.contact());
        latest.put(change.contact(), change.version());
      }
    }
    List<Item> changed = new ArrayList<>();
    List<Jid> removed = new ArrayList<>();
    for (Jid contact : latest.keySet()) {
      Item item = kept.items.get(contact);
      if (item == null) {
        removed.add(contact);
      } else if (item.listed()) {
        changed.add(item);
      }
    }
    return Optional.of(new Changes(kept.version, changed, removed));
  }

  @Override
  public synchronized long put(Jid owner, Item item) {
    Kept kept = of(owner);
    kept.items.put(item.contact(), item);
    return logged(kept, item.contact());
  }

  @Override
  public synchronized Optional<Long> remove(Jid owner, Jid contact) {
    Kept kept = of(owner);
    return kept.items.remove(contact.bare()) == null
        ? Optional.empty()
        : Optional.of(logged(kept, contact.bare()));
  }

  private static long logged(Kept kept, Jid contact) {
    kept.version++;
    kept.log.add(new Change(kept.version, contact));
    return kept.version;
  }
}
