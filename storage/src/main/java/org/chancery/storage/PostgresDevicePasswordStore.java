package org.chancery.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore.Verifier;

/** Passwords of devices in PostgreSQL. */
public final class PostgresDevicePasswordStore implements DevicePasswordStore {
  private static final String LIST =
      """
      SELECT id, entry_id, name, created_at, last_used_at,
        hash, salt, iterations, stored_key, server_key
      FROM chancery.device_password JOIN chancery.device_password_verifier USING (owner, id)
      WHERE owner = ? ORDER BY created_at, id, hash
      """;
  private static final String ADD_VERIFIER =
      """
      INSERT INTO chancery.device_password_verifier
        (owner, id, hash, salt, iterations, stored_key, server_key) VALUES (?, ?::uuid, ?, ?, ?, ?, ?)
      """;

  private final Database database;

  /** Works in this database. */
  public PostgresDevicePasswordStore(Database database) {
    this.database = database;
  }

  @Override
  public List<DevicePassword> list(Jid owner) {
    List<DevicePassword> rows = database.list(LIST, PostgresDevicePasswordStore::row, owner.bare());
    Map<UUID, DevicePassword> passwords = new LinkedHashMap<>();
    rows.forEach(row -> passwords.merge(row.id(), row, PostgresDevicePasswordStore::joined));
    return List.copyOf(passwords.values());
  }

  private static DevicePassword row(ResultSet row) throws SQLException {
    Verifier verifier =
        new Verifier(
            row.getString(6), row.getBytes(7), row.getInt(8), row.getBytes(9), row.getBytes(10));
    return new DevicePassword(
        row.getObject(1, UUID.class),
        row.getString(2),
        row.getString(3),
        row.getObject(4, OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject(5, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
        List.of(verifier));
  }

  private static DevicePassword joined(DevicePassword one, DevicePassword next) {
    List<Verifier> verifiers = new ArrayList<>(one.verifiers());
    verifiers.addAll(next.verifiers());
    return new DevicePassword(
        one.id(),
        one.entryId(),
        one.name(),
        one.createdAt(),
        one.lastUsedAt(),
        List.copyOf(verifiers));
  }

  @Override
  public boolean add(Jid owner, DevicePassword password, int most) {
    return database.inTransaction(
        transaction -> {
          transaction.list(
              "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))",
              _ -> true,
              "device " + owner.bare());
          long count =
              transaction
                  .list(
                      "SELECT count(*) FROM chancery.device_password WHERE owner = ?",
                      row -> row.getLong(1),
                      owner.bare())
                  .getFirst();
          if (count >= most) {
            return false;
          }
          transaction.update(
              "INSERT INTO chancery.device_password (owner, id, entry_id, name, created_at)"
                  + " VALUES (?, ?::uuid, ?, ?, ?)",
              owner.bare(),
              password.id().toString(),
              password.entryId(),
              password.name(),
              password.createdAt());
          List<List<Object>> rows = new ArrayList<>();
          for (Verifier verifier : password.verifiers()) {
            rows.add(
                List.of(
                    owner.bare(),
                    password.id().toString(),
                    verifier.hash(),
                    verifier.salt(),
                    verifier.iterations(),
                    verifier.storedKey(),
                    verifier.serverKey()));
          }
          transaction.updateAll(ADD_VERIFIER, rows);
          return true;
        });
  }

  @Override
  public void used(Jid owner, UUID id, Instant at) {
    database.update(
        "UPDATE chancery.device_password SET last_used_at = ? WHERE owner = ? AND id ="
            + " ?::uuid",
        at,
        owner.bare(),
        id.toString());
  }

  @Override
  public boolean remove(Jid owner, UUID id) {
    return database.update(
            "DELETE FROM chancery.device_password WHERE owner = ? AND id = ?::uuid",
            owner.bare(),
            id.toString())
        > 0;
  }
}
