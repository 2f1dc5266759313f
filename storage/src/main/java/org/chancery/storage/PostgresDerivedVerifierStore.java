package org.chancery.storage;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Jid;

/** Derived verifiers in PostgreSQL. */
public final class PostgresDerivedVerifierStore implements DerivedVerifierStore {
  private static final String PUT =
      """
      INSERT INTO chancery.derived_verifier (address, directory, entry_id, password_mark, sealed)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (address) DO UPDATE SET directory = excluded.directory, entry_id = excluded.entry_id,
        password_mark = excluded.password_mark, sealed = excluded.sealed
      """;

  private final Database database;

  /** Works in this database. */
  public PostgresDerivedVerifierStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Sealed> find(Jid address) {
    return database.first(
        "SELECT directory, entry_id, password_mark, sealed FROM chancery.derived_verifier"
            + " WHERE address = ?",
        row -> new Sealed(row.getString(1), row.getString(2), row.getString(3), row.getBytes(4)),
        address.bare());
  }

  @Override
  public void put(Jid address, Sealed sealed) {
    database.update(
        PUT,
        address.bare(),
        sealed.directory(),
        sealed.entryId(),
        sealed.passwordMark(),
        sealed.bytes());
  }

  @Override
  public boolean remove(Jid address) {
    return database.update(
            "DELETE FROM chancery.derived_verifier WHERE address = ?", address.bare())
        > 0;
  }

  @Override
  public List<Jid> of(String directory) {
    return database.list(
        "SELECT address FROM chancery.derived_verifier WHERE directory = ?",
        row -> Jid.of(row.getString(1)),
        directory);
  }

  @Override
  public void keepOnly(Set<String> directories) {
    database.update(
        "DELETE FROM chancery.derived_verifier WHERE directory <> ALL (?)",
        List.copyOf(directories));
  }
}
