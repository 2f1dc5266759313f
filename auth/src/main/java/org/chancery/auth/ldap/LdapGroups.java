package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.Entry;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.XmlChars;

/**
 * Which entries are groups, and how membership is found.
 *
 * @param baseDn where they are
 * @param filter which entries there are groups (RFC 4515)
 * @param nameAttribute what people see: {@code cn}, {@code description}
 * @param memberAttribute {@code member}, {@code uniqueMember}, {@code memberUid}
 * @param membersAre what the values of that attribute are
 * @param nesting how groups in groups are followed
 * @param maxDepth how deep, when they are followed by the server itself
 * @param maxGroups how many groups are looked at for one person or one group, at most
 * @param roster the DNs of the groups that become groups in their members' rosters
 */
public record LdapGroups(
    String baseDn,
    String filter,
    String nameAttribute,
    String memberAttribute,
    Members membersAre,
    Nesting nesting,
    int maxDepth,
    int maxGroups,
    List<String> roster) {

  /** What the values of the member attribute are. */
  public enum Members {
    /** Distinguished names. */
    DNS,
    /** Values of the people's name attribute, as in {@code posixGroup}. */
    NAMES
  }

  /** How groups in groups are followed. */
  public enum Nesting {
    /** Not at all. */
    NONE,
    /** By Active Directory, with its matching rule 1.2.840.113556.1.4.1941. */
    MATCHING_RULE,
    /** By this server, one search for each level. */
    CLIENT
  }

  /** Checks the DNs and the filter. */
  public LdapGroups {
    roster = List.copyOf(roster);
    LdapPeople.checkDn(baseDn);
    LdapPeople.checkFilter(filter);
    roster.forEach(LdapPeople::checkDn);
    if (membersAre == Members.NAMES && nesting != Nesting.NONE) {
      throw new IllegalArgumentException(
          "groups that list names can't hold groups; set nesting to none");
    }
    if (maxDepth < 1 || maxGroups < 1) {
      throw new IllegalArgumentException("the limits on nested groups must be positive");
    }
  }

  /** OpenLDAP with {@code groupOfNames}, groups in groups followed. */
  public static LdapGroups openLdap(String baseDn, List<String> roster) {
    return new LdapGroups(
        baseDn,
        "(objectClass=groupOfNames)",
        "cn",
        "member",
        Members.DNS,
        Nesting.CLIENT,
        10,
        1000,
        roster);
  }

  /** Active Directory, groups in groups followed by its matching rule. */
  public static LdapGroups activeDirectory(String baseDn, List<String> roster) {
    return new LdapGroups(
        baseDn,
        "(objectClass=group)",
        "cn",
        "member",
        Members.DNS,
        Nesting.MATCHING_RULE,
        10,
        1000,
        roster);
  }

  /** The name of a group that people see, in characters that stanzas can carry. */
  String name(Entry group) {
    return Optional.ofNullable(group.getAttributeValue(nameAttribute))
        .map(XmlChars::replaceForbidden)
        .orElse(group.getDN());
  }

  /** The same with another way to follow groups in groups. */
  public LdapGroups nested(Nesting how) {
    return new LdapGroups(
        baseDn,
        filter,
        nameAttribute,
        memberAttribute,
        membersAre,
        how,
        maxDepth,
        maxGroups,
        roster);
  }
}
