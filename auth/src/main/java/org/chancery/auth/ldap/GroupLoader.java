package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.GroupSnapshot.Group;
import org.chancery.protocol.Jid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the groups for rosters with a few large searches. Thread-safe. */
final class GroupLoader {
  private static final Logger LOG = LoggerFactory.getLogger(GroupLoader.class);

  private final LdapDirectory directory;

  GroupLoader(LdapDirectory directory) {
    this.directory = directory;
  }

  /**
   * What was found.
   *
   * @param snapshot the groups
   * @param leftOut members who are not shown, since they have left
   */
  record Loaded(GroupSnapshot snapshot, Set<Jid> leftOut) {}

  Loaded load() throws LDAPException {
    Optional<GroupMembers> members = directory.members();
    Optional<LdapGroups> config = directory.groupConfig();
    if (members.isEmpty() || config.isEmpty() || config.get().roster().isEmpty()) {
      return new Loaded(GroupSnapshot.empty(), Set.of());
    }
    return directory
        .connections()
        .search(
            connection -> {
              Map<String, Group> groups = new LinkedHashMap<>();
              Set<Jid> leftOut = new HashSet<>();
              for (String dn : config.get().roster()) {
                load(connection, members.get(), dn, leftOut)
                    .ifPresent(group -> groups.put(GroupSearch.normal(dn), group));
              }
              return new Loaded(new GroupSnapshot(groups), Set.copyOf(leftOut));
            });
  }

  private Optional<Group> load(
      LDAPConnection connection, GroupMembers members, String dn, Set<Jid> leftOut)
      throws LDAPException {
    try {
      Entry group = members.group(connection, dn);
      Map<Jid, String> found = new HashMap<>();
      members.entries(
          connection,
          members.of(connection, dn),
          entry ->
              directory
                  .people()
                  .address(entry)
                  .ifPresent(person -> add(person, entry, found, leftOut)));
      return Optional.of(new Group(members.name(group), found));
    } catch (LDAPException e) {
      if (e.getResultCode() == ResultCode.NO_SUCH_OBJECT) {
        LOG.warn("directory {}: there is no group {}", directory.name(), dn);
        return Optional.empty();
      }
      throw e;
    }
  }

  private void add(Jid person, Entry entry, Map<Jid, String> found, Set<Jid> leftOut) {
    if (hasLeft(entry)) {
      leftOut.add(person);
    } else {
      found.put(person, directory.people().displayName(person, entry));
    }
  }

  /** Whether a person is gone rather than just unable to log in at the moment. */
  boolean hasLeft(Entry entry) {
    return directory
        .dialect()
        .obstacle(entry, directory.clock().instant())
        .filter(one -> one instanceof Outcome.Disabled || one instanceof Outcome.Expired)
        .isPresent();
  }
}
