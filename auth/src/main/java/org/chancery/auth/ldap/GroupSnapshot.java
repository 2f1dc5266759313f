package org.chancery.auth.ldap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chancery.protocol.Jid;

/**
 * The groups that are shown in rosters, with all their members, as they stood at one time.
 * Immutable.
 *
 * @param groups by their DNs in normal form
 */
public record GroupSnapshot(Map<String, Group> groups) {

  /**
   * A group.
   *
   * @param name what people see
   * @param members their addresses and the names to show for them
   */
  public record Group(String name, Map<Jid, String> members) {
    /** Copies the members. */
    public Group {
      members = Map.copyOf(members);
    }
  }

  /**
   * What has become of one group.
   *
   * @param group its name
   * @param added members who were not there, with the names to show
   * @param removed members who are no longer there
   * @param renamed members who are shown under another name now
   */
  public record Change(
      String group, Map<Jid, String> added, Set<Jid> removed, Map<Jid, String> renamed) {
    private boolean isNone() {
      return added.isEmpty() && removed.isEmpty() && renamed.isEmpty();
    }
  }

  /** Copies the groups. */
  public GroupSnapshot {
    groups = Map.copyOf(groups);
  }

  /** No groups. */
  public static GroupSnapshot empty() {
    return new GroupSnapshot(Map.of());
  }

  /** How it differs from an earlier one; a group of another name is another group. */
  public List<Change> changesSince(GroupSnapshot before) {
    List<Change> changes = new ArrayList<>();
    before.groups.forEach(
        (dn, old) -> {
          Group now = groups.get(dn);
          if (now == null || !now.name().equals(old.name())) {
            changes.add(new Change(old.name(), Map.of(), old.members().keySet(), Map.of()));
          }
        });
    groups.forEach(
        (dn, now) -> {
          Group old = before.groups.get(dn);
          boolean known = old != null && old.name().equals(now.name());
          changes.add(change(now, known ? old.members() : Map.of()));
        });
    changes.removeIf(Change::isNone);
    return List.copyOf(changes);
  }

  private static Change change(Group now, Map<Jid, String> before) {
    Map<Jid, String> added = new HashMap<>();
    Map<Jid, String> renamed = new HashMap<>();
    now.members()
        .forEach(
            (person, shown) -> {
              String old = before.get(person);
              if (old == null) {
                added.put(person, shown);
              } else if (!old.equals(shown)) {
                renamed.put(person, shown);
              }
            });
    Set<Jid> removed = new HashSet<>(before.keySet());
    removed.removeAll(now.members().keySet());
    return new Change(now.name(), Map.copyOf(added), Set.copyOf(removed), Map.copyOf(renamed));
  }

  /** Whether somebody is a member of any of the groups. */
  boolean hasMember(Jid person) {
    return groups.values().stream().anyMatch(group -> group.members().containsKey(person));
  }

  /** Whether somebody is shown under this name wherever shown. */
  boolean shows(Jid person, String name) {
    return groups.values().stream()
        .allMatch(group -> name.equals(group.members().getOrDefault(person, name)));
  }
}
