package org.chancery.storage.fake;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.VCardStore;

/** vCards in memory. Thread-safe. */
public final class FakeVCardStore implements VCardStore {
  private final Map<Jid, String> cards = new ConcurrentHashMap<>();

  @Override
  public Optional<String> find(Jid account) {
    return Optional.ofNullable(cards.get(account.bare()));
  }

  @Override
  public void put(Jid account, String xml) {
    cards.put(account.bare(), xml);
  }

  @Override
  public void remove(Jid account) {
    cards.remove(account.bare());
  }
}
