package org.chancery.storage.record;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chancery.storage.Database;
import org.chancery.storage.anchor.Anchor;
import org.chancery.storage.anchor.AnchorFile;
import org.chancery.storage.anchor.TimeStampAuthority;
import org.chancery.storage.anchor.TimeStampException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the newest checkpoint of each node into a file outside the database. Not thread-safe. */
public final class Anchoring {
  private static final Logger LOG = LoggerFactory.getLogger(Anchoring.class);

  private final Database database;
  private final AnchorFile file;
  private final Optional<Stamping> stamping;
  private final InstantSource clock;
  private final Map<Integer, Long> anchored = new TreeMap<>();
  private final Map<Integer, Instant> stamped = new TreeMap<>();

  /**
   * Where time-stamps come from.
   *
   * @param authority that makes them
   * @param every how long a node's anchors do without
   */
  public record Stamping(TimeStampAuthority authority, Duration every) {}

  /**
   * Goes on after what is in the file.
   *
   * @throws IOException when the file is there and can't be read
   */
  public Anchoring(
      Database database, AnchorFile file, Optional<Stamping> stamping, InstantSource clock)
      throws IOException {
    this.database = database;
    this.file = file;
    this.stamping = stamping;
    this.clock = clock;
    file.read().forEach(this::note);
  }

  private void note(Anchor anchor) {
    anchored.merge(anchor.node(), anchor.number(), Math::max);
    if (anchor.timeStamp().isPresent()) {
      stamped.merge(anchor.node(), anchor.madeAt(), (a, b) -> a.isAfter(b) ? a : b);
    }
  }

  /**
   * Adds an anchor for each node that has signed since. Blocks. An authority that does not answer
   * is asked again with the next anchor.
   */
  public void run() throws IOException {
    List<Checkpoint> newest = database.inTransaction(Checkpoints::newestOfAll);
    for (Checkpoint checkpoint : newest) {
      if (checkpoint.number() > anchored.getOrDefault(checkpoint.node(), 0L)) {
        Anchor anchor = stamp(checkpoint.anchor());
        file.append(anchor);
        note(anchor);
      }
    }
  }

  private Anchor stamp(Anchor anchor) {
    Instant last = stamped.getOrDefault(anchor.node(), Instant.EPOCH);
    if (stamping.isEmpty() || last.plus(stamping.get().every()).isAfter(clock.instant())) {
      return anchor;
    }
    try {
      return anchor.stamped(stamping.get().authority().stamp(anchor.digest()));
    } catch (TimeStampException e) {
      LOG.warn("an anchor of the record goes without a time-stamp: {}", e.getMessage());
      return anchor;
    }
  }
}
