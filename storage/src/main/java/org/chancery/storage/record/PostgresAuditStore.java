package org.chancery.storage.record;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.AuditStore;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.NotRecordedException;
import org.chancery.storage.Outage;
import org.chancery.storage.OutcomeUnknownException;
import org.chancery.storage.Refusal;
import org.chancery.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record in PostgreSQL: one connection of its own, one transaction for each batch, one chain
 * for the node. Thread-safe, but one batch at a time.
 */
public final class PostgresAuditStore implements AuditStore {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresAuditStore.class);
  private static final Duration BETWEEN_PREPARATIONS = Duration.ofHours(12);
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);
  private static final Duration BEFORE_ANOTHER_PREPARATION = Duration.ofMinutes(10);

  /**
   * The database is well, but not with what it was given: bad data, a constraint, a limit, a
   * statement that does not fit.
   */
  private static final Set<String> ENTRY_AT_FAULT = Set.of("22", "23", "42", "54");

  /** What the database refuses without anything being wrong with the connection. */
  private static final Set<String> DATABASE_IS_WELL =
      Set.of("22", "23", "25", "40", "42", "53", "54", "55");

  private final DatabaseConfig database;
  private final AuditStoreConfig config;
  private final InstantSource clock;
  private final AuditChain chain;
  private final Checkpoints checkpoints;
  private final ScheduledExecutorService timer;
  private final Outage signing = new Outage(LOG, "make a checkpoint of the record");
  private Optional<AuditSession> session = Optional.empty();
  private Optional<AuditSession.Backend> lost = Optional.empty();
  private List<AuditChain.Link> unresolved = List.of();
  private AuditChain.Head head = AuditChain.Head.NONE;
  private Instant nextPreparation = Instant.MIN;

  private PostgresAuditStore(
      DatabaseConfig database, AuditStoreConfig config, InstantSource clock) {
    this.database = database;
    this.config = config;
    this.clock = clock;
    this.chain = new AuditChain(config.node());
    this.checkpoints = new Checkpoints(SigningKey.readOrCreate(database.secrets()), config.node());
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("audit-checkpoints-" + config.node()).factory());
  }

  /**
   * Connects, takes the node for this server and finds the end of its chain. Blocks.
   *
   * @throws StorageException when the database can't be reached or another server is this node
   */
  public static PostgresAuditStore open(DatabaseConfig database, AuditStoreConfig config) {
    return open(database, config, InstantSource.system());
  }

  /**
   * The same at another time, for tests and for making records of months past.
   *
   * @throws StorageException as above
   */
  public static PostgresAuditStore open(
      DatabaseConfig database, AuditStoreConfig config, InstantSource clock) {
    PostgresAuditStore store = new PostgresAuditStore(database, config, clock);
    try {
      AuditSession first = AuditSession.open(database, config, Optional.empty());
      store.session = Optional.of(first);
      store.head = first.head();
      first.resume(store.checkpoints);
      store.checkEnd();
      store.compareWithClock();
      store.preparePartitions(first);
      store.startTimer();
      return store;
    } catch (SQLException e) {
      store.close();
      throw new StorageException(
          "can't write the record as node " + config.node() + ": " + e.getMessage(), e);
    } catch (StorageException e) {
      store.close();
      throw e;
    }
  }

  /** Rows that were signed and are gone were taken away by somebody: writing on would hide it. */
  private void checkEnd() {
    Checkpoint signed = checkpoints.last();
    if (head.sequence() < signed.lastSequence()) {
      throw new StorageException(
          "the record of node "
              + config.node()
              + " ends with row "
              + head.sequence()
              + ", but rows up to "
              + signed.lastSequence()
              + " were signed: somebody removed rows. Restore them from a backup");
    }
  }

  private void compareWithClock() {
    Instant end = head.position().recordedAt();
    if (end.isAfter(clock.instant().plus(CLOCK_TOLERANCE))) {
      LOG.warn(
          "the record ends at {}, which is in the future: one of the two clocks was wrong. Until"
              + " then rows get times after that one",
          end);
    }
  }

  private void startTimer() {
    long millis = config.checkpointInterval().toMillis();
    timer.scheduleWithFixedDelay(
        this::checkpointUnlessBroken, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void checkpointUnlessBroken() {
    try {
      checkpoint();
    } catch (RuntimeException e) {
      LOG.error("can't make a checkpoint of the record", e);
    }
  }

  /** Signs what was written since the last checkpoint; if that fails, it is done with the next. */
  synchronized void checkpoint() {
    if (session.isEmpty() || !unresolved.isEmpty() || !checkpoints.isDue()) {
      return;
    }
    AuditSession current = session.get();
    try {
      current.checkpoint(checkpoints, head, clock.instant());
      signing.over();
    } catch (SQLException e) {
      signing.failed(Refusal.of(e));
      rollBackOrDrop(current, e);
    }
  }

  @Override
  public synchronized List<AuditPosition> append(List<AuditEntry> batch) {
    if (!unresolved.isEmpty()) {
      throw new IllegalStateException("the outcome of the last batch is not known yet");
    }
    if (batch.isEmpty()) {
      return List.of();
    }
    long start = System.nanoTime();
    boolean connectedBefore = session.isPresent();
    try {
      return write(batch);
    } catch (SQLException e) {
      // A connection that broke while nothing was written, as by a restart of the database, is no
      // reason to refuse anybody.
      boolean quick = System.nanoTime() - start < config.stallTimeout().toNanos() / 2;
      if (!connectedBefore || !quick || session.isPresent()) {
        throw notRecorded(e);
      }
    }
    try {
      return write(batch);
    } catch (SQLException e) {
      throw notRecorded(e);
    }
  }

  private static NotRecordedException notRecorded(SQLException e) {
    return new NotRecordedException(Refusal.of(e), isOf(ENTRY_AT_FAULT, e), e);
  }

  /**
   * Throws an SQLException only when nothing was committed; the session is gone then unless the
   * database is well.
   */
  private List<AuditPosition> write(List<AuditEntry> batch) throws SQLException {
    AuditSession current = connected();
    if (!clock.instant().isBefore(nextPreparation)) {
      guarded(current, () -> preparePartitions(current));
    }
    List<AuditChain.Link> links = chain.extend(head, batch, clock.instant());
    guarded(current, () -> current.write(links));
    try {
      current.commit();
    } catch (SQLException e) {
      if (current.outlives(e)) {
        rollBackOrDrop(current, e);
        throw e;
      }
      drop(current);
      unresolved = links;
      throw new OutcomeUnknownException("no answer to COMMIT: " + Refusal.of(e), e);
    }
    head = AuditChain.after(links);
    checkpoints.add(links);
    return positions(links);
  }

  @FunctionalInterface
  private interface Step {
    void run() throws SQLException;
  }

  private void guarded(AuditSession current, Step step) throws SQLException {
    try {
      step.run();
    } catch (SQLException e) {
      rollBackOrDrop(current, e);
      throw e;
    }
  }

  private AuditSession connected() throws SQLException {
    if (session.isEmpty()) {
      AuditSession fresh = AuditSession.open(database, config, lost);
      boolean same = false;
      try {
        same = fresh.head().isSameAs(head);
        fresh.resume(checkpoints);
      } finally {
        if (!same) {
          fresh.close();
        }
      }
      if (!same) {
        LOG.error(
            "the record in the database does not end where this server left it: rows were lost or"
                + " added");
        throw new SQLException("the record does not end where this server left it", "XX001");
      }
      session = Optional.of(fresh);
      lost = Optional.empty();
      LOG.info("connected to the record again");
    }
    return session.get();
  }

  private void preparePartitions(AuditSession current) throws SQLException {
    Instant now = clock.instant();
    boolean done = current.preparePartitions(now);
    nextPreparation = now.plus(done ? BETWEEN_PREPARATIONS : BEFORE_ANOTHER_PREPARATION);
  }

  private void rollBackOrDrop(AuditSession current, SQLException cause) {
    boolean broken = !isOf(DATABASE_IS_WELL, cause);
    if (!broken) {
      try {
        current.rollback();
      } catch (SQLException e) {
        broken = true;
      }
    }
    if (broken) {
      LOG.warn("lost the connection to the record: {}", Refusal.of(cause));
      drop(current);
    }
  }

  private void drop(AuditSession current) {
    lost = Optional.of(current.backend());
    session = Optional.empty();
    current.close();
  }

  private static boolean isOf(Set<String> classes, SQLException e) {
    String state = e.getSQLState();
    return state != null && state.length() > 2 && classes.contains(state.substring(0, 2));
  }

  private static List<AuditPosition> positions(List<AuditChain.Link> links) {
    return links.stream().map(AuditChain.Link::position).toList();
  }

  @Override
  public synchronized List<AuditPosition> resolve() {
    if (unresolved.isEmpty()) {
      throw new IllegalStateException("there is no batch whose outcome is unknown");
    }
    List<AuditChain.Link> asked = unresolved;
    try (AuditSession fresh = AuditSession.open(database, config, lost)) {
      // Having the node's lock means that the session which sent COMMIT has ended, so the answer is
      // final.
      boolean committed = fresh.has(asked.getFirst().position());
      head = committed ? AuditChain.after(asked) : head;
      unresolved = List.of();
      lost = Optional.of(fresh.backend());
      return committed ? positions(asked) : List.of();
    } catch (SQLException e) {
      throw new OutcomeUnknownException("the database still can't say: " + Refusal.of(e), e);
    }
  }

  @Override
  public synchronized AuditPosition end() {
    return head.position();
  }

  /** Signs what was written, and ends the node's lock; rows that were committed stay. */
  @Override
  public void close() {
    timer.shutdownNow();
    checkpoint();
    synchronized (this) {
      session.ifPresent(AuditSession::close);
      session = Optional.empty();
    }
  }
}
