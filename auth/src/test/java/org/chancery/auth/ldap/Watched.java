package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.chancery.auth.Outcome;
import org.chancery.protocol.Jid;

/** Writes down what a watcher tells; with a clock that the test moves. */
final class Watched implements DirectoryWatcher.Listener {
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  final Set<Jid> present = ConcurrentHashMap.newKeySet();
  final Map<Jid, Outcome> denied = new TreeMap<>();
  final List<GroupSnapshot.Change> changes = new ArrayList<>();
  final List<Boolean> answering = new ArrayList<>();
  volatile GroupSnapshot groups = GroupSnapshot.empty();

  DirectoryWatcher over(LdapDirectory directory) {
    return new DirectoryWatcher(
        directory, WatchSettings.defaults(), () -> Set.copyOf(present), this);
  }

  /** Somebody logs in and has a session from now on. */
  Outcome login(LdapDirectory directory, Jid person, String password) {
    Outcome outcome = directory.verify(person, password);
    present.add(person);
    return outcome;
  }

  void pass(Duration time) {
    now.set(now.get().plus(time));
  }

  /** What was told since the last call. */
  Map<Jid, Outcome> takeDenied() {
    Map<Jid, Outcome> taken = new TreeMap<>(denied);
    denied.clear();
    return taken;
  }

  List<GroupSnapshot.Change> takeChanges() {
    List<GroupSnapshot.Change> taken = List.copyOf(changes);
    changes.clear();
    return taken;
  }

  @Override
  public void denied(Jid person, Outcome why) {
    present.remove(person);
    assertNull(denied.put(person, why), () -> "told twice: " + person);
  }

  @Override
  public void groupsChanged(GroupSnapshot snapshot, List<GroupSnapshot.Change> difference) {
    groups = snapshot;
    changes.addAll(difference);
  }

  @Override
  public void answering(boolean answers) {
    answering.add(answers);
  }
}
