package org.chancery.storage;

import java.util.Optional;
import org.chancery.protocol.Jid;

/** When accounts were online last, in PostgreSQL. */
public final class PostgresActivityStore implements ActivityStore {
  private final Database database;

  /** Works in this database. */
  public PostgresActivityStore(Database database) {
    this.database = database;
  }

  @Override
  public void left(Jid account, Left left) {
    database.update(
        "INSERT INTO chancery.last_activity (account, left_at, status) VALUES (?, ?, ?)"
            + " ON CONFLICT (account) DO UPDATE SET"
            + " left_at = excluded.left_at, status = excluded.status",
        account.bare(),
        left.at(),
        left.status());
  }

  @Override
  public Optional<Left> last(Jid account) {
    return database.first(
        "SELECT left_at, status FROM chancery.last_activity WHERE account = ?",
        row ->
            new Left(
                row.getObject(1, java.time.OffsetDateTime.class).toInstant(), row.getString(2)),
        account.bare());
  }
}
