package org.chancery.storage.search;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.chancery.storage.Database;
import org.chancery.storage.Outage;
import org.chancery.storage.StorageException;
import org.chancery.storage.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what one node writes and adds its words to the search table, in large batches, on a
 * thread of its own. The work is done inside the database; a message can be found a few seconds
 * after it was recorded. Thread-safe.
 */
public final class SearchIndexer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SearchIndexer.class);
  private static final Duration BETWEEN_PREPARATIONS = Duration.ofHours(1);

  /**
   * How it works.
   *
   * @param node whose rows
   * @param language the text search configuration of PostgreSQL that takes words apart; another one
   *     than before makes all words anew
   * @param batchSize how many rows are added at a time
   * @param interval how long to wait when there is nothing more to add
   */
  public record Config(int node, String language, int batchSize, Duration interval) {

    /** English. */
    public static Config of(int node) {
      return new Config(node, "english", 5_000, Duration.ofSeconds(2));
    }

    /** The same in another language. */
    public Config language(String configuration) {
      return new Config(node, configuration, batchSize, interval);
    }
  }

  private final Database database;
  private final Config config;
  private final Outage outage = new Outage(LOG, "add to the search table");
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private long preparedAt;
  private boolean prepared;

  private SearchIndexer(Database database, Config config) {
    this.database = database;
    this.config = config;
    this.thread = Thread.ofVirtual().name("search-indexer-" + config.node()).unstarted(this::run);
  }

  /**
   * Starts it; it goes on where it was ended.
   *
   * @throws StorageException when the database does not know the language; the message names those
   *     that it knows
   */
  public static SearchIndexer start(Database database, Config config) {
    SearchIndexer indexer = new SearchIndexer(database, config);
    indexer.checkLanguage();
    indexer.thread.start();
    return indexer;
  }

  private void checkLanguage() {
    String known =
        ask(
            "SELECT string_agg(cfgname, ', ' ORDER BY cfgname) FROM pg_ts_config",
            row -> row.getString(1));
    if (!List.of(known.split(", ")).contains(config.language())) {
      throw new StorageException(
          "the database does not know the search language "
              + config.language()
              + ", but these: "
              + known);
    }
  }

  /**
   * Adds everything that has been recorded up to now. Blocks. For tests and for making the table
   * anew.
   */
  public static void catchUp(Database database, Config config) {
    SearchIndexer indexer = new SearchIndexer(database, config);
    int done;
    do {
      done = indexer.next();
    } while (done == config.batchSize());
  }

  private void run() {
    try {
      boolean closed = false;
      while (!closed) {
        long pause = indexed() ? 0 : config.interval().toMillis();
        closed = closing.await(pause, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether there may be more to do at once. */
  private boolean indexed() {
    try {
      int added = next();
      outage.over();
      return added == config.batchSize();
    } catch (StorageException e) {
      outage.failed(e.getMessage());
      return false;
    }
  }

  private int next() {
    if (!prepared || System.nanoTime() - preparedAt > BETWEEN_PREPARATIONS.toNanos()) {
      prepare();
    }
    return ask(
        "SELECT search.index_next(?::smallint, ?)",
        row -> row.getInt(1),
        config.node(),
        config.batchSize());
  }

  private void prepare() {
    ask("SELECT search.prepare_partitions()", row -> "");
    if (ask("SELECT search.use_language(?)", row -> row.getBoolean(1), config.language())) {
      LOG.info("the words of the record are made anew, in {}", config.language());
    }
    prepared = true;
    preparedAt = System.nanoTime();
  }

  private <T> T ask(String sql, Transaction.RowMapper<T> mapper, Object... parameters) {
    return database.list(sql, mapper, parameters).getFirst();
  }

  /** Ends it after the batch that is under way. Blocks for as long. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
