package org.chancery.storage;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.chancery.protocol.Jid;

/** Blocklists in PostgreSQL. */
public final class PostgresBlocklistStore implements BlocklistStore {
  private final Database database;

  /** Over this database. */
  public PostgresBlocklistStore(Database database) {
    this.database = database;
  }

  @Override
  public Set<Jid> blocked(Jid account) {
    List<Jid> addresses =
        database.list(
            "SELECT address FROM chancery.blocked WHERE account = ?",
            row -> Jid.of(row.getString(1)),
            account.bare());
    return Set.copyOf(addresses);
  }

  @Override
  public void block(Jid account, Collection<Jid> addresses) {
    database.update(
        "INSERT INTO chancery.blocked (account, address) SELECT ?, unnest(?) ON CONFLICT DO"
            + " NOTHING",
        account.bare(),
        texts(addresses));
  }

  @Override
  public void unblock(Jid account, Collection<Jid> addresses) {
    database.update(
        "DELETE FROM chancery.blocked WHERE account = ? AND address = ANY (?)",
        account.bare(),
        texts(addresses));
  }

  private static List<String> texts(Collection<Jid> addresses) {
    return addresses.stream().map(Jid::toString).toList();
  }
}
