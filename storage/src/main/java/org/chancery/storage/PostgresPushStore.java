package org.chancery.storage;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;

/** Push registrations in PostgreSQL. */
public final class PostgresPushStore implements PushStore {
  private final Database database;

  /** Over this database. */
  public PostgresPushStore(Database database) {
    this.database = database;
  }

  @Override
  public List<Registration> of(Jid account) {
    return database.list(
        "SELECT device, service, node, options FROM chancery.push_registration"
            + " WHERE account = ? ORDER BY service, node",
        row ->
            new Registration(
                Jid.of(row.getString(1)),
                Jid.of(row.getString(2)),
                row.getString(3),
                row.getString(4)),
        account.bare());
  }

  @Override
  public void put(Registration registration) {
    database.update(
        "INSERT INTO chancery.push_registration (account, service, node, device, options)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (account, service, node)"
            + " DO UPDATE SET device = excluded.device, options = excluded.options",
        registration.device().bare(),
        registration.service(),
        registration.node(),
        registration.device(),
        registration.options());
  }

  @Override
  public void remove(Jid account, Jid service, Optional<String> node) {
    database.update(
        "DELETE FROM chancery.push_registration"
            + " WHERE account = ? AND service = ? AND node = coalesce(?, node)",
        account.bare(),
        service,
        node);
  }

  @Override
  public void removeAll(Jid account) {
    database.update("DELETE FROM chancery.push_registration WHERE account = ?", account.bare());
  }
}
