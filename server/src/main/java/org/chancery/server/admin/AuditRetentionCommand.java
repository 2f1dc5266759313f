package org.chancery.server.admin;

import java.time.Instant;
import java.util.List;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.database.StorageConfig;
import org.chancery.server.retention.RetentionConfig;
import org.chancery.storage.retention.BusyException;
import org.chancery.storage.retention.Retention;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes out of the record what the rules of retention do not keep, or says what that would be. */
@Command(
    name = "retention",
    description = {
      "Takes out of the record what is kept no longer by the rules in the configuration.",
      "The server does the same by itself. What went is on record, and the rest is still proved."
    },
    mixinStandardHelpOptions = true)
final class AuditRetentionCommand extends ConfiguredCommand {

  @Option(
      names = "--dry-run",
      description = "Only says what would go, what would stay of the same months, and why.")
  private boolean dryRun;

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
    Table table = new Table("month", "rows", dryRun ? "would" : "did", "why");
    for (Retention.Line line : lines) {
      table.row(line.month(), Long.toString(line.rows()), line.goes() ? "go" : "stay", line.why());
    }
    print(lines.isEmpty() ? "Nothing is due.\n" : table.print());
  }
}
