package org.chancery.storage.record;

import java.time.Duration;

/**
 * How one node writes the record.
 *
 * @param node its number, 0 to 255: no two servers on one database may have the same
 * @param stallTimeout how long the database may be silent before a batch is given up
 * @param checkpointInterval how long rows may wait to be covered by a signature
 */
public record AuditStoreConfig(int node, Duration stallTimeout, Duration checkpointInterval) {
  private static final int LAST_NODE = 255;

  /** Refuses a number that a position can't hold. */
  public AuditStoreConfig {
    if (node < 0 || node > LAST_NODE) {
      throw new IllegalArgumentException("a node's number is 0 to " + LAST_NODE);
    }
  }

  /** With a checkpoint each second in which something was written. */
  public AuditStoreConfig(int node, Duration stallTimeout) {
    this(node, stallTimeout, Duration.ofSeconds(1));
  }

  /** Node 0, 10 seconds. */
  public static AuditStoreConfig defaults() {
    return new AuditStoreConfig(0, Duration.ofSeconds(10));
  }
}
