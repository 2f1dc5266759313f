package org.chancery.storage.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.DerivedVerifierStore;

/** Derived verifiers in memory. Thread-safe. */
public final class FakeDerivedVerifierStore implements DerivedVerifierStore {
  private final Map<Jid, Sealed> kept = new ConcurrentHashMap<>();

  @Override
  public Optional<Sealed> find(Jid address) {
    return Optional.ofNullable(kept.get(address.bare()));
  }

  @Override
  public void put(Jid address, Sealed sealed) {
    kept.put(address.bare(), sealed);
  }

  @Override
  public boolean remove(Jid address) {
    return kept.remove(address.bare()) != null;
  }

  @Override
  public List<Jid> of(String directory) {
    return kept.entrySet().stream()
        .filter(one -> one.getValue().directory().equals(directory))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void keepOnly(Set<String> directories) {
    kept.values().removeIf(row -> !directories.contains(row.directory()));
  }
}
