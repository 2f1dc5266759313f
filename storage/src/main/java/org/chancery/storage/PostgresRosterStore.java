package org.chancery.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Jid;

/**
 * Rosters in PostgreSQL. Each change takes the next version of its roster; the latest removals are
 * remembered, so that a client can be told only what changed.
 */
public final class PostgresRosterStore implements RosterStore {
  /** How many removals of a roster are remembered. */
  static final int REMOVALS_KEPT = 100;

  private static final String COLUMNS =
      "contact, name, subscription, ask, approved, groups, requested, listed";
  private static final String NEXT_VERSION =
      """
      INSERT INTO chancery.roster AS r (owner, version, known_from) VALUES (?, 1, 0)
      ON CONFLICT (owner) DO UPDATE SET version = r.version + 1
      RETURNING version
      """;
  private static final String PUT =
      """
      INSERT INTO chancery.roster_item
        (contact, name, subscription, ask, approved, groups, requested, listed, owner, changed_in)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (owner, contact) DO UPDATE SET
        name = excluded.name, subscription = excluded.subscription, ask = excluded.ask,
        approved = excluded.approved, groups = excluded.groups, requested = excluded.requested,
        listed = excluded.listed, changed_in = excluded.changed_in
      """;
  private static final String FORGET_OLDEST_REMOVALS =
      """
      WITH oldest AS (
        DELETE FROM chancery.roster_removal WHERE (owner, contact) IN (
          SELECT owner, contact FROM chancery.roster_removal WHERE owner = ?
          ORDER BY removed_in DESC OFFSET ?)
        RETURNING removed_in
      )
      UPDATE chancery.roster SET known_from = (SELECT max(removed_in) FROM oldest)
      WHERE owner = ? AND EXISTS (SELECT FROM oldest)
      """;

  private final Database database;

  /** Works in this database. */
  public PostgresRosterStore(Database database) {
    this.database = database;
  }

  @Override
  public List<Item> load(Jid owner) {
    return database.list(
        "SELECT " + COLUMNS + " FROM chancery.roster_item WHERE owner = ? ORDER BY changed_in",
        PostgresRosterStore::item,
        owner.bare());
  }

  private static Item item(ResultSet row) throws SQLException {
    Set<String> groups = new LinkedHashSet<>(List.of((String[]) row.getArray(6).getArray()));
    return new Item(
        Jid.of(row.getString(1)),
        row.getString(2),
        Subscription.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
        row.getBoolean(4),
        row.getBoolean(5),
        groups,
        Optional.ofNullable(row.getString(7)),
        row.getBoolean(8));
  }

  /** What is known of a roster as a whole. */
  private record Head(long version, long knownFrom) {}

  private static Head head(Transaction transaction, Jid owner) throws SQLException {
    return transaction
        .first(
            "SELECT version, known_from FROM chancery.roster WHERE owner = ?",
            row -> new Head(row.getLong(1), row.getLong(2)),
            owner.bare())
        .orElse(new Head(0, 0));
  }

  @Override
  public long version(Jid owner) {
    return database.inTransaction(transaction -> head(transaction, owner).version());
  }

  @Override
  public Optional<Changes> changesSince(Jid owner, long version) {
    return database.inTransaction(
        transaction -> {
          // Held until the items are read, so that they and the version belong together.
          transaction.list(
              "SELECT FROM chancery.roster WHERE owner = ? FOR SHARE", row -> true, owner.bare());
          Head head = head(transaction, owner);
          if (version < head.knownFrom() || version > head.version()) {
            return Optional.empty();
          }
          List<Item> changed =
              transaction.list(
                  "SELECT "
                      + COLUMNS
                      + " FROM chancery.roster_item WHERE owner = ? AND changed_in > ? ORDER BY"
                      + " changed_in",
                  PostgresRosterStore::item,
                  owner.bare(),
                  version);
          List<Jid> removed =
              transaction.list(
                  """
                  SELECT contact FROM chancery.roster_removal
                  WHERE owner = ? AND removed_in > ? ORDER BY removed_in
                  """,
                  row -> Jid.of(row.getString(1)),
                  owner.bare(),
                  version);
          return Optional.of(new Changes(head.version(), changed, removed));
        });
  }

  @Override
  public long put(Jid owner, Item item) {
    return database.inTransaction(
        transaction -> {
          long version = nextVersion(transaction, owner);
          transaction.update(
              PUT,
              item.contact().bare(),
              item.name(),
              item.subscription().name().toLowerCase(Locale.ROOT),
              item.ask(),
              item.approved(),
              List.copyOf(item.groups()),
              item.requested(),
              item.listed(),
              owner.bare(),
              version);
          transaction.update(
              "DELETE FROM chancery.roster_removal WHERE owner = ? AND contact = ?",
              owner.bare(),
              item.contact().bare());
          return version;
        });
  }

  private static long nextVersion(Transaction transaction, Jid owner) throws SQLException {
    return transaction.list(NEXT_VERSION, row -> row.getLong(1), owner.bare()).getFirst();
  }

  @Override
  public Optional<Long> remove(Jid owner, Jid contact) {
    return database.inTransaction(
        transaction -> {
          int removed =
              transaction.update(
                  "DELETE FROM chancery.roster_item WHERE owner = ? AND contact = ?",
                  owner.bare(),
                  contact.bare());
          if (removed == 0) {
            return Optional.empty();
          }
          long version = nextVersion(transaction, owner);
          transaction.update(
              """
              INSERT INTO chancery.roster_removal (owner, contact, removed_in) VALUES (?, ?, ?)
              ON CONFLICT (owner, contact) DO UPDATE SET removed_in = excluded.removed_in
              """,
              owner.bare(),
              contact.bare(),
              version);
          transaction.update(FORGET_OLDEST_REMOVALS, owner.bare(), REMOVALS_KEPT, owner.bare());
          return Optional.of(version);
        });
  }
}
