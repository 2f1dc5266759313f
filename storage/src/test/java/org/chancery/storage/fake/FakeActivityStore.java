package org.chancery.storage.fake;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.ActivityStore;

/** When accounts were online last, in memory. Thread-safe. */
public final class FakeActivityStore implements ActivityStore {
  private final Map<Jid, Left> noted = new ConcurrentHashMap<>();

  @Override
  public void left(Jid account, Left left) {
    noted.put(account.bare(), left);
  }

  @Override
  public Optional<Left> last(Jid account) {
    return Optional.ofNullable(noted.get(account.bare()));
  }
}
