package org.chancery.bench.record;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.embedded.EmbeddedPostgres;
import org.postgresql.Driver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench record-read}: how long a compliance officer waits for an answer. */
@Command(
    name = "record-read",
    mixinStandardHelpOptions = true,
    description = "Asks a record that record-fill has made, as the compliance role.")
public final class ReadCommand implements Callable<Integer> {
  private static final int MICROS_PER_MILLI = 1_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--data-dir", required = true, description = "That of record-fill.")
  private Path dataDir = Path.of("");

  @Option(names = "--times", defaultValue = "100", description = "(${DEFAULT-VALUE})")
  private int times;

  @Option(names = "--months", defaultValue = "12", description = "(${DEFAULT-VALUE})")
  private int months;

  private final Corpus corpus = new Corpus(2);
  private final Random random = new Random(2);

  /** Sets the parameters of one of the repetitions. */
  @FunctionalInterface
  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  @Override
  public Integer call() throws SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dataDir, 0)) {
      DatabaseConfig config = DatabaseConfig.of(postgres, dataDir);
      try (Connection connection =
          new Driver()
              .connect(config.url(), config.driver(config.login(config.roles().compliance())))) {
        ask(connection);
      }
    }
    return 0;
  }

  private void ask(Connection connection) throws SQLException {
    measure(
        connection,
        "search: a word",
        "SELECT count(body) FROM compliance.search(?)",
        statement -> statement.setString(1, corpus.word()));
    measure(
        connection,
        "search: two words",
        "SELECT count(body) FROM compliance.search(?)",
        statement -> statement.setString(1, corpus.word() + " or " + corpus.word()));
    measure(
        connection,
        "search: a word, a person",
        "SELECT count(body) FROM compliance.search(?, person => ?)",
        statement -> {
          statement.setString(1, corpus.word());
          statement.setString(2, corpus.person());
        });
    String transcript = "SELECT count(said) FROM compliance.transcript(?, ?, ?)";
    measure(
        connection,
        "transcript: two people, a month",
        transcript,
        statement -> period(statement, corpus.conversation(), Duration.ofDays(30)));
    measure(
        connection,
        "transcript: a busy room, a day",
        transcript,
        statement -> period(statement, corpus.busyRoom(), Duration.ofDays(1)));
  }

  private void period(PreparedStatement statement, String conversation, Duration length)
      throws SQLException {
    Instant from = Instant.now().minus(random.nextInt(1, months * 30), ChronoUnit.DAYS);
    statement.setString(1, conversation);
    statement.setTimestamp(2, Timestamp.from(from));
    statement.setTimestamp(3, Timestamp.from(from.plus(length)));
  }

  private void measure(Connection connection, String what, String sql, Parameters parameters)
      throws SQLException {
    Histogram micros = new Histogram(3);
    long rows = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < times; i++) {
        parameters.set(statement);
        long began = System.nanoTime();
        try (ResultSet answer = statement.executeQuery()) {
          answer.next();
          rows += answer.getLong(1);
        }
        micros.recordValue((System.nanoTime() - began) / MICROS_PER_MILLI);
      }
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%-34s p50 %8.1f ms   p95 %8.1f ms   max %8.1f ms   %,d rows each%n",
            what,
            micros.getValueAtPercentile(50) / (double) MICROS_PER_MILLI,
            micros.getValueAtPercentile(95) / (double) MICROS_PER_MILLI,
            micros.getMaxValue() / (double) MICROS_PER_MILLI,
            rows / times);
    spec.commandLine().getOut().flush();
  }
}
