package org.chancery.storage.search;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.chancery.storage.Database;
import org.chancery.storage.StorageException;
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
   * @param languages the text search configurations of PostgreSQL by which words are found; {@code
   *     simple} takes them as they are
   * @param batchSize how many rows are added at a time
   * @param interval how long to wait when there is nothing more to add
   */
  public record Config(int node, List<String> languages, int batchSize, Duration interval) {

    /** Words as they are, and by their English stems. */
    public static Config of(int node) {
      return new Config(node, List.of("simple", "english"), 2_000, Duration.ofSeconds(2));
    }
  }

  private final Database database;
  private final Config config;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private long preparedAt;
  private boolean prepared;

  private SearchIndexer(Database database, Config config) {
    this.database = database;
    this.config = config;
    this.thread = Thread.ofVirtual().name("search-indexer-" + config.node()).unstarted(this::run);
  }

  /** Starts it; it goes on where it was ended. */
  public static SearchIndexer start(Database database, Config config) {
    SearchIndexer indexer = new SearchIndexer(database, config);
    indexer.thread.start();
    return indexer;
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
      return next() == config.batchSize();
    } catch (StorageException e) {
      LOG.warn("can't add to the search table now: {}", e.getMessage());
      return false;
    }
  }

  private int next() {
    boolean due = System.nanoTime() - preparedAt > BETWEEN_PREPARATIONS.toNanos();
    if (!prepared || due) {
      database.inTransaction(
          transaction -> transaction.list("SELECT search.prepare_partitions()", row -> ""));
      prepared = true;
      preparedAt = System.nanoTime();
    }
    return database.inTransaction(
        transaction ->
            transaction
                .list(
                    "SELECT search.index_next(?::smallint, ?, ?::regconfig[])",
                    row -> row.getInt(1),
                    config.node(),
                    config.batchSize(),
                    config.languages())
                .getFirst());
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
