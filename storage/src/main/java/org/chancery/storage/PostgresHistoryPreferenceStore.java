package org.chancery.storage;

import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chancery.protocol.Jid;

/** Preferences about history in PostgreSQL. */
public final class PostgresHistoryPreferenceStore implements HistoryPreferenceStore {
  private final Database database;

  /** Over this database. */
  public PostgresHistoryPreferenceStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Preferences> find(Jid account) {
    return database.first(
        "SELECT usually, always, never FROM chancery.history_preference WHERE account = ?",
        row ->
            new Preferences(
                Default.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                addresses(row.getArray(2)),
                addresses(row.getArray(3))),
        account.bare());
  }

  private static Set<Jid> addresses(Array array) throws SQLException {
    return Arrays.stream((String[]) array.getArray())
        .map(Jid::of)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void put(Jid account, Preferences preferences) {
    database.update(
        "INSERT INTO chancery.history_preference (account, usually, always, never)"
            + " VALUES (?, ?, ?, ?) ON CONFLICT (account) DO UPDATE SET"
            + " usually = excluded.usually, always = excluded.always,"
            + " never = excluded.never",
        account.bare(),
        preferences.usually().name().toLowerCase(Locale.ROOT),
        texts(preferences.always()),
        texts(preferences.never()));
  }

  private static List<String> texts(Set<Jid> addresses) {
    return addresses.stream().map(Jid::toString).toList();
  }

  @Override
  public void remove(Jid account) {
    database.update("DELETE FROM chancery.history_preference WHERE account = ?", account.bare());
  }
}
