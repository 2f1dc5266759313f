package org.chancery.storage;

import java.time.Duration;

/**
 * How one node writes the record.
 *
 * @param node its number, 0 to 255: no two servers on one database may have the same
 * @param stallTimeout how long the database may be silent before a batch is given up
 */
public record AuditStoreConfig(int node, Duration stallTimeout) {
  private static final int LAST_NODE = 255;

  /** Refuses a number that a position can't hold. */
  public AuditStoreConfig {
    if (node < 0 || node > LAST_NODE) {
      throw new IllegalArgumentException("a node's number is 0 to " + LAST_NODE);
    }
  }

  /** Node 0, 10 seconds. */
  public static AuditStoreConfig defaults() {
    return new AuditStoreConfig(0, Duration.ofSeconds(10));
  }
}
