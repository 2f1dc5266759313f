package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.chancery.auth.ldap.LdapGroups.Members;
import org.chancery.auth.ldap.LdapGroups.Nesting;
import org.chancery.auth.ldap.LdapPeople.Flavour;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the members of a group, also those in groups within it, without a query for each of them.
 * Thread-safe.
 */
final class GroupMembers {
  private static final Logger LOG = LoggerFactory.getLogger(GroupMembers.class);

  /** What Active Directory gives of one attribute at a time. */
  private static final int RANGE = 1500;

  private final LdapGroups config;
  private final PeopleSearch people;
  private final Dialect dialect;
  private final Flavour flavour;
  private final Filter filter;
  private final int range;

  GroupMembers(LdapGroups config, PeopleSearch people, Dialect dialect, Flavour flavour) {
    this(config, people, dialect, flavour, RANGE);
  }

  /** With another size of a range, which a test can exceed with fewer members. */
  GroupMembers(
      LdapGroups config, PeopleSearch people, Dialect dialect, Flavour flavour, int range) {
    this.config = config;
    this.people = people;
    this.dialect = dialect;
    this.flavour = flavour;
    this.filter = Filters.parse(config.filter());
    this.range = range;
  }

  /** How the members of a group can be told. */
  sealed interface Membership {}

  /** Those entries that the filter holds for. */
  record Matching(Filter filter) implements Membership {}

  /** Those with these DNs, in normal form. */
  record Listed(Set<String> dns) implements Membership {}

  /** Those with these names. */
  record Named(Set<String> names) implements Membership {}

  /** The entry of a group, without its members. */
  Entry group(LDAPConnection connection, String dn) throws LDAPException {
    Entry group = connection.getEntry(dn, config.nameAttribute(), "objectSid");
    if (group == null) {
      throw new LDAPException(ResultCode.NO_SUCH_OBJECT, "there is no group " + dn);
    }
    return group;
  }

  /** The name that people see. */
  String name(Entry group) {
    return config.name(group);
  }

  Membership of(LDAPConnection connection, String dn) throws LDAPException {
    if (config.membersAre() == Members.NAMES) {
      return new Named(Set.copyOf(values(connection, dn)));
    }
    return config.nesting() == Nesting.MATCHING_RULE
        ? new Matching(inChain(connection, dn))
        : new Listed(listed(connection, dn));
  }

  /**
   * People whose primary group it is are not found by the rule, nor those whose primary group is a
   * group within.
   */
  private Filter inChain(LDAPConnection connection, String dn) throws LDAPException {
    Filter member = Filter.createExtensibleMatchFilter("memberOf", GroupSearch.IN_CHAIN, false, dn);
    List<Filter> alternatives = new ArrayList<>(List.of(member));
    Consumer<Entry> primary =
        group ->
            GroupSearch.rid(group)
                .ifPresent(
                    rid -> alternatives.add(Filter.createEqualityFilter("primaryGroupID", rid)));
    primary.accept(group(connection, dn));
    Pages.PATIENT.search(
        connection,
        config.baseDn(),
        Filter.createANDFilter(filter, member),
        List.of("objectSid"),
        primary::accept);
    return Filter.createORFilter(alternatives);
  }

  private Set<String> listed(LDAPConnection connection, String top) throws LDAPException {
    Set<String> groups = config.nesting() == Nesting.CLIENT ? allGroups(connection) : Set.of();
    Set<String> visited = new HashSet<>();
    Set<String> members = new HashSet<>();
    List<String> level = List.of(GroupSearch.normal(top));
    for (int depth = 0; depth <= config.maxDepth() && !level.isEmpty(); depth++) {
      List<String> next = new ArrayList<>();
      for (String group : level) {
        if (visited.size() >= config.maxGroups()) {
          LOG.warn(
              "group {} holds more than {} groups: the rest is left out", top, config.maxGroups());
          return members;
        }
        if (visited.add(group)) {
          for (String value : values(connection, group)) {
            String member = GroupSearch.normal(value);
            (groups.contains(member) ? next : members).add(member);
          }
        }
      }
      level = next;
    }
    return members;
  }

  private Set<String> allGroups(LDAPConnection connection) throws LDAPException {
    Set<String> all = new HashSet<>();
    Pages.PATIENT.search(
        connection,
        config.baseDn(),
        filter,
        List.of(SearchRequest.NO_ATTRIBUTES),
        group -> all.add(GroupSearch.normal(group.getDN())));
    return all;
  }

  /**
   * The values of the member attribute, however many; Active Directory gives them in ranges only.
   */
  private List<String> values(LDAPConnection connection, String dn) throws LDAPException {
    List<String> values = new ArrayList<>();
    int from = 0;
    while (true) {
      String wanted =
          flavour == Flavour.ACTIVE_DIRECTORY
              ? config.memberAttribute() + ";range=" + from + "-" + (from + range - 1)
              : config.memberAttribute();
      Entry group = connection.getEntry(dn, wanted);
      Optional<Attribute> attribute = group == null ? Optional.empty() : memberAttribute(group);
      if (attribute.isEmpty()) {
        return values;
      }
      values.addAll(Arrays.asList(attribute.get().getValues()));
      if (!isPart(attribute.get())) {
        return values;
      }
      from = values.size();
    }
  }

  private Optional<Attribute> memberAttribute(Entry group) {
    return group.getAttributes().stream()
        .filter(
            one -> one.getBaseName().equalsIgnoreCase(config.memberAttribute()) && one.size() > 0)
        .findFirst();
  }

  private static boolean isPart(Attribute attribute) {
    return attribute.getOptions().stream()
        .anyMatch(option -> option.startsWith("range=") && !option.endsWith("-*"));
  }

  /** The entries of the members who are people. */
  void entries(LDAPConnection connection, Membership membership, Consumer<SearchResultEntry> found)
      throws LDAPException {
    List<String> attributes = people.attributes();
    switch (membership) {
      case Matching(Filter members) -> people.findAll(connection, members, found);
      case Listed(Set<String> dns) ->
          Pages.PATIENT.searchAny(
              connection,
              people.baseDn(),
              people.filter(),
              dns,
              dialect::near,
              attributes,
              entry -> {
                if (dns.contains(GroupSearch.normal(entry.getDN()))) {
                  found.accept(entry);
                }
              });
      case Named(Set<String> names) ->
          Pages.PATIENT.searchAny(
              connection,
              people.baseDn(),
              people.filter(),
              names,
              people::namedInDirectory,
              attributes,
              found);
    }
  }
}
