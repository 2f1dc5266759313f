package org.chancery.storage;

import java.util.List;
import org.chancery.protocol.Jid;

/** Waiting messages in PostgreSQL: who waits for which row of the record. */
public final class PostgresOfflineStore implements OfflineStore {
  private static final String WAIT =
      "INSERT INTO chancery.offline (position, account) VALUES (?, ?)";
  private static final String WAITING =
      """
      SELECT o.position, r.xml
      FROM chancery.offline o
      JOIN audit.record r
        ON r.recorded_at = timestamptz 'epoch' + (o.position >> 8) * interval '1 microsecond'
        AND r.position = o.position
      WHERE o.account = ? AND r.xml IS NOT NULL
      ORDER BY o.position LIMIT ?
      """;

  private final Database database;

  /** Works in this database. */
  public PostgresOfflineStore(Database database) {
    this.database = database;
  }

  @Override
  public AuditEntry.Companion waitingFor(Jid account) {
    return new AuditEntry.Companion(WAIT, List.of(account.bare().toString()));
  }

  @Override
  public void add(Jid account, AuditPosition position) {
    database.update(WAIT + " ON CONFLICT DO NOTHING", position, account.bare());
  }

  @Override
  public List<Stored> waiting(Jid account, int most) {
    return database.list(
        WAITING,
        row -> new Stored(new AuditPosition(row.getLong(1)), row.getString(2)),
        account.bare(),
        most);
  }

  @Override
  public int count(Jid account) {
    return database
        .list(
            "SELECT count(*) FROM chancery.offline WHERE account = ?",
            row -> row.getInt(1),
            account.bare())
        .getFirst();
  }

  @Override
  public void remove(Jid account, List<AuditPosition> positions) {
    List<Long> values = positions.stream().map(AuditPosition::value).toList();
    if (!values.isEmpty()) {
      database.update(
          "DELETE FROM chancery.offline WHERE account = ? AND position = ANY (?)",
          account.bare(),
          values);
    }
  }
}
