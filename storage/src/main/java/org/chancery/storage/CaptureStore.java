package org.chancery.storage;

import java.time.Instant;
import org.chancery.protocol.Jid;

/**
 * Counts what is on record, for the comparison with what the server believes. Two implementations:
 * PostgreSQL, and the fake of the tests.
 */
public interface CaptureStore {

  /**
   * How many rows of every kind this server recorded from a time until before another, by the time
   * in their position. Blocks.
   *
   * @throws StorageException when the database can't say
   */
  long rows(Instant from, Instant until);

  /**
   * Whether a message of that sender with that id of its own was recorded since. Blocks.
   *
   * @throws StorageException when the database can't say
   */
  boolean holds(Jid sender, String stanzaId, Instant since);
}
