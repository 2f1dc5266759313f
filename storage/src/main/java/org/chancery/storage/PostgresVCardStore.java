package org.chancery.storage;

import java.util.Optional;
import org.chancery.protocol.Jid;

/** vCards in PostgreSQL. */
public final class PostgresVCardStore implements VCardStore {
  private final Database database;

  /** Works in this database. */
  public PostgresVCardStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<String> find(Jid account) {
    return database.first(
        "SELECT xml FROM chancery.vcard WHERE account = ?",
        row -> row.getString(1),
        account.bare());
  }

  @Override
  public void put(Jid account, String xml) {
    database.update(
        "INSERT INTO chancery.vcard (account, xml) VALUES (?, ?)"
            + " ON CONFLICT (account) DO UPDATE SET xml = excluded.xml",
        account.bare(),
        xml);
  }

  @Override
  public void remove(Jid account) {
    database.update("DELETE FROM chancery.vcard WHERE account = ?", account.bare());
  }
}
