package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.auth.ldap.LdapServers.Host;
import org.chancery.auth.ldap.RightsCheck.Standing;
import org.chancery.protocol.Jid;

/**
 * Shows an administrator what a directory's settings lead to, before anybody is affected.
 * Thread-safe; blocks.
 */
public final class Diagnosis {
  private final LdapDirectory directory;

  /** For a directory. */
  public Diagnosis(LdapDirectory directory) {
    this.directory = directory;
  }

  /**
   * What came of trying one server.
   *
   * @param host the server
   * @param works whether it was reached, proved who it is, accepted the one who searches, and
   *     answered
   * @param detail what it says it is, or what went wrong
   * @param took how long that took
   * @param certificate what it proved with; empty without TLS, and when it was not reached
   */
  public record Server(
      Host host, boolean works, String detail, Duration took, Optional<Certificate> certificate) {}

  /**
   * Somebody who is found.
   *
   * @param name what others see
   * @param obstacle why the person may not log in; empty for who may
   */
  public record Seen(Jid address, String name, Optional<Outcome> obstacle) {}

  /**
   * Who is found.
   *
   * @param people by address
   * @param pages how many answers they came in
   * @param unnamed DNs of entries whose name can't be an address, or not theirs alone
   * @param groups the groups for rosters, with all their members
   * @param missingGroups DNs of groups that are configured but not there
   */
  public record Preview(
      List<Seen> people,
      int pages,
      List<String> unnamed,
      GroupSnapshot groups,
      List<String> missingGroups) {}

  /**
   * All about one person.
   *
   * @param dn the entry
   * @param person what is read there
   * @param admitted whether the person may log in, and why not
   */
  public record Known(String dn, Person person, Outcome admitted) {}

  /** Tries every server, in the order in which they would be used. */
  public List<Server> servers() {
    return directory.connections().servers().inOrder().stream().map(this::attempt).toList();
  }

  private Server attempt(Host host) {
    long began = System.nanoTime();
    try (LDAPConnection connection = directory.connections().connector().openBound(host)) {
      SearchResultEntry root =
          connection.searchForEntry("", SearchScope.BASE, "(objectClass=*)", "dnsHostName");
      String name = root == null ? null : root.getAttributeValue("dnsHostName");
      return new Server(
          host,
          root != null,
          name == null ? "answers" : "answers as " + name,
          since(began),
          Certificate.of(connection));
    } catch (LDAPException e) {
      return new Server(host, false, Connections.reason(e), since(began), Optional.empty());
    }
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /**
   * Reads all people and the groups for rosters.
   *
   * @throws DirectoryUnreachableException when the directory cannot be asked
   */
  public Preview preview() {
    try {
      Preview people = directory.connections().search(this::people);
      GroupSnapshot groups = new GroupLoader(directory).load().snapshot();
      return new Preview(
          people.people(), people.pages(), people.unnamed(), groups, missing(groups));
    } catch (LDAPException e) {
      throw new DirectoryUnreachableException(Connections.reason(e), e);
    }
  }

  private Preview people(LDAPConnection connection) throws LDAPException {
    PeopleSearch search = directory.people();
    RightsCheck rights = new RightsCheck(directory);
    Map<Jid, Standing> found = new TreeMap<>(Comparator.comparing(Jid::toString));
    Map<Jid, String> names = new HashMap<>();
    Set<Jid> shared = new HashSet<>();
    List<String> unnamed = new ArrayList<>();
    int pages =
        search.findAll(
            connection,
            search.filter(),
            entry -> {
              Optional<Jid> address = search.address(entry);
              if (address.isEmpty() || found.containsKey(address.get())) {
                address.ifPresent(shared::add);
                unnamed.add(entry.getDN());
              } else {
                found.put(address.get(), rights.standing(entry));
                names.put(address.get(), search.displayName(address.get(), entry));
              }
            });
    shared.forEach(address -> unnamed.add(found.remove(address).dn()));
    Map<Jid, Outcome> denied = rights.denied(connection, found);
    List<Seen> people =
        found.keySet().stream()
            .map(it -> new Seen(it, names.get(it), Optional.ofNullable(denied.get(it))))
            .toList();
    return new Preview(people, pages, List.copyOf(unnamed), GroupSnapshot.empty(), List.of());
  }

  /**
   * Looks for one person as a log-in does.
   *
   * @throws DirectoryUnreachableException when the directory cannot be asked
   */
  public Optional<Known> person(Jid address) {
    Optional<String> dn = directory.dn(address);
    Optional<Person> person = directory.find(address);
    return dn.isEmpty() || person.isEmpty()
        ? Optional.empty()
        : Optional.of(new Known(dn.get(), person.get(), directory.admit(address)));
  }

  /** The searches that are made, by what they are for, with the base and the filter of each. */
  public Map<String, String> searches() {
    LdapPeople people = directory.config();
    Map<String, String> searches = new LinkedHashMap<>();
    searches.put("people", "%s under %s".formatted(people.filter(), people.baseDn()));
    searches.put(
        "address", people.nameAttribute() + people.nameSuffix().transform(Diagnosis::without));
    people.accessGroup().ifPresent(group -> searches.put("may log in", "members of " + group));
    people.disabledFilter().ifPresent(filter -> searches.put("may not log in", filter));
    directory
        .groupConfig()
        .ifPresent(
            groups ->
                searches.put(
                    "groups",
                    "%s under %s, members by %s, groups within by %s"
                        .formatted(
                            groups.filter(),
                            groups.baseDn(),
                            groups.memberAttribute(),
                            inWords(groups.nesting()))));
    return searches;
  }

  private static String without(String suffix) {
    return suffix.isEmpty() ? "" : " without " + suffix;
  }

  private static String inWords(LdapGroups.Nesting nesting) {
    return switch (nesting) {
      case NONE -> "nobody";
      case MATCHING_RULE -> "the directory";
      case CLIENT -> "this server";
    };
  }

  private List<String> missing(GroupSnapshot found) {
    Optional<LdapGroups> config = directory.groupConfig();
    return config.stream()
        .flatMap(groups -> groups.roster().stream())
        .filter(dn -> !found.groups().containsKey(GroupSearch.normal(dn)))
        .toList();
  }
}
