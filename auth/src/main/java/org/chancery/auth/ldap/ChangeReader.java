package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.chancery.auth.ldap.Dialect.ChangeMark;

/** Reads what has changed in a directory since it last read. Used by one thread at a time. */
final class ChangeReader {
  private final LdapDirectory directory;
  private final Dialect dialect;
  private Optional<ChangeMark> mark = Optional.empty();

  /** What the last reading saw: changes are asked for with some overlap. */
  private Set<String> seen = Set.of();

  ChangeReader(LdapDirectory directory) {
    this.directory = directory;
    this.dialect = directory.dialect();
  }

  /**
   * What has changed.
   *
   * @param continuous whether nothing can have been missed since the last reading; false also for
   *     the first
   * @param people entries of people who changed
   * @param groups whether any group changed
   */
  record Changes(boolean continuous, List<SearchResultEntry> people, boolean groups) {}

  private record Reading(
      ChangeMark mark, List<SearchResultEntry> people, List<SearchResultEntry> groups) {}

  Changes read() throws LDAPException {
    Optional<ChangeMark> before = mark;
    Reading reading = directory.connections().search(connection -> read(connection, before));
    boolean continuous =
        before.isPresent() && before.get().server().equals(reading.mark().server());
    Set<String> now = new HashSet<>();
    List<SearchResultEntry> people = fresh(reading.people(), now);
    List<SearchResultEntry> groups = fresh(reading.groups(), now);
    List<SearchResultEntry> all =
        Stream.concat(reading.people().stream(), reading.groups().stream()).toList();
    mark =
        Optional.of(
            continuous ? dialect.advance(before.get(), reading.mark(), all) : reading.mark());
    seen = now;
    return new Changes(continuous, people, !groups.isEmpty());
  }

  private Reading read(LDAPConnection connection, Optional<ChangeMark> before)
      throws LDAPException {
    ChangeMark now = dialect.mark(connection, directory.clock().instant());
    List<SearchResultEntry> people = new ArrayList<>();
    List<SearchResultEntry> groups = new ArrayList<>();
    if (before.isPresent() && before.get().server().equals(now.server())) {
      Filter since = dialect.changedSince(before.get());
      PeopleSearch search = directory.people();
      List<String> attributes =
          Stream.concat(search.attributes().stream(), marks().stream()).toList();
      Pages.PATIENT.search(
          connection,
          search.baseDn(),
          Filter.createANDFilter(search.filter(), since),
          attributes,
          people::add);
      if (directory.groupConfig().isPresent()) {
        LdapGroups config = directory.groupConfig().get();
        Filter changed = Filter.createANDFilter(Filters.parse(config.filter()), since);
        Pages.PATIENT.search(connection, config.baseDn(), changed, marks(), groups::add);
      }
    }
    return new Reading(now, people, groups);
  }

  private List<String> marks() {
    return List.of(dialect.changeAttribute(), "entryCSN");
  }

  private List<SearchResultEntry> fresh(List<SearchResultEntry> entries, Set<String> now) {
    List<SearchResultEntry> fresh = new ArrayList<>();
    for (SearchResultEntry entry : entries) {
      String version = version(entry);
      now.add(version);
      if (!seen.contains(version)) {
        fresh.add(entry);
      }
    }
    return fresh;
  }

  private String version(Entry entry) {
    return entry.getDN()
        + "\n"
        + entry.getAttributeValue(dialect.changeAttribute())
        + "\n"
        + entry.getAttributeValue("entryCSN");
  }
}
