package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which entries are people, and what is read from them.
 *
 * @param flavour what kind of directory it is
 * @param domain the XMPP domain that these people are in
 * @param baseDn where they are
 * @param filter which entries there are people (RFC 4515)
 * @param nameAttribute what the local part of the address is made from: {@code uid}, {@code
 *     sAMAccountName}, {@code userPrincipalName}, {@code mail}
 * @param nameSuffix what follows the local part in that attribute, such as {@code @corp.example} in
 *     a user principal name; empty for nothing
 * @param attributes what to read: a name such as {@code display-name}, and the LDAP attributes of
 *     which the first present is taken
 * @param photoAttribute where a picture is; empty for none
 * @param accessGroup the DN of the group whose members, also by way of other groups, may log in;
 *     empty for everybody
 * @param disabledFilter which people may not log in, beside what the directory itself says; empty
 *     for none
 */
public record LdapPeople(
    Flavour flavour,
    String domain,
    String baseDn,
    String filter,
    String nameAttribute,
    String nameSuffix,
    Map<String, List<String>> attributes,
    Optional<String> photoAttribute,
    Optional<String> accessGroup,
    Optional<String> disabledFilter) {

  /** What kind of directory it is. */
  public enum Flavour {
    /**
     * OpenLDAP and others that keep to the standards, with the password policy draft where present.
     */
    STANDARD,
    /** Active Directory, or Samba's. */
    ACTIVE_DIRECTORY
  }

  /** Checks the DNs and filters. */
  public LdapPeople {
    attributes = Map.copyOf(attributes);
    checkDn(baseDn);
    accessGroup.ifPresent(LdapPeople::checkDn);
    checkFilter(filter);
    disabledFilter.ifPresent(LdapPeople::checkFilter);
  }

  /** OpenLDAP with {@code inetOrgPerson} entries named by {@code uid}. */
  public static LdapPeople openLdap(String domain, String baseDn) {
    return new LdapPeople(
        Flavour.STANDARD,
        domain,
        baseDn,
        "(objectClass=inetOrgPerson)",
        "uid",
        "",
        Map.of(
            "display-name", List.of("displayName", "cn"),
            "mail", List.of("mail"),
            "department", List.of("departmentNumber", "ou"),
            "title", List.of("title"),
            "manager", List.of("manager"),
            "phone", List.of("telephoneNumber"),
            "time-zone", List.of("preferredTimeZone")),
        Optional.of("jpegPhoto"),
        Optional.empty(),
        Optional.empty());
  }

  /** Active Directory with users named by {@code sAMAccountName}. */
  public static LdapPeople activeDirectory(String domain, String baseDn) {
    return new LdapPeople(
        Flavour.ACTIVE_DIRECTORY,
        domain,
        baseDn,
        "(&(objectCategory=person)(objectClass=user))",
        "sAMAccountName",
        "",
        Map.of(
            "display-name", List.of("displayName", "cn"),
            "mail", List.of("mail"),
            "department", List.of("department"),
            "title", List.of("title"),
            "manager", List.of("manager"),
            "phone", List.of("telephoneNumber"),
            "time-zone", List.of("preferredTimeZone")),
        Optional.of("thumbnailPhoto"),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, open only to members of a group. */
  public LdapPeople onlyMembersOf(String groupDn) {
    return new LdapPeople(
        flavour,
        domain,
        baseDn,
        filter,
        nameAttribute,
        nameSuffix,
        attributes,
        photoAttribute,
        Optional.of(groupDn),
        disabledFilter);
  }

  static void checkDn(String dn) {
    if (dn.isBlank() || !DN.isValidDN(dn)) {
      throw new IllegalArgumentException("not a distinguished name: " + dn);
    }
  }

  static void checkFilter(String filter) {
    try {
      Filter.create(filter);
    } catch (LDAPException e) {
      throw new IllegalArgumentException("not an LDAP filter: " + filter, e);
    }
  }
}
