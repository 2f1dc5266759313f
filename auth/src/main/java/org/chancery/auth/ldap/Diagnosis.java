package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.LdapServers.Host;
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
   */
  public record Server(Host host, boolean works, String detail, Duration took) {}

  /**
   * Who is found.
   *
   * @param searches the searches that are made, with the base and the filter of each
   * @param people how many people there are
   * @param unnamed entries among them whose name can't be an address
   * @param refused those who may not log in, and why, as many as were asked for
   * @param refusedCount how many there are for each reason
   * @param groups the groups for rosters, with all their members
   * @param missingGroups DNs of groups that are configured but not there
   */
  public record Preview(
      List<String> searches,
      int people,
      List<String> unnamed,
      Map<Jid, Outcome> refused,
      Map<String, Integer> refusedCount,
      GroupSnapshot groups,
      List<String> missingGroups) {}

  /** Tries every server, in the order in which they would be used. */
  public List<Server> servers() {
    return directory.connections().servers().inOrder().stream().map(this::attempt).toList();
  }

  private Server attempt(Host host) {
    long began = System.nanoTime();
    try (LDAPConnection connection = directory.connections().connector().openBound(host)) {
      SearchResultEntry root =
          connection.searchForEntry(
              "", SearchScope.BASE, "(objectClass=*)", "vendorName", "dnsHostName");
      String name = root == null ? null : root.getAttributeValue("dnsHostName");
      return new Server(
          host, root != null, name == null ? "answers" : "answers as " + name, since(began));
    } catch (LDAPException e) {
      return new Server(host, false, Connections.reason(e), since(began));
    }
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /**
   * Reads all people and the groups for rosters.
   *
   * @param most how many of those who may not log in to list, and how many entries without a usable
   *     name
   * @throws DirectoryUnreachableException when the directory cannot be asked
   */
  public Preview preview(int most) {
    try {
      return read(most);
    } catch (LDAPException e) {
      throw new DirectoryUnreachableException(Connections.reason(e), e);
    }
  }

  private Preview read(int most) throws LDAPException {
    List<Jid> people = new ArrayList<>();
    List<String> unnamed = new ArrayList<>();
    PeopleSearch search = directory.people();
    directory
        .connections()
        .search(
            connection -> {
              people.clear();
              unnamed.clear();
              Pages.PATIENT.search(
                  connection,
                  search.baseDn(),
                  search.filter(),
                  search.attributes(),
                  entry ->
                      search
                          .address(entry)
                          .ifPresentOrElse(people::add, () -> unnamed.add(entry.getDN())));
              return people.size();
            });
    Map<Jid, Outcome> all = new RightsCheck(directory).denied(people);
    Map<Jid, Outcome> some = new HashMap<>();
    Map<String, Integer> count = new TreeMap<>();
    all.forEach(
        (person, why) -> {
          count.merge(why.getClass().getSimpleName(), 1, Integer::sum);
          if (some.size() < most) {
            some.put(person, why);
          }
        });
    GroupSnapshot groups = new GroupLoader(directory).load().snapshot();
    return new Preview(
        searches(),
        people.size() + unnamed.size(),
        List.copyOf(unnamed.subList(0, Math.min(most, unnamed.size()))),
        Map.copyOf(some),
        count,
        groups,
        missing(groups));
  }

  private List<String> searches() {
    LdapPeople people = directory.config();
    List<String> searches = new ArrayList<>();
    searches.add(
        "people: %s under %s, by %s%s"
            .formatted(
                people.filter(),
                people.baseDn(),
                people.nameAttribute(),
                people.nameSuffix().isEmpty() ? "" : " before " + people.nameSuffix()));
    people.accessGroup().ifPresent(group -> searches.add("who may log in: members of " + group));
    people.disabledFilter().ifPresent(filter -> searches.add("who may not: " + filter));
    directory
        .groupConfig()
        .ifPresent(
            groups ->
                searches.add(
                    "groups: %s under %s, by %s, nested %s"
                        .formatted(
                            groups.filter(),
                            groups.baseDn(),
                            groups.memberAttribute(),
                            groups.nesting())));
    return List.copyOf(searches);
  }

  private List<String> missing(GroupSnapshot found) {
    Optional<LdapGroups> config = directory.groupConfig();
    return config.stream()
        .flatMap(groups -> groups.roster().stream())
        .filter(dn -> !found.groups().containsKey(GroupSearch.normal(dn)))
        .toList();
  }
}
