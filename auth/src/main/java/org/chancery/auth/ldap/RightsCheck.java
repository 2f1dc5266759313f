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
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.GroupMembers.Listed;
import org.chancery.auth.ldap.GroupMembers.Matching;
import org.chancery.auth.ldap.GroupMembers.Membership;
import org.chancery.auth.ldap.GroupMembers.Named;
import org.chancery.protocol.Jid;

/** Finds out for many people at once who may no longer log in. Thread-safe. */
final class RightsCheck {
  private final LdapDirectory directory;

  RightsCheck(LdapDirectory directory) {
    this.directory = directory;
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
    Map<Jid, SearchResultEntry> found = new HashMap<>();
    directory
        .people()
        .find(
            connection,
            people,
            directory.people().filter(),
            entry ->
                directory.people().address(entry).ifPresent(person -> found.put(person, entry)));
    Optional<Set<Jid>> allowed = allowed(connection, found);
    Map<Jid, Outcome> denied = new HashMap<>();
    for (Jid person : people) {
      obstacle(person, found, allowed).ifPresent(why -> denied.put(person, why));
    }
    return denied;
  }

  private Optional<Outcome> obstacle(
      Jid person, Map<Jid, SearchResultEntry> found, Optional<Set<Jid>> allowed) {
    SearchResultEntry entry = found.get(person);
    if (entry == null) {
      return Optional.of(new Outcome.Unknown());
    }
    Optional<Outcome> obstacle = directory.dialect().obstacle(entry, directory.clock().instant());
    if (obstacle.isEmpty() && allowed.isPresent() && !allowed.get().contains(person)) {
      return Optional.of(new Outcome.NotAllowed());
    }
    return obstacle;
  }

  /** Who of these is in the access group; empty when there is none. */
  private Optional<Set<Jid>> allowed(LDAPConnection connection, Map<Jid, SearchResultEntry> people)
      throws LDAPException {
    Optional<String> group = directory.config().accessGroup();
    if (group.isEmpty() || directory.members().isEmpty()) {
      return Optional.empty();
    }
    Membership membership = directory.members().get().of(connection, group.get());
    Set<Jid> allowed = new HashSet<>();
    switch (membership) {
      case Matching(Filter filter) ->
          directory
              .people()
              .find(
                  connection,
                  people.keySet(),
                  filter,
                  entry -> directory.people().address(entry).ifPresent(allowed::add));
      case Listed(Set<String> dns) ->
          people.forEach(
              (person, entry) -> {
                if (dns.contains(GroupSearch.normal(entry.getDN()))) {
                  allowed.add(person);
                }
              });
      case Named(Set<String> names) ->
          people
              .keySet()
              .forEach(
                  person -> {
                    if (names.contains(directory.people().nameOf(person))) {
                      allowed.add(person);
                    }
                  });
    }
    return Optional.of(allowed);
  }
}
