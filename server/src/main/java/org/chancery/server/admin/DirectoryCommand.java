package org.chancery.server.admin;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.Diagnosis;
import org.chancery.auth.ldap.Diagnosis.Known;
import org.chancery.auth.ldap.LdapDirectory;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.server.config.Settings;
import org.chancery.server.directory.DirectoryConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Shows what the settings of the LDAP directories lead to, whether or not the server runs; changes
 * nothing. The exit code is 1 when something needs an administrator.
 */
@Command(
    name = "directory",
    description = "Shows what the directories' settings lead to, before anybody is affected.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class DirectoryCommand {

  @Spec private CommandSpec spec;

  /** What is looked at in one directory; adds to the complaints what needs an administrator. */
  private interface Look {
    void at(Diagnosis directory, DirectoryReport report, List<String> complaints);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Tries every server and every search, and counts who is found.")
  int test(@Mixin ConfigOptions options) {
    return look(
        options.load(),
        (directory, report, complaints) -> {
          List<Diagnosis.Server> servers = directory.servers();
          report.servers(servers);
          report.searches(directory.searches());
          long silent = servers.stream().filter(server -> !server.works()).count();
          if (silent > 0 || servers.isEmpty()) {
            complaints.add("%d of %d servers do not work".formatted(silent, servers.size()));
          }
          if (silent < servers.size()) {
            Diagnosis.Preview found = directory.preview();
            report.counts(found);
            report.groups(found);
            complaints.addAll(complaints(found));
          }
        });
  }

  private static List<String> complaints(Diagnosis.Preview found) {
    List<String> complaints = new ArrayList<>();
    if (found.people().stream().allMatch(person -> person.obstacle().isPresent())) {
      complaints.add("nobody could log in");
    }
    found.missingGroups().forEach(dn -> complaints.add("there is no group " + dn));
    return complaints;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Lists who could log in, who could not and why, and who would see whom;",
        "or tells all about one person."
      })
  int preview(
      @Mixin ConfigOptions options,
      @Option(
              names = "--most",
              paramLabel = "N",
              defaultValue = "50",
              description = "Lines of each list at most (default: ${DEFAULT-VALUE}).")
          int most,
      @Parameters(paramLabel = "PERSON", arity = "0..1", description = "alice@example.org or alice")
          Optional<String> person) {
    Settings settings = options.load();
    if (person.isPresent()) {
      return one(settings, address(settings, person.get()));
    }
    return look(
        settings,
        (directory, report, complaints) -> {
          Diagnosis.Preview found = directory.preview();
          report.people(found, most);
          report.members(found, most);
          complaints.addAll(complaints(found));
        });
  }

  private Jid address(Settings settings, String typed) {
    try {
      String domain = settings.root().string("domain");
      return Jid.of(typed.contains("@") ? typed : typed + "@" + domain).bare();
    } catch (JidException e) {
      throw new ParameterException(
          spec.commandLine(), typed + " is not an address: " + e.getMessage(), e);
    }
  }

  /** The first directory that knows the person decides, as at a log-in. */
  private int one(Settings settings, Jid address) {
    List<Known> known = new ArrayList<>();
    look(
        settings,
        (directory, report, complaints) -> {
          Optional<Known> found = known.isEmpty() ? directory.person(address) : Optional.empty();
          found.ifPresent(report::person);
          found.ifPresent(known::add);
        });
    if (known.isEmpty()) {
      throw new CommandFailure(address + " is in no directory");
    }
    Outcome outcome = known.getFirst().admitted();
    if (!(outcome instanceof Outcome.Ok)) {
      throw new CommandFailure(address + " could not log in: " + outcome.words());
    }
    return 0;
  }

  private int look(Settings settings, Look look) {
    List<DirectoryConfig> configs = DirectoryConfig.from(settings);
    settings.requireValid();
    PrintWriter out = spec.commandLine().getOut();
    List<String> complaints = new ArrayList<>();
    for (DirectoryConfig config : configs) {
      Optional<LdapDirectory> opened = config.open(Clock.systemUTC());
      DirectoryReport report = new DirectoryReport(out);
      report.begin(config);
      if (opened.isPresent()) {
        try (LdapDirectory directory = opened.get()) {
          look.at(new Diagnosis(directory), report, complaints);
        }
      }
      out.flush();
    }
    if (!complaints.isEmpty()) {
      throw new CommandFailure(String.join("\nerror: ", complaints));
    }
    return 0;
  }
}
