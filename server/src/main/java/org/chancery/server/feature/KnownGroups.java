package org.chancery.server.feature;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.chancery.protocol.Jid;

/** Who is in which of the directories' groups, once all of them have been read. Thread-safe. */
public final class KnownGroups {
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private volatile Optional<Map<String, Set<Jid>>> groups = Optional.empty();

  /**
   * The bare addresses of a group's members; none for a group that does not exist. Empty as long as
   * nobody knows: then nothing must be concluded.
   */
  public Optional<Set<Jid>> of(String group) {
    return groups.map(known -> known.getOrDefault(group, Set.of()));
  }

  /** Adds somebody who is told, on the thread that noticed, that members may have changed. */
  public void follow(Runnable follower) {
    followers.add(follower);
  }

  /** Replaces what was known. */
  public void replace(Map<String, Set<Jid>> now) {
    Map<String, Set<Jid>> copy =
        now.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, it -> Set.copyOf(it.getValue())));
    if (!groups.equals(Optional.of(copy))) {
      groups = Optional.of(copy);
      followers.forEach(Runnable::run);
    }
  }
}
