package org.chancery.server.audit;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.StreamError;
import org.chancery.protocol.StreamException;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.AuditStore;
import org.chancery.storage.NotRecordedException;
import org.chancery.storage.OutcomeUnknownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way onto the record. {@link #commit} returns once the row is durably committed, or
 * throws; one writer thread takes whatever waits and commits it together. Thread-safe.
 *
 * <p>When the connection breaks in the middle of a commit, the writer finds out what became of the
 * batch before it writes anything else. Those whose entries are in it wait as long as that takes:
 * nobody is told "not recorded" of what may be on record, nor the other way round.
 */
public final class AuditLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

  private final AuditStore store;
  private final AuditConfig config;
  private final Clock clock;
  private final BlockingQueue<Pending> queue;
  private final Map<Exclusion, LongAdder> excluded = new EnumMap<>(Exclusion.class);
  private final RowCounts rows = new RowCounts();
  private final HistoryReadings readings = new HistoryReadings();
  private final CaptureCounts counts;
  private final Thread writer;
  private volatile boolean closing;
  private volatile boolean healthy = true;

  /** Starts the writer thread. */
  public AuditLog(AuditStore store, AuditConfig config, Clock clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.counts = new CaptureCounts(clock, store.end());
    this.queue = new ArrayBlockingQueue<>(config.queueSize());
    for (Exclusion exclusion : Exclusion.values()) {
      excluded.put(exclusion, new LongAdder());
    }
    this.writer = Thread.ofPlatform().name("audit-writer").start(this::writeUntilClosed);
  }

  /**
   * Records a message and waits until it is durable.
   *
   * @param queued is called before the waiting begins: what is committed after it stands later in
   *     the record
   * @throws StanzaException {@code service-unavailable} of type {@code wait} when it could not be
   *     recorded; it must then not be delivered
   * @throws StreamException when the server stops, or its own failure keeps it, before it knows
   *     what became of it: no answer to the sender would be true
   */
  public Audited commit(Message message, AuditEntry entry, Runnable queued) {
    Pending pending = enqueue(entry);
    queued.run();
    AuditPosition position = await(pending);
    return new Audited(message, Optional.of(position));
  }

  /**
   * Records an event that is no message and waits until it is durable.
   *
   * @throws StanzaException as above
   * @throws StreamException as above
   */
  public AuditPosition commit(AuditEntry event) {
    return await(enqueue(event));
  }

  /**
   * Records an event without waiting, for what has happened already and can't be refused, such as a
   * lost connection. It is kept while the database is away.
   */
  public void submit(AuditEntry event) {
    if (closing || !queue.offer(new Pending(event, false))) {
      log.error(
          "event not recorded: {} kind={}",
          closing ? "the server is stopping" : "queue full",
          event.kind().sqlName());
    }
  }

  /** Lets a message pass that is not recorded on its own, for a named reason. Counted. */
  public Audited exclude(Message message, Exclusion reason) {
    excluded.get(reason).increment();
    return new Audited(message, Optional.empty());
  }

  /** Lets a message that is on record already be delivered again, later. */
  public Audited again(Message message, AuditPosition position) {
    excluded.get(Exclusion.REDELIVERY).increment();
    return new Audited(message, Optional.of(position));
  }

  /**
   * Lets a message that is on record already be shown to somebody who asks for history. That the
   * person was shown it is on record a minute later.
   *
   * @param history whose: a person's own, or a room's
   */
  public Audited fromHistory(Message message, Jid history, AuditPosition position) {
    message.to().ifPresent(to -> readings.note(to, history, position, clock.instant()));
    return exclude(message, Exclusion.HISTORY);
  }

  /** Puts on record who was shown what of a history until a minute ago. */
  public void recordReadings() {
    readings.due(clock.instant()).forEach(this::submit);
  }

  /** How many messages have been excluded for this reason since the start. */
  public long excluded(Exclusion reason) {
    return excluded.get(reason).sum();
  }

  /** How many rows have been committed since the start. */
  public RowCounts rows() {
    return rows;
  }

  /** How many entries wait to be written. */
  public int waiting() {
    return queue.size();
  }

  /** What became of every message, to be compared with what the database has. */
  public CaptureCounts counts() {
    return counts;
  }

  /** Whether the last attempt to write succeeded. */
  public boolean healthy() {
    return healthy;
  }

  private Pending enqueue(AuditEntry entry) {
    Pending pending = new Pending(entry, true);
    if (closing || !queue.offer(pending)) {
      throw refused();
    }
    return pending;
  }

  private AuditPosition await(Pending pending) {
    try {
      return switch (pending.await(config.patience())) {
        case Pending.Recorded(AuditPosition position) -> position;
        case Pending.Refused() -> throw refused();
        case Pending.Unknown() -> throw unknown();
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown();
    }
  }

  private static StreamException unknown() {
    return new StreamException(
        StreamError.Condition.INTERNAL_SERVER_ERROR,
        "The server could not find out whether your last message was recorded.");
  }

  private StanzaException refused() {
    return new StanzaException(
        StanzaError.of(
                Condition.SERVICE_UNAVAILABLE,
                "Your message could not be recorded, so it was not delivered. "
                    + (closing ? "The server is stopping." : "Please try again in a moment."))
            .withType(StanzaError.Type.WAIT));
  }

  // ---- the writer thread ----

  private void writeUntilClosed() {
    List<Pending> batch = new ArrayList<>(config.batchSize());
    while (!closing || !queue.isEmpty()) {
      try {
        fill(batch);
        if (!batch.isEmpty()) {
          write(batch);
        }
      } catch (InterruptedException e) {
        continue; // close() woke us up; the loop's condition decides
      } catch (RuntimeException e) {
        // The thread's root: without it every sender would wait for ever.
        log.error("internal error writing the record", e);
        batch.forEach(pending -> pending.answer(new Pending.Unknown()));
      } finally {
        batch.clear();
      }
    }
  }

  private void fill(List<Pending> batch) throws InterruptedException {
    Pending first = queue.poll(100, TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    if (config.linger().isPositive() && queue.size() < config.batchSize()) {
      TimeUnit.NANOSECONDS.sleep(config.linger().toNanos());
    }
    if (first.take()) {
      batch.add(first);
    }
    for (Pending next = poll(batch); next != null; next = poll(batch)) {
      if (next.take()) {
        batch.add(next);
      }
    }
  }

  private Pending poll(List<Pending> batch) {
    return batch.size() < config.batchSize() ? queue.poll() : null;
  }

  private void write(List<Pending> batch) {
    try {
      settle(batch, store.append(entries(batch)));
    } catch (OutcomeUnknownException e) {
      unhealthy(e);
      resolve(batch);
    } catch (NotRecordedException e) {
      if (e.causedByEntry() && batch.size() > 1) {
        batch.forEach(
            pending -> write(List.of(pending))); // one bad entry must not take the others with it
      } else {
        if (!e.causedByEntry()) {
          unhealthy(e);
        }
        giveUp(batch, e);
      }
    }
  }

  private void settle(List<Pending> batch, List<AuditPosition> positions) {
    if (!healthy) {
      healthy = true;
      log.info("messages are recorded again");
    }
    batch.forEach(pending -> rows.count(pending.entry()));
    counts.committed(positions);
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).answer(new Pending.Recorded(positions.get(i)));
    }
  }

  private void resolve(List<Pending> batch) {
    while (true) {
      try {
        List<AuditPosition> positions = store.resolve();
        if (positions.isEmpty()) {
          giveUp(batch, null);
        } else {
          settle(batch, positions);
        }
        return;
      } catch (OutcomeUnknownException e) {
        if (closing) {
          batch.forEach(pending -> pending.answer(new Pending.Unknown()));
          return;
        }
        pause();
      }
    }
  }

  /**
   * Nothing of the batch is on record: senders are told, events wait for the database to come back.
   */
  private void giveUp(List<Pending> batch, NotRecordedException cause) {
    boolean databaseAway = cause == null || !cause.causedByEntry();
    for (Pending pending : batch) {
      if (pending.mayBeRefused() || !databaseAway) {
        pending.answer(new Pending.Refused());
        if (!databaseAway) {
          log.warn(
              "entry refused by the database kind={} reason={}",
              pending.entry().kind().sqlName(),
              cause.getMessage());
        }
      } else if (closing || !queue.offer(pending.again())) {
        log.error("event not recorded: database away kind={}", pending.entry().kind().sqlName());
      }
    }
    if (databaseAway && !closing) {
      pause();
    }
  }

  private void unhealthy(Exception cause) {
    if (healthy) {
      healthy = false;
      log.error("the audit store is away, messages are refused: {}", cause.getMessage());
    }
  }

  private void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(config.retry().toNanos());
    } catch (InterruptedException e) {
      // Only close() interrupts the writer; the callers look at "closing".
      log.debug("pause cut short");
    }
  }

  private static List<AuditEntry> entries(List<Pending> batch) {
    return batch.stream().map(Pending::entry).toList();
  }

  /** Writes what waits, then stops; the store stays open. */
  @Override
  public void close() {
    readings.all().forEach(this::submit);
    closing = true;
    try {
      writer.join(Duration.ofSeconds(10));
      if (writer.isAlive()) {
        writer.interrupt();
        writer.join(Duration.ofSeconds(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
