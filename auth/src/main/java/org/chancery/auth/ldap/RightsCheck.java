package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.GroupMembers.Listed;
import org.chancery.auth.ldap.GroupMembers.Matching;
import org.chancery.auth.ldap.GroupMembers.Named;
import org.chancery.protocol.Jid;

/** Finds out for many people at once who may not log in. Thread-safe. */
final class RightsCheck {
  /** For more people than this it is cheaper to read all members of the access group. */
  private static final int MANY = 2000;

  private final LdapDirectory directory;

  RightsCheck(LdapDirectory directory) {
    this.directory = directory;
  }

  /**
   * How somebody's own entry stands.
   *
   * @param dn the entry
   * @param obstacle why the person may not log in, as far as the entry itself tells
   */
  record Standing(String dn, Optional<Outcome> obstacle) {}

  Standing standing(SearchResultEntry entry) {
    return new Standing(
        entry.getDN(), directory.dialect().obstacle(entry, directory.clock().instant()));
  }

  /**
   * Those of these people who may not log in, and why: {@link Outcome.Unknown} for who is not
   * found.
   */
  Map<Jid, Outcome> denied(Collection<Jid> people) throws LDAPException {
    return people.isEmpty()
        ? Map.of()
        : directory.connections().search(connection -> denied(connection, people));
  }

  private Map<Jid, Outcome> denied(LDAPConnection connection, Collection<Jid> people)
      throws LDAPException {
    PeopleSearch search = directory.people();
    Map<Jid, Standing> found = new HashMap<>();
    search.find(
        connection,
        people,
        search.filter(),
        entry -> search.address(entry).ifPresent(person -> found.put(person, standing(entry))));
    Map<Jid, Outcome> denied = new HashMap<>(denied(connection, found));
    people.stream()
        .filter(person -> !found.containsKey(person))
        .forEach(person -> denied.put(person, new Outcome.Unknown()));
    return denied;
  }

  /** Those of these people who may not log in, and why. */
  Map<Jid, Outcome> denied(LDAPConnection connection, Map<Jid, Standing> found)
      throws LDAPException {
    Predicate<Jid> allowed = allowed(connection, found);
    Map<Jid, Outcome> denied = new HashMap<>();
    found.forEach(
        (person, standing) -> {
          if (standing.obstacle().isPresent()) {
            denied.put(person, standing.obstacle().get());
          } else if (!allowed.test(person)) {
            denied.put(person, new Outcome.NotAllowed());
          }
        });
    return denied;
  }

  /** Who of these is in the access group; everybody when there is none. */
  private Predicate<Jid> allowed(LDAPConnection connection, Map<Jid, Standing> people)
      throws LDAPException {
    Optional<String> group = directory.config().accessGroup();
    if (group.isEmpty() || directory.members().isEmpty()) {
      return _ -> true;
    }
    return switch (directory.members().get().of(connection, group.get())) {
      case Matching(Filter filter) -> matching(connection, people.keySet(), filter)::contains;
      case Listed(Set<String> dns) ->
          person -> dns.contains(GroupSearch.normal(people.get(person).dn()));
      case Named(Set<String> names) -> person -> names.contains(directory.people().nameOf(person));
    };
  }

  private Set<Jid> matching(LDAPConnection connection, Set<Jid> people, Filter filter)
      throws LDAPException {
    PeopleSearch search = directory.people();
    Set<Jid> matching = new HashSet<>();
    Consumer<SearchResultEntry> add = entry -> search.address(entry).ifPresent(matching::add);
    if (people.size() > MANY) {
      search.findAll(connection, filter, add);
    } else {
      search.find(connection, people, filter, add);
    }
    return matching;
  }
}
