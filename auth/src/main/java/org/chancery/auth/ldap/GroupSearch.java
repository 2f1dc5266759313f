package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.auth.ldap.LdapGroups.Members;
import org.chancery.auth.ldap.LdapGroups.Nesting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a person's groups, also by way of other groups. Thread-safe. */
final class GroupSearch {
  private static final Logger LOG = LoggerFactory.getLogger(GroupSearch.class);
  static final String IN_CHAIN = "1.2.840.113556.1.4.1941";

  private final LdapGroups config;
  private final Filter filter;

  GroupSearch(LdapGroups config) {
    this.config = config;
    this.filter = Filters.parse(config.filter());
  }

  /** A form of a DN in which equal ones are equal text. */
  static String normal(String dn) {
    try {
      return DN.normalize(dn);
    } catch (LDAPException e) {
      return dn;
    }
  }

  /** The names of a person's groups by their DNs, in normal form. */
  Map<String, String> groupsOf(LDAPConnection connection, Entry person, String name)
      throws LDAPException {
    Map<String, String> found = new LinkedHashMap<>();
    if (config.membersAre() == Members.NAMES) {
      search(
          connection, List.of(Filter.createEqualityFilter(config.memberAttribute(), name)), found);
      return found;
    }
    List<String> frontier = new ArrayList<>(List.of(person.getDN()));
    Optional<Filter> primary = primaryGroup(person);
    if (primary.isPresent()) {
      frontier.addAll(search(connection, List.of(primary.get()), found));
    }
    int depth = config.nesting() == Nesting.CLIENT ? config.maxDepth() : 1;
    for (int level = 0; level < depth && !frontier.isEmpty(); level++) {
      frontier = search(connection, frontier.stream().map(this::holds).toList(), found);
    }
    if (config.nesting() == Nesting.CLIENT && !frontier.isEmpty()) {
      LOG.warn("groups are nested more than {} deep: the rest is not followed", config.maxDepth());
    }
    return found;
  }

  private Filter holds(String memberDn) {
    return config.nesting() == Nesting.MATCHING_RULE
        ? Filter.createExtensibleMatchFilter(config.memberAttribute(), IN_CHAIN, false, memberDn)
        : Filter.createEqualityFilter(config.memberAttribute(), memberDn);
  }

  /** The DNs of the groups that were not known before. */
  private List<String> search(
      LDAPConnection connection, List<Filter> alternatives, Map<String, String> known)
      throws LDAPException {
    List<String> fresh = new ArrayList<>();
    Pages.QUICK.searchAny(
        connection,
        config.baseDn(),
        filter,
        alternatives,
        one -> one,
        List.of(config.nameAttribute()),
        group -> {
          if (known.size() < config.maxGroups()
              && known.putIfAbsent(normal(group.getDN()), config.name(group)) == null) {
            fresh.add(group.getDN());
          }
        });
    if (known.size() >= config.maxGroups()) {
      LOG.warn("a person is in {} groups or more: the rest is not looked at", config.maxGroups());
      return List.of();
    }
    return fresh;
  }

  /**
   * Active Directory does not list people in their primary group; its SID is theirs with another
   * last part.
   */
  private static Optional<Filter> primaryGroup(Entry person) {
    byte[] sid = person.getAttributeValueBytes("objectSid");
    Integer rid = person.getAttributeValueAsInteger("primaryGroupID");
    if (sid == null || rid == null || sid.length < 12) {
      return Optional.empty();
    }
    byte[] group = sid.clone();
    for (int i = 0; i < Integer.BYTES; i++) {
      group[group.length - Integer.BYTES + i] = (byte) (rid >> 8 * i);
    }
    return Optional.of(Filter.createEqualityFilter("objectSid", group));
  }

  /** The last part of a group's SID, as its members' {@code primaryGroupID} has it. */
  static Optional<String> rid(Entry group) {
    byte[] sid = group.getAttributeValueBytes("objectSid");
    if (sid == null || sid.length < 12) {
      return Optional.empty();
    }
    int rid = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      rid |= (sid[sid.length - Integer.BYTES + i] & 0xff) << 8 * i;
    }
    return Optional.of(Integer.toUnsignedString(rid));
  }
}
