package org.chancery.storage.fake;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.PrivateStore;

/** Private XML in memory. Thread-safe: one call at a time. */
public final class FakePrivateStore implements PrivateStore {
  private record Key(Jid owner, String namespace, String name) {}

  private final Map<Key, String> kept = new HashMap<>();

  @Override
  public synchronized Optional<String> find(Jid owner, String namespace, String name) {
    return Optional.ofNullable(kept.get(new Key(owner.bare(), namespace, name)));
  }

  @Override
  public synchronized boolean put(Jid owner, String namespace, String name, String xml, long most) {
    Key key = new Key(owner.bare(), namespace, name);
    long others =
        kept.entrySet().stream()
            .filter(each -> each.getKey().owner().equals(owner.bare()))
            .filter(each -> !each.getKey().equals(key))
            .mapToLong(each -> bytes(each.getValue()))
            .sum();
    if (others + bytes(xml) > most) {
      return false;
    }
    kept.put(key, xml);
    return true;
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public synchronized void removeAll(Jid owner) {
    kept.keySet().removeIf(key -> key.owner().equals(owner.bare()));
  }
}
