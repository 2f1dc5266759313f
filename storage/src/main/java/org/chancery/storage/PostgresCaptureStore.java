package org.chancery.storage;

import java.time.Instant;
import org.chancery.protocol.Jid;

/** Counts in PostgreSQL, over connections that the writer of the record does not use. */
public final class PostgresCaptureStore implements CaptureStore {
  private final Database database;
  private final int node;

  /**
   * Counts in this database.
   *
   * @param node whose rows
   */
  public PostgresCaptureStore(Database database, int node) {
    this.database = database;
    this.node = node;
  }

  @Override
  public long rows(Instant from, Instant until) {
    return database
        .first(
            "SELECT count(*) FROM audit.record"
                + " WHERE recorded_at >= ? AND recorded_at < ? AND node = ?",
            row -> row.getLong(1),
            from,
            until,
            node)
        .orElseThrow();
  }

  @Override
  public boolean holds(Jid sender, String stanzaId, Instant since) {
    return database
        .first(
            "SELECT 1 FROM audit.record WHERE recorded_at >= ? AND node = ? AND sender = ?"
                + " AND stanza_id = ? AND kind = 'message'",
            row -> row.getInt(1),
            since,
            node,
            sender.bare(),
            stanzaId)
        .isPresent();
  }
}
