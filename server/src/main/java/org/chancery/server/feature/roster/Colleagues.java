package org.chancery.server.feature.roster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.chancery.protocol.Jid;

/**
 * Who sees whom because a directory puts them into the same group. An immutable picture, replaced
 * as a whole when the directory has changed; its size is that of the groups, not of all the rosters
 * that follow from them.
 */
public final class Colleagues {
  /** Before a directory has been read, and without one. */
  public static final Colleagues NONE = new Colleagues(Map.of(), 0);

  /**
   * What somebody sees of a colleague.
   *
   * @param name the name in the directory
   * @param groups the groups that both are in
   */
  public record Colleague(String name, Set<String> groups) {}

  private final Map<String, Map<Jid, String>> groups;
  private final Map<Jid, List<String>> memberships;
  private final long version;

  private Colleagues(Map<String, Map<Jid, String>> groups, long version) {
    this.groups = groups;
    this.version = version;
    this.memberships = new HashMap<>();
    Map<Jid, Set<String>> collected = new HashMap<>();
    groups.forEach(
        (group, members) ->
            members
                .keySet()
                .forEach(who -> collected.computeIfAbsent(who, key -> new TreeSet<>()).add(group)));
    collected.forEach((who, names) -> memberships.put(who, List.copyOf(names)));
  }

  /**
   * The picture after this one.
   *
   * @param members by name of group: bare addresses with the names of the people
   */
  public Colleagues next(Map<String, Map<Jid, String>> members) {
    Map<String, Map<Jid, String>> copy = new LinkedHashMap<>();
    members.forEach((group, people) -> copy.put(group, Map.copyOf(people)));
    return copy.equals(groups) ? this : new Colleagues(copy, version + 1);
  }

  /** Rises with each change. */
  long version() {
    return version;
  }

  /** Whether somebody has any colleagues. */
  boolean has(Jid owner) {
    return memberships.containsKey(owner.bare());
  }

  /** What {@code owner} sees of {@code contact}; empty when they share no group. */
  Optional<Colleague> of(Jid owner, Jid contact) {
    List<String> mine = memberships.getOrDefault(owner.bare(), List.of());
    List<String> theirs = memberships.getOrDefault(contact.bare(), List.of());
    if (mine.isEmpty() || theirs.isEmpty() || owner.bare().equals(contact.bare())) {
      return Optional.empty();
    }
    Set<String> shared =
        mine.stream().filter(theirs::contains).collect(Collectors.toCollection(TreeSet::new));
    return shared.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Colleague(groups.get(shared.iterator().next()).get(contact.bare()), shared));
  }

  /** All that somebody shares a group with. */
  Map<Jid, Colleague> of(Jid owner) {
    Map<Jid, Colleague> all = new LinkedHashMap<>();
    for (String group : memberships.getOrDefault(owner.bare(), List.of())) {
      for (Jid member : groups.get(group).keySet()) {
        if (!all.containsKey(member)) {
          of(owner, member).ifPresent(colleague -> all.put(member, colleague));
        }
      }
    }
    return all;
  }

  /** Everybody whose groups or name differ between the two pictures. */
  Set<Jid> changedSince(Colleagues before) {
    Set<Jid> everybody = new HashSet<>(memberships.keySet());
    everybody.addAll(before.memberships.keySet());
    everybody.removeIf(who -> same(before, who));
    return everybody;
  }

  private boolean same(Colleagues before, Jid who) {
    List<String> now = memberships.getOrDefault(who, List.of());
    return now.equals(before.memberships.getOrDefault(who, List.of()))
        && now.stream()
            .allMatch(
                group -> groups.get(group).get(who).equals(before.groups.get(group).get(who)));
  }
}
