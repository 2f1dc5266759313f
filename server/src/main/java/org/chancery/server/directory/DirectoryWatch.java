package org.chancery.server.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chancery.auth.GraceDirectory;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.DirectoryWatcher;
import org.chancery.auth.ldap.GroupSnapshot;
import org.chancery.auth.ldap.WatchSettings;
import org.chancery.protocol.Jid;
import org.chancery.server.Core;
import org.chancery.server.config.Section;
import org.chancery.server.directory.OpenDirectories.Followed;
import org.chancery.server.session.Session;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the LDAP directories: people who lost their access are out, and the groups of all
 * directories together are what colleagues see in their contact lists. Thread-safe.
 */
public final class DirectoryWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);

  private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

  private final Core core;
  private final Clock clock;
  private final AccessEnd access;
  private final Map<String, GroupSnapshot> groups = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> roomsOnly;
  private final List<DirectoryWatcher> watchers;

  /**
   * Starts to watch each of the directories, and waits for their groups, so that who logs in first
   * sees all colleagues; those of one that does not answer in time come later.
   */
  public DirectoryWatch(OpenDirectories open, WatchSettings settings, Core core, Clock clock) {
    this.core = core;
    this.clock = clock;
    this.roomsOnly = new HashMap<>();
    open.roomsOnly()
        .forEach(
            (name, dns) ->
                roomsOnly.put(
                    name, dns.stream().map(DirectoryWatch::normal).collect(Collectors.toSet())));
    this.access = new AccessEnd(core, clock);
    this.watchers = open.ldap().stream().map(it -> watcher(it, settings)).toList();
    CompletableFuture<?>[] looks =
        watchers.stream().map(DirectoryWatcher::start).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(looks)
        .completeOnTimeout(null, FIRST_LOOK.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** How often the directories are asked. */
  public static WatchSettings settings(Section login) {
    Duration second = Duration.ofSeconds(1);
    Duration day = Duration.ofDays(1);
    return new WatchSettings(
        login.duration("directory-changes-every", second, day),
        login.duration("directory-everybody-every", second, day),
        login.duration("directory-reload-every", second, day));
  }

  private DirectoryWatcher watcher(Followed followed, WatchSettings settings) {
    String name = followed.directory().name();
    followed.grace().ifPresent(it -> it.whenUsed((who, since) -> recordGrace(name, who, since)));
    return new DirectoryWatcher(
        followed.directory(),
        settings,
        () -> withAccess(followed),
        new Listener(name, followed.grace()));
  }

  /** Whoever has something that must end with the right to log in. */
  private Set<Jid> withAccess(Followed followed) {
    return Stream.concat(
            core.sessions().all().stream().map(Session::account),
            followed.grace().stream().flatMap(it -> it.remembered().stream()))
        .collect(Collectors.toSet());
  }

  private void recordGrace(String directory, Jid person, Instant since) {
    log.warn("directory {} does not answer: {} let in by grace", directory, person);
    core.auditLog()
        .submit(
            AuditEntry.of(AuditKind.POLICY_DECISION, clock.instant())
                .from(person)
                .outcome("grace: let in without the directory")
                .detail("directory", directory)
                .detail("not-answering-since", since.toString())
                .build());
  }

  /** Groups of the same name in several directories are one group. */
  private synchronized void groupsChanged(String directory, GroupSnapshot now) {
    groups.put(directory, now);
    Map<String, Map<Jid, String>> shown = new LinkedHashMap<>();
    Map<String, Set<Jid>> all = new HashMap<>();
    groups.forEach(
        (name, snapshot) ->
            snapshot
                .groups()
                .forEach(
                    (dn, group) -> {
                      all.computeIfAbsent(group.name(), it -> new HashSet<>())
                          .addAll(group.members().keySet());
                      if (!roomsOnly.getOrDefault(name, Set.of()).contains(dn)) {
                        shown
                            .computeIfAbsent(group.name(), it -> new HashMap<>())
                            .putAll(group.members());
                      }
                    }));
    core.rosters().colleagues(core.rosters().colleagues().next(shown));
    if (groups.size() == watchers.size()) {
      // Not before all directories have been read: nobody must lose a room because of the order.
      core.groups().replace(all);
    }
  }

  private static String normal(String dn) {
    try {
      return DN.normalize(dn);
    } catch (LDAPException e) {
      return dn; // it was refused when the settings were read
    }
  }

  /** What one directory tells. */
  private final class Listener implements DirectoryWatcher.Listener {
    private final String directory;
    private final Optional<GraceDirectory> grace;

    Listener(String directory, Optional<GraceDirectory> grace) {
      this.directory = directory;
      this.grace = grace;
    }

    @Override
    public void denied(Jid person, Outcome why) {
      grace.ifPresent(it -> it.forget(person));
      access.end(person, why);
    }

    @Override
    public void groupsChanged(GroupSnapshot now, List<GroupSnapshot.Change> changes) {
      DirectoryWatch.this.groupsChanged(directory, now);
    }

    @Override
    public void answering(boolean now) {
      grace.ifPresent(it -> it.answering(now));
      if (now) {
        log.info("directory {} answers again", directory);
      } else {
        log.error(
            "directory {} does not answer: sessions go on, {}",
            directory,
            grace
                .map(it -> "whom it let in before gets in for " + it.grace())
                .orElse("nobody new gets in"));
      }
    }
  }

  @Override
  public void close() {
    watchers.forEach(DirectoryWatcher::close);
  }
}
