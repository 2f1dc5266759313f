package org.chancery.bench.record;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.database.StorageConfig;
import org.chancery.server.export.BundleVerifier;
import org.chancery.server.export.Export;
import org.chancery.server.export.ExportRequest;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.Credentials;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.anchor.Anchors;
import org.chancery.storage.files.FileStore;
import org.chancery.storage.record.AuditStoreConfig;
import org.chancery.storage.record.ChainCost;
import org.chancery.storage.record.PostgresAuditStore;
import org.chancery.storage.record.RecordVerifier;
import org.chancery.storage.record.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fills a record of its own, verifies it, exports it and verifies the export. */
@Command(
    name = "export",
    description =
        "Measures what the chain costs, and how long verification and export of many messages take,"
            + " with a database of its own.")
public final class ExportCommand implements Callable<Integer> {
  private static final int BATCH = 500;

  @Option(names = "--messages", defaultValue = "1000000", description = "How many messages.")
  private int messages;

  @Option(names = "--eml", description = "Exports each as a mail, too.")
  private boolean eml;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("chancery-bench-export");
    try {
      measure(directory);
      return 0;
    } finally {
      delete(directory);
    }
  }

  private void measure(Path directory) throws Exception {
    Settings settings =
        Settings.load(
            Optional.empty(),
            Map.of(
                "chancery.data-dir",
                directory.resolve("data").toString(),
                "chancery.storage.port",
                "0"));
    StorageConfig storage = StorageConfig.from(settings);
    settings.requireValid();
    try (OpenDatabase database = OpenDatabase.start(storage)) {
      SigningKey key = SigningKey.readOrCreate(database.config().secrets());
      cost(key);
      timed("recorded", () -> fill(database.config()));
      timed("verified", () -> verifyRecord(database, key));
      Path target = Files.createDirectory(directory.resolve("exported"));
      timed("exported", () -> export(database.config(), storage.files(), target));
      say("size of the export: %d MiB", size(target) >> 20);
      // A server's command would add the proof of the manifest; without it, only that is missed.
      timed("export verified", () -> verifyExport(target, key));
    }
  }

  private void cost(SigningKey key) {
    ChainCost cost = new ChainCost(key);
    for (int batch : new int[] {1, 10, 100}) {
      long nanos = cost.perMessage(batch, 1_000, 200_000).toNanos();
      say("chain and checkpoints, %d messages in a commit: %.2f us each", batch, nanos / 1e3);
    }
    long nanos = cost.perMessage(10, 10, 20_000).toNanos();
    say("the same with a checkpoint for every 10 messages: %.2f us each", nanos / 1e3);
  }

  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }

  private void timed(String what, Step step) throws Exception {
    long start = System.nanoTime();
    step.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    say("%,d messages: %s in %.1f s, %.0f a second", messages, what, seconds, messages / seconds);
  }

  private void fill(DatabaseConfig config) throws SQLException {
    try (PostgresAuditStore store = PostgresAuditStore.open(config, AuditStoreConfig.defaults())) {
      for (int done = 0; done < messages; done += BATCH) {
        List<AuditEntry> batch = new ArrayList<>();
        for (int i = done; i < Math.min(done + BATCH, messages); i++) {
          batch.add(ChainCost.entry(i));
        }
        store.append(batch);
      }
    }
    analyze(config);
  }

  /** As PostgreSQL does by itself within a minute, of records that are not made so fast. */
  private static void analyze(DatabaseConfig config) throws SQLException {
    Credentials superuser = config.administrator();
    try (Connection connection =
            DriverManager.getConnection(config.url(), superuser.user(), superuser.password());
        Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE audit.record");
    }
  }

  private static void verifyRecord(OpenDatabase database, SigningKey key) {
    boolean sound =
        new RecordVerifier(database.database(), List.of(key.publicKey()), Anchors.NONE)
            .run(rows -> {})
            .isSound();
    if (!sound) {
      throw new IllegalStateException("the record is not sound");
    }
  }

  private void export(DatabaseConfig config, FileStore files, Path target) throws Exception {
    ExportRequest everything =
        new ExportRequest(
            Optional.empty(), Optional.empty(), Instant.EPOCH, Instant.now(), "bench", eml);
    Credentials legal = config.login(config.roles().legal());
    try (Connection connection =
        DriverManager.getConnection(config.url(), legal.user(), legal.password())) {
      Export.Result result =
          new Export(everything, target, files).run(connection, (done, all) -> {});
      if (result.messages() != messages) {
        throw new IllegalStateException(result.messages() + " messages were exported");
      }
    }
  }

  private void verifyExport(Path target, SigningKey key) throws IOException {
    BundleVerifier.Result result =
        new BundleVerifier(target, List.of(key.publicKey())).run(count -> {});
    if (result.proved() != messages) {
      throw new IllegalStateException(result.toString());
    }
  }

  private static long size(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private void say(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(format.formatted(values));
    out.flush();
  }
}
