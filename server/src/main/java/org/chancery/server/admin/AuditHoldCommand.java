package org.chancery.server.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.chancery.server.database.OpenDatabase;
import org.chancery.storage.StorageException;
import org.chancery.storage.retention.Holds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Legal holds, made and released as the legal role. */
@Command(
    name = "hold",
    description = {
      "Legal holds: what is held neither expires nor is erased, whatever the rules say.",
      "A hold is in force when the command ends; releasing one deletes nothing."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "add | list | release")
final class AuditHoldCommand {

  @Spec private CommandSpec spec;

  @Command(name = "add", description = "Makes a hold, and prints its number.")
  int add(
      @Mixin ConfigOptions options,
      @Mixin RecordScope scope,
      @Option(
              names = "--room",
              paramLabel = "ADDRESS",
              defaultValue = "",
              description = "What was said and done in this room.")
          String room,
      @Option(
              names = "--matter",
              paramLabel = "TEXT",
              required = true,
              description = "What it is for.")
          String matter,
      @Option(
              names = "--restrict",
              description =
                  "Also hides the person's messages from everybody but the legal role (GDPR, art."
                      + " 18).")
          boolean restrict) {
    return with(
        options,
        holds ->
            "hold "
                + holds.add(
                    new Holds.Scope(
                        matter,
                        scope.person(),
                        Optional.of(room)
                            .filter(typed -> !typed.isEmpty())
                            .map(typed -> Arguments.address(typed).toString()),
                        scope.from(),
                        scope.until(),
                        restrict),
                    Acts.systemUser())
                + " is in force\n");
  }

  @Command(name = "list", description = "Lists all holds, those that were released too.")
  int list(@Mixin ConfigOptions options) {
    return with(options, holds -> table(holds.list()));
  }

  @Command(
      name = "release",
      description = "Ends a hold: the rules of retention apply again from their next run on.")
  int release(
      @Mixin ConfigOptions options,
      @Parameters(paramLabel = "NUMBER", description = "Which hold.") long number) {
    return with(
        options,
        holds -> {
          holds.release(number, Acts.systemUser());
          return "hold " + number + " is released\n";
        });
  }

  private int with(ConfigOptions options, Function<Holds, String> work) {
    try (OpenDatabase database = OpenDatabase.join(options.load())) {
      spec.commandLine().getOut().print(work.apply(new Holds(database.config())));
      spec.commandLine().getOut().flush();
      return 0;
    } catch (StorageException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static String table(List<Holds.Hold> holds) {
    Table table =
        new Table(
            "hold", "matter", "person", "room", "from", "until", "restricted", "made", "released");
    for (Holds.Hold hold : holds) {
      Holds.Scope scope = hold.scope();
      table.add(
          List.of(
              Optional.of(Long.toString(hold.number())),
              Optional.of(scope.matter()),
              scope.person(),
              scope.room(),
              scope.since().map(Instant::toString),
              scope.until().map(Instant::toString),
              Optional.of(scope.restricted() ? "yes" : "no"),
              Optional.of(hold.madeAt().toString()),
              hold.releasedAt().map(Instant::toString)));
    }
    return table.print();
  }
}
