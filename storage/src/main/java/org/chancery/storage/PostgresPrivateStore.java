package org.chancery.storage;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.chancery.protocol.Jid;

/** Private XML in PostgreSQL. */
public final class PostgresPrivateStore implements PrivateStore {
  private static final String OTHERS =
      "SELECT coalesce(sum(octet_length(xml)), 0) FROM chancery.private_xml"
          + " WHERE owner = ? AND NOT (namespace = ? AND name = ?)";

  private final Database database;

  /** Works in this database. */
  public PostgresPrivateStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<String> find(Jid owner, String namespace, String name) {
    return database.first(
        "SELECT xml FROM chancery.private_xml" + " WHERE owner = ? AND namespace = ? AND name = ?",
        row -> row.getString(1),
        owner.bare(),
        namespace,
        name);
  }

  @Override
  public boolean put(Jid owner, String namespace, String name, String xml, long most) {
    return database.inTransaction(
        transaction -> {
          long others =
              transaction
                  .list(OTHERS, row -> row.getLong(1), owner.bare(), namespace, name)
                  .getFirst();
          if (others + xml.getBytes(StandardCharsets.UTF_8).length > most) {
            return false;
          }
          transaction.update(
              "INSERT INTO chancery.private_xml (owner, namespace, name, xml) VALUES (?, ?, ?, ?)"
                  + " ON CONFLICT (owner, namespace, name) DO UPDATE SET xml = excluded.xml",
              owner.bare(),
              namespace,
              name,
              xml);
          return true;
        });
  }

  @Override
  public void removeAll(Jid owner) {
    database.update("DELETE FROM chancery.private_xml WHERE owner = ?", owner.bare());
  }
}
