package org.chancery.server.directory;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.DirectoryWatcher;
import org.chancery.auth.ldap.GroupSnapshot;
import org.chancery.auth.ldap.LdapDirectory;
import org.chancery.auth.ldap.WatchSettings;
import org.chancery.protocol.Jid;
import org.chancery.server.Core;
import org.chancery.server.config.Section;
import org.chancery.server.session.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the LDAP directories: people who lost their access are out, and the groups of all
 * directories together are what colleagues see in their contact lists. Thread-safe.
 */
public final class DirectoryWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);

  private final Core core;
  private final AccessEnd access;
  private final Map<String, GroupSnapshot> groups = new ConcurrentHashMap<>();
  private final List<DirectoryWatcher> watchers;

  /** Starts to watch each of the directories; their groups are there shortly after. */
  public DirectoryWatch(
      List<LdapDirectory> directories, WatchSettings settings, Core core, Clock clock) {
    this.core = core;
    this.access = new AccessEnd(core, clock);
    this.watchers =
        directories.stream()
            .map(it -> new DirectoryWatcher(it, settings, this::online, new Listener(it.name())))
            .toList();
    watchers.forEach(DirectoryWatcher::start);
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

  private Set<Jid> online() {
    return core.sessions().all().stream().map(Session::account).collect(Collectors.toSet());
  }

  /** Groups of the same name in several directories are one group. */
  private synchronized void groupsChanged(String directory, GroupSnapshot now) {
    groups.put(directory, now);
    Map<String, Map<Jid, String>> all = new LinkedHashMap<>();
    for (GroupSnapshot snapshot : groups.values()) {
      for (GroupSnapshot.Group group : snapshot.groups().values()) {
        all.computeIfAbsent(group.name(), name -> new HashMap<>()).putAll(group.members());
      }
    }
    core.rosters().colleagues(core.rosters().colleagues().next(all));
  }

  /** What one directory tells. */
  private final class Listener implements DirectoryWatcher.Listener {
    private final String directory;

    Listener(String directory) {
      this.directory = directory;
    }

    @Override
    public void denied(Jid person, Outcome why) {
      access.end(person, why);
    }

    @Override
    public void groupsChanged(GroupSnapshot now, List<GroupSnapshot.Change> changes) {
      DirectoryWatch.this.groupsChanged(directory, now);
      log.info("directory {}: {} groups have changed", directory, changes.size());
    }

    @Override
    public void answering(boolean now) {
      if (now) {
        log.info("directory {} answers again", directory);
      } else {
        log.error("directory {} does not answer: sessions go on, nobody new gets in", directory);
      }
    }
  }

  @Override
  public void close() {
    watchers.forEach(DirectoryWatcher::close);
  }
}
