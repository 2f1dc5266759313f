package org.chancery.storage.fake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.RosterStore;

/** Rosters in memory. Thread-safe. */
public final class FakeRosterStore implements RosterStore {
  private static final int REMOVALS_KEPT = 100;

  private final Map<Jid, Roster> rosters = new HashMap<>();

  /** Without contacts. */
  public FakeRosterStore() {}

  private record Changed<T>(long version, T what) {}

  private static final class Roster {
    private final Map<Jid, Changed<Item>> items = new HashMap<>();
    private final List<Changed<Jid>> removals = new ArrayList<>();
    private long version;
    private long knownFrom;

    List<Item> since(long after) {
      return items.values().stream()
          .filter(changed -> changed.version() > after)
          .sorted(Comparator.comparingLong(Changed::version))
          .map(Changed::what)
          .toList();
    }
  }

  private Roster roster(Jid owner) {
    return rosters.computeIfAbsent(owner.bare(), key -> new Roster());
  }

  @Override
  public synchronized List<Item> load(Jid owner) {
    return roster(owner).since(0);
  }

  @Override
  public synchronized long version(Jid owner) {
    return roster(owner).version;
  }

  @Override
  public synchronized Optional<Changes> changesSince(Jid owner, long version) {
    Roster roster = roster(owner);
    if (version < roster.knownFrom || version > roster.version) {
      return Optional.empty();
    }
    List<Jid> removed =
        roster.removals.stream()
            .filter(gone -> gone.version() > version)
            .map(Changed::what)
            .toList();
    return Optional.of(new Changes(roster.version, roster.since(version), removed));
  }

  @Override
  public synchronized long put(Jid owner, Item item) {
    Roster roster = roster(owner);
    roster.version++;
    roster.items.put(item.contact().bare(), new Changed<>(roster.version, item));
    roster.removals.removeIf(gone -> gone.what().equals(item.contact().bare()));
    return roster.version;
  }

  @Override
  public synchronized Optional<Long> remove(Jid owner, Jid contact) {
    Roster roster = roster(owner);
    if (roster.items.remove(contact.bare()) == null) {
      return Optional.empty();
    }
    roster.version++;
    roster.removals.add(new Changed<>(roster.version, contact.bare()));
    if (roster.removals.size() > REMOVALS_KEPT) {
      roster.knownFrom = roster.removals.removeFirst().version();
    }
    return Optional.of(roster.version);
  }
}
