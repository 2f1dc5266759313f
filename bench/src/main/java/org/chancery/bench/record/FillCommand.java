package org.chancery.bench.record;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.Database;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.DatabaseStart;
import org.chancery.storage.embedded.EmbeddedPostgres;
import org.chancery.storage.record.AuditStoreConfig;
import org.chancery.storage.record.PostgresAuditStore;
import org.chancery.storage.search.SearchIndexer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code bench record-fill}: writes a record as the server would have over the last months, chain,
 * checkpoints and search index included.
 */
@Command(
    name = "record-fill",
    mixinStandardHelpOptions = true,
    description = "Makes a record of many messages in a data directory of its own.")
public final class FillCommand implements Callable<Integer> {
  private static final int BATCH = 1_000;
  private static final int PROGRESS = 500_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--data-dir", required = true, description = "An empty directory.")
  private Path dataDir = Path.of("");

  @Option(names = "--rows", defaultValue = "1000000", description = "(${DEFAULT-VALUE})")
  private long rows;

  @Option(
      names = "--months",
      defaultValue = "12",
      description = "Over how many months, up to now (${DEFAULT-VALUE}).")
  private int months;

  private volatile Instant now = Instant.EPOCH;

  @Override
  public Integer call() {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dataDir, 0)) {
      DatabaseConfig config = DatabaseConfig.of(postgres, dataDir);
      try (Database database = DatabaseStart.run(config, Duration.ofMinutes(1))) {
        long began = System.nanoTime();
        write(config);
        report("written", began);
        began = System.nanoTime();
        SearchIndexer.catchUp(
            database, SearchIndexer.Config.of(AuditStoreConfig.defaults().node()));
        report("indexed", began);
      }
    }
    return 0;
  }

  private void write(DatabaseConfig config) {
    Instant until = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Instant from = until.atZone(ZoneOffset.UTC).minusMonths(months).toInstant();
    Duration step = Duration.between(from, until).dividedBy(Math.max(1, rows / BATCH));
    Corpus corpus = new Corpus(1);
    now = from;
    AuditStoreConfig store = AuditStoreConfig.defaults();
    try (PostgresAuditStore record = PostgresAuditStore.open(config, store, () -> now)) {
      for (long done = 0; done < rows; done += BATCH) {
        List<AuditEntry> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
          batch.add(corpus.message(now));
        }
        record.append(batch);
        now = now.plus(step);
        if (done % PROGRESS == 0) {
          out().printf("%,d of %,d rows%n", done, rows);
          out().flush();
        }
      }
    }
  }

  private void report(String what, long began) {
    double seconds = (System.nanoTime() - began) / 1e9;
    out()
        .printf(
            "%s: %,d rows in %.0f s, %.1f us each%n", what, rows, seconds, seconds * 1e6 / rows);
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
