package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.GroupLoader.Loaded;
import org.chancery.protocol.Jid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a directory for people who may no longer log in and for groups that changed. While the
 * directory does not answer nothing is concluded, and everything is looked at anew once it does.
 * Thread-safe.
 */
public final class DirectoryWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatcher.class);

  /** Up to so many people may vanish at once and be believed gone. */
  private static final int FEW = 20;

  /**
   * How long a person who has just been looked up is remembered although no session is known yet.
   */
  private static final Duration LOGGING_IN = Duration.ofMinutes(10);

  private final LdapDirectory directory;
  private final WatchSettings settings;
  private final Supplier<Set<Jid>> present;
  private final Listener listener;
  private final ChangeReader changes;
  private final RightsCheck rights;
  private final GroupLoader groups;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("directory-watch").factory());

  private Loaded loaded = new Loaded(GroupSnapshot.empty(), Set.of());
  private Instant lastSweep = Instant.MIN;
  private Instant lastLoad = Instant.MIN;
  private Set<Jid> doubted = Set.of();
  private boolean answering = true;
  private boolean loadedOnce;

  /** Who is told. Called on the watcher's thread. */
  public interface Listener {

    /** Somebody may no longer log in: sessions, tokens and whatever else was granted end now. */
    void denied(Jid person, Outcome why);

    /**
     * Groups have changed; the first time, all of them are new, and it is called even if there are
     * none.
     */
    void groupsChanged(GroupSnapshot now, List<GroupSnapshot.Change> changes);

    /** The directory has stopped answering, or answers again. */
    void answering(boolean now);
  }

  /**
   * Does nothing until it is started.
   *
   * @param present the people, of whichever directory, who have sessions, tokens or anything else
   *     that must end with their right to log in
   */
  public DirectoryWatcher(
      LdapDirectory directory,
      WatchSettings settings,
      Supplier<Set<Jid>> present,
      Listener listener) {
    this.directory = directory;
    this.settings = settings;
    this.present = present;
    this.listener = listener;
    this.changes = new ChangeReader(directory);
    this.rights = new RightsCheck(directory);
    this.groups = new GroupLoader(directory);
  }

  /**
   * Looks at once, and from then on at the configured intervals.
   *
   * @return done when it has looked for the first time, whatever came of that
   */
  public CompletableFuture<Void> start() {
    CompletableFuture<Void> first = CompletableFuture.runAsync(this::pollLogged, timer);
    long interval = settings.changes().toMillis();
    timer.scheduleWithFixedDelay(this::pollLogged, interval, interval, TimeUnit.MILLISECONDS);
    return first;
  }

  /** An exception would end the timer. */
  private void pollLogged() {
    try {
      poll();
    } catch (RuntimeException e) {
      LOG.error("directory {}: watching it failed", directory.name(), e);
    }
  }

  /** Looks now. */
  public synchronized void poll() {
    try {
      look();
      report(true);
    } catch (LDAPException e) {
      if (timer.isShutdown()) {
        return; // interrupted: that says nothing of the directory
      }
      if (answering) {
        LOG.warn("directory {}: cannot be watched: {}", directory.name(), Connections.reason(e));
      }
      lastSweep = Instant.MIN;
      lastLoad = Instant.MIN;
      report(false);
    }
  }

  private void report(boolean now) {
    if (answering != now) {
      answering = now;
      listener.answering(now);
    }
  }

  private void look() throws LDAPException {
    ChangeReader.Changes changed = changes.read();
    Instant now = directory.clock().instant();
    Set<Jid> watched = watched(now);
    boolean reload =
        changed.groups() || !changed.continuous() || isDue(lastLoad, settings.reload(), now);
    for (Entry entry : changed.people()) {
      Optional<Jid> person = directory.people().address(entry);
      if (person.isPresent()) {
        reload |= isShownOtherwise(person.get(), entry);
        Optional<Outcome> why = directory.dialect().obstacle(entry, now);
        if (why.isPresent() && watched.remove(person.get())) { // the sweep must not tell it again
          deny(person.get(), why.get());
        }
      }
    }
    boolean accessChanged = changed.groups() && directory.config().accessGroup().isPresent();
    if (accessChanged || !changed.continuous() || isDue(lastSweep, settings.everybody(), now)) {
      reload |= sweep(watched);
      lastSweep = now;
    }
    if (reload) {
      loadGroups();
      lastLoad = now;
    }
  }

  /** Also when the clock went back behind the last time. */
  private static boolean isDue(Instant last, Duration interval, Instant now) {
    return now.isBefore(last) || !now.isBefore(last.plus(interval));
  }

  /**
   * Only people found in this directory before can be missing from it: others belong to other
   * directories.
   */
  private Set<Jid> watched(Instant now) {
    Set<Jid> here = present.get();
    Map<Jid, Instant> recognised = directory.recognised();
    recognised
        .entrySet()
        .removeIf(
            one -> !here.contains(one.getKey()) && one.getValue().plus(LOGGING_IN).isBefore(now));
    Set<Jid> watched = new HashSet<>(here);
    watched.retainAll(recognised.keySet());
    return watched;
  }

  private boolean isShownOtherwise(Jid person, Entry entry) {
    boolean shown = loaded.snapshot().hasMember(person);
    boolean left = groups.hasLeft(entry);
    return shown
            && (left
                || !loaded.snapshot().shows(person, directory.people().displayName(person, entry)))
        || !left && loaded.leftOut().contains(person);
  }

  /** True when somebody is gone who is shown in rosters. */
  private boolean sweep(Set<Jid> watched) throws LDAPException {
    Map<Jid, Outcome> denied = rights.denied(watched);
    Set<Jid> missing = new HashSet<>();
    denied.forEach(
        (person, why) -> {
          if (why instanceof Outcome.Unknown) {
            missing.add(person);
          }
        });
    boolean believable =
        missing.size() <= Math.max(FEW, watched.size() / 2) || doubted.containsAll(missing);
    if (!believable) {
      LOG.error(
          "directory {}: {} of {} people have vanished; they are out if the next look says the"
              + " same",
          directory.name(),
          missing.size(),
          watched.size());
    }
    doubted = Set.copyOf(missing);
    denied.forEach(
        (person, why) -> {
          if (believable || !missing.contains(person)) {
            deny(person, why);
          }
        });
    return denied.keySet().stream().anyMatch(loaded.snapshot()::hasMember);
  }

  private void deny(Jid person, Outcome why) {
    directory.recognised().remove(person);
    listener.denied(person, why);
  }

  private void loadGroups() throws LDAPException {
    long began = System.nanoTime();
    Loaded fresh = groups.load();
    List<GroupSnapshot.Change> difference = fresh.snapshot().changesSince(loaded.snapshot());
    loaded = fresh;
    boolean first = !loadedOnce;
    loadedOnce = true;
    if (first || !difference.isEmpty()) {
      LOG.info(
          "directory {}: {} groups read in {} ms, {} of them changed",
          directory.name(),
          fresh.snapshot().groups().size(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
          difference.size());
      listener.groupsChanged(fresh.snapshot(), difference);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
