package org.chancery.storage.fake;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.HistoryPreferenceStore;

/** Preferences about history in memory. Thread-safe. */
public final class FakeHistoryPreferenceStore implements HistoryPreferenceStore {
  private final Map<Jid, Preferences> kept = new ConcurrentHashMap<>();

  @Override
  public Optional<Preferences> find(Jid account) {
    return Optional.ofNullable(kept.get(account.bare()));
  }

  @Override
  public void put(Jid account, Preferences preferences) {
    kept.put(account.bare(), preferences);
  }

  @Override
  public void remove(Jid account) {
    kept.remove(account.bare());
  }
}
