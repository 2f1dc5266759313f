package org.chancery.storage;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;

/** Who has been sent the notice, in PostgreSQL. */
public final class PostgresNoticeStore implements NoticeStore {
  private final Database database;

  /** Over this database. */
  public PostgresNoticeStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<String> lastSent(Jid person) {
    return database.first(
        "SELECT version FROM chancery.notice_sent WHERE person = ?",
        row -> row.getString(1),
        person.bare());
  }

  @Override
  public AuditEntry.Companion sent(Jid person, String version) {
    return new AuditEntry.Companion(
        "INSERT INTO chancery.notice_sent (position, person, version) VALUES (?, ?, ?)"
            + " ON CONFLICT (person) DO UPDATE SET position = excluded.position,"
            + " version = excluded.version",
        List.of(person.bare().toString(), version));
  }

  @Override
  public void remove(Jid person) {
    database.update("DELETE FROM chancery.notice_sent WHERE person = ?", person.bare());
  }
}
