package org.chancery.server.admin;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.database.StorageConfig;
import org.chancery.server.retention.RetentionConfig;
import org.chancery.storage.JsonText;
import org.chancery.storage.retention.Erasure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Empties the content of what a person wrote, and prints a receipt. */
@Command(
    name = "erase",
    description = {
      "Empties the content of the messages that a person wrote, for ever, where neither a hold nor"
          + " a rule of retention that names a group, a room or a domain forbids it.",
      "Prints a receipt as JSON. That there were messages, from whom, to whom and when, stays."
    },
    mixinStandardHelpOptions = true)
final class AuditEraseCommand extends ConfiguredCommand {

  @Mixin private RecordScope scope;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, such as the request that asks for it; stands in the record.")
  private String reason;

  @Option(names = "--dry-run", description = "Only says what would be erased, and what forbids it.")
  private boolean dryRun;

  @Override
  public Integer call() {
    Settings settings = options.load();
    RetentionConfig config = RetentionConfig.from(settings);
    Instant now = Instant.now();
    Erasure.Request request =
        new Erasure.Request(
            scope
                .person()
                .map(Arguments::address)
                .orElseThrow(
                    () -> new ParameterException(spec.commandLine(), "--person must be given")),
            scope.from().orElse(Instant.EPOCH),
            scope.until().orElse(now),
            reason);
    try (OpenDatabase database = OpenDatabase.join(settings)) {
      Acts acts = new Acts(database.config());
      Erasure erasure = new Erasure(database.config(), config.rules(), acts::vouch);
      Erasure.Receipt receipt =
          dryRun ? erasure.plan(request, now) : erasure.run(request, now, Acts.systemUser());
      if (!dryRun) {
        acts.removal(database, StorageConfig.from(settings).files()).run();
      }
      println(JsonText.of(text(request, receipt, now)));
      return 0;
    }
  }

  private Map<String, String> text(Erasure.Request request, Erasure.Receipt receipt, Instant at) {
    Map<String, String> text = new LinkedHashMap<>();
    text.put("person", request.person().toString());
    text.put("from", request.since().toString());
    text.put("until", request.until().toString());
    text.put("reason", request.reason());
    text.put("at", at.toString());
    text.put(dryRun ? "would_erase" : "erased", Long.toString(receipt.rows()));
    text.put("files", Long.toString(receipt.files()));
    receipt.forbidden().forEach((why, rows) -> text.put("kept by " + why, Long.toString(rows)));
    receipt.onRecord().ifPresent(row -> text.put("on_record", Long.toString(row.value())));
    receipt.sealsRoot().ifPresent(root -> text.put("seals_root", root));
    return text;
  }
}
