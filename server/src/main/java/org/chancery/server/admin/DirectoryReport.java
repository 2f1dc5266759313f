package org.chancery.server.admin;

import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.Certificate;
import org.chancery.auth.ldap.Diagnosis;
import org.chancery.auth.ldap.Diagnosis.Seen;
import org.chancery.auth.ldap.GroupSnapshot.Group;
import org.chancery.server.directory.DirectoryConfig;

/** Prints what was found in a directory, in tables. Prints no password. */
final class DirectoryReport {
  private final PrintWriter out;

  DirectoryReport(PrintWriter out) {
    this.out = out;
  }

  /** Which directory the tables that follow are about. */
  void begin(DirectoryConfig config) {
    out.println(
        config
            .ldap()
            .map(it -> "directory %s: %s".formatted(config.name(), it.servers()))
            .orElse("directory %s: see \"chancery user list\"".formatted(config.name())));
    if (config.ldap().filter(it -> it.servers().insecure()).isPresent()) {
      out.println("warning: insecure = true lets anybody on the way read every password");
    }
    out.println();
  }

  void servers(List<Diagnosis.Server> servers) {
    Table table = new Table("server", "result", "took", "certificate");
    for (Diagnosis.Server server : servers) {
      table.add(
          List.of(
              Optional.of(server.host().toString()),
              Optional.of(server.detail()),
              Optional.of(server.took().toMillis() + " ms"),
              server.certificate().map(DirectoryReport::inWords)));
    }
    print(table);
  }

  private static String inWords(Certificate shown) {
    return "%s, for %s, by %s, until %s"
        .formatted(
            shown.protocol(),
            shown.names().isEmpty() ? shown.subject() : String.join(", ", shown.names()),
            shown.issuer(),
            shown.until().atZone(ZoneOffset.UTC).toLocalDate());
  }

  void searches(Map<String, String> searches) {
    Table table = new Table("search for", "by");
    searches.forEach((what, how) -> table.row(what, how));
    print(table);
  }

  /** How many people there are, how many of them could log in, and how many could not for what. */
  void counts(Diagnosis.Preview found) {
    Table table = new Table("found", "count");
    int pages = found.pages();
    String read = pages == 1 ? "people, in 1 page" : "people, in " + pages + " pages";
    table.row(read, Integer.toString(found.people().size()));
    Map<String, Long> standing = new TreeMap<>();
    found.people().forEach(person -> standing.merge(logIn(person), 1L, Long::sum));
    standing.forEach((how, many) -> table.row("log-in: " + how, many.toString()));
    table.row("entries without an address of their own", "" + found.unnamed().size());
    print(table);
  }

  private static String logIn(Seen person) {
    return person.obstacle().map(why -> "no, " + why.words()).orElse("yes");
  }

  /** The groups of contact lists. */
  void groups(Diagnosis.Preview found) {
    Table table = new Table("group", "members", "entry");
    found
        .groups()
        .groups()
        .forEach((dn, group) -> table.row(group.name(), "" + group.members().size(), dn));
    found
        .missingGroups()
        .forEach(dn -> table.add(List.of(Optional.empty(), Optional.of("0"), Optional.of(dn))));
    print(table);
  }

  /** Who is found: those who could not log in come first. */
  void people(Diagnosis.Preview found, int most) {
    Table table = new Table("person", "name", "log-in");
    found.people().stream()
        .sorted(Comparator.comparing(person -> person.obstacle().isEmpty()))
        .limit(most)
        .forEach(person -> table.row(person.address().toString(), person.name(), logIn(person)));
    found.unnamed().stream()
        .limit(most)
        .forEach(
            dn ->
                table.add(
                    List.of(
                        Optional.empty(),
                        Optional.of(dn),
                        Optional.of("no, no address of its own"))));
    print(table);
    more(found.people().size() - most, "people");
  }

  /** Who would see whom in the contact list. */
  void members(Diagnosis.Preview found, int most) {
    for (Group group : found.groups().groups().values()) {
      Table table = new Table("in group " + group.name(), "shown as");
      group.members().entrySet().stream()
          .sorted(Comparator.comparing(member -> member.getKey().toString()))
          .limit(most)
          .forEach(member -> table.row(member.getKey().toString(), member.getValue()));
      print(table);
      more(group.members().size() - most, "members");
    }
  }

  private void more(int left, String what) {
    if (left > 0) {
      out.printf("... and %d more %s (--most shows more)%n%n", left, what);
    }
  }

  void person(Diagnosis.Known known) {
    Table table = new Table("person", known.person().address().toString());
    table.row("entry", known.dn());
    boolean admitted = known.admitted() instanceof Outcome.Ok;
    table.row("log-in", admitted ? "yes" : "no, " + known.admitted().words());
    new TreeMap<>(known.person().attributes()).forEach((name, value) -> table.row(name, value));
    known.person().groups().stream().sorted().forEach(group -> table.row("group", group));
    print(table);
  }

  private void print(Table table) {
    out.println(table.print());
  }
}
