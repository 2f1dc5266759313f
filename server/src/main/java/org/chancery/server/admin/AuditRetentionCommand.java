package org.chancery.server.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.database.StorageConfig;
import org.chancery.server.retention.RetentionConfig;
import org.chancery.storage.retention.BusyException;
import org.chancery.storage.retention.Retention;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes out of the record what the rules of retention do not keep, or says what that would be. */
@Command(
    name = "retention",
    description = {
      "Takes out of the record what is kept no longer by the rules in the configuration.",
      "The server does the same by itself. What went is on record, and the rest is still proved."
    },
    mixinStandardHelpOptions = true)
final class AuditRetentionCommand implements Callable<Integer> {

  @Mixin private ConfigOptions options;

  @Option(
      names = "--dry-run",
      description = "Only says what would go, what would stay of the same months, and why.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings = options.load();
    RetentionConfig config = RetentionConfig.from(settings);
    try (OpenDatabase database = OpenDatabase.join(settings)) {
      Acts acts = new Acts(database.config());
      Retention retention = new Retention(database.config(), config.rules(), acts::vouch);
      Instant now = Instant.now();
      print(dryRun ? retention.plan(now) : retention.run(now, Acts.systemUser()));
      if (!dryRun) {
        acts.removal(database, StorageConfig.from(settings).files()).run();
      }
      return 0;
    } catch (BusyException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private void print(List<Retention.Line> lines) {
    Table table = new Table(List.of("month", "rows", dryRun ? "would" : "did", "why"));
    for (Retention.Line line : lines) {
      table.add(
          List.of(
              Optional.of(line.month()),
              Optional.of(Long.toString(line.rows())),
              Optional.of(line.goes() ? "go" : "stay"),
              Optional.of(line.why())));
    }
    spec.commandLine().getOut().print(lines.isEmpty() ? "Nothing is due.\n" : table.print());
    spec.commandLine().getOut().flush();
  }
}
