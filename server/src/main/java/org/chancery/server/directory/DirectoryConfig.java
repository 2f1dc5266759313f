package org.chancery.server.directory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.ldap.LdapDirectory;
import org.chancery.auth.ldap.LdapGroups;
import org.chancery.auth.ldap.LdapPeople;
import org.chancery.auth.ldap.LdapServers;
import org.chancery.server.config.Secret;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;

/**
 * One directory of the chain.
 *
 * @param name its name in the log and on record
 * @param ldap how to reach it and what to read there; empty for the local accounts
 */
public record DirectoryConfig(String name, Optional<Ldap> ldap) {

  private static final Duration LONGEST_GRACE = Duration.ofDays(7);

  /** The kinds there are. */
  enum Type {
    LOCAL,
    LDAP,
    ACTIVE_DIRECTORY
  }

  /**
   * An LDAP directory.
   *
   * @param servers how it is reached
   * @param people which entries are people
   * @param groups which entries are groups; empty when no groups are used
   * @param roomsOnly the DNs of groups that own rooms, and do not show in contact lists
   * @param grace how long an outage may last in which people still get in; zero for none
   */
  public record Ldap(
      LdapServers servers,
      LdapPeople people,
      Optional<LdapGroups> groups,
      List<String> roomsOnly,
      Duration grace) {
    /** Checks that the parts go together. */
    public Ldap {
      if (people.accessGroup().isPresent() && groups.isEmpty()) {
        throw new IllegalArgumentException("access-group needs groups.base-dn");
      }
    }
  }

  /** How long an outage may last in which people still get in; zero for none. */
  Duration grace() {
    return ldap.map(Ldap::grace).orElse(Duration.ZERO);
  }

  /**
   * The directory itself, without a connection yet; empty for the local accounts.
   *
   * @param clock the time by which accounts expire
   */
  public Optional<LdapDirectory> open(Clock clock) {
    return ldap.map(it -> new LdapDirectory(name, it.servers(), it.people(), it.groups(), clock));
  }

  /** Reads {@code chancery.directories}; what is wrong is collected in the settings. */
  public static List<DirectoryConfig> from(Settings settings) {
    String domain = settings.root().string("domain");
    List<DirectoryConfig> directories = new ArrayList<>();
    for (Section section : settings.root().sections("directories")) {
      read(section, domain).ifPresent(directories::add);
    }
    if (settings.root().sections("directories").isEmpty()) {
      settings
          .root()
          .problem("directories", "must name at least one directory, such as { type = local }");
    }
    return directories;
  }

  private static Optional<DirectoryConfig> read(Section section, String domain) {
    Type type = section.oneOf("type", Type.class);
    String name = section.string("name");
    String shown = name.isEmpty() ? type.name().toLowerCase(Locale.ROOT).replace('_', '-') : name;
    if (type == Type.LOCAL) {
      return Optional.of(new DirectoryConfig(shown, Optional.empty()));
    }
    boolean active = type == Type.ACTIVE_DIRECTORY;
    try {
      Ldap ldap =
          new Ldap(
              servers(section, active),
              people(section, domain, active),
              groups(section, active),
              section.section("groups").strings("rooms"),
              section.duration("grace", Duration.ZERO, LONGEST_GRACE));
      return Optional.of(new DirectoryConfig(shown, Optional.of(ldap)));
    } catch (IllegalArgumentException e) {
      section.problem("type", "can't be used as it is: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static LdapServers servers(Section section, boolean active) {
    LdapServers.Security security = section.oneOf("security", LdapServers.Security.class);
    int usualPort = security == LdapServers.Security.LDAPS ? 636 : 389;
    return new LdapServers(
        section.strings("servers").stream().map(text -> host(text, usualPort)).toList(),
        section.optionalString("discover").filter(it -> active || !it.isEmpty()),
        section.string("dns"),
        security,
        section.readableFile("ca-file"),
        section.flag("insecure"),
        section.string("bind-dn"),
        section.secret("bind-password").map(Secret::reveal).orElse(""),
        section.duration("connect-timeout"),
        section.duration("response-timeout"),
        section.integer("connections", 1, 1_000),
        section.duration("check-interval"),
        Set.copyOf(section.strings("referral-hosts")));
  }

  /** A name, or a name and a port; an IPv6 address stands in brackets. */
  private static LdapServers.Host host(String text, int usualPort) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.endsWith("]")) {
      return new LdapServers.Host(text, usualPort);
    }
    try {
      return new LdapServers.Host(
          text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a server: " + text, e);
    }
  }

  private static LdapPeople people(Section section, String domain, boolean active) {
    String base = section.string("base-dn");
    LdapPeople usual =
        active ? LdapPeople.activeDirectory(domain, base) : LdapPeople.openLdap(domain, base);
    Map<String, List<String>> attributes = new HashMap<>(usual.attributes());
    section
        .map("attributes")
        .forEach((name, ldap) -> attributes.put(name, List.of(ldap.split(" *, *"))));
    return new LdapPeople(
        usual.flavour(),
        domain,
        base,
        section.optionalString("filter").orElse(usual.filter()),
        section.optionalString("name-attribute").orElse(usual.nameAttribute()),
        section.string("name-suffix"),
        attributes,
        section.optionalString("photo-attribute").or(usual::photoAttribute),
        section.optionalString("access-group"),
        section.optionalString("disabled-filter"));
  }

  private static Optional<LdapGroups> groups(Section section, boolean active) {
    Section groups = section.section("groups");
    Optional<String> base = groups.optionalString("base-dn");
    if (base.isEmpty()) {
      return Optional.empty();
    }
    // The watcher loads both alike; who is shown in contact lists is decided later.
    List<String> roster = new ArrayList<>(groups.strings("roster"));
    roster.addAll(groups.strings("rooms"));
    LdapGroups usual =
        active
            ? LdapGroups.activeDirectory(base.get(), roster)
            : LdapGroups.openLdap(base.get(), roster);
    return Optional.of(
        new LdapGroups(
            base.get(),
            groups.optionalString("filter").orElse(usual.filter()),
            groups.optionalString("name-attribute").orElse(usual.nameAttribute()),
            groups.optionalString("member-attribute").orElse(usual.memberAttribute()),
            groups.oneOf("members-are", LdapGroups.Members.class),
            groups.optionalString("nesting").isEmpty()
                ? usual.nesting()
                : groups.oneOf("nesting", LdapGroups.Nesting.class),
            groups.integer("max-depth", 1, 100),
            groups.integer("max-groups", 1, 1_000_000),
            roster));
  }
}
