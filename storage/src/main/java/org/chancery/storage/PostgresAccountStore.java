package org.chancery.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;

/** Accounts in PostgreSQL. */
public final class PostgresAccountStore implements AccountStore {
  private static final String ADD =
      "INSERT INTO chancery.account (domain, address, enabled) VALUES (?, ?, ?) ON CONFLICT DO"
          + " NOTHING";
  private static final String ADD_VERIFIER =
      """
      INSERT INTO chancery.account_verifier (address, hash, salt, iterations, stored_key, server_key)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private final Database database;

  /** Works in this database. */
  public PostgresAccountStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Account> find(Jid address) {
    return database.inTransaction(
        transaction -> {
          Optional<Boolean> enabled =
              transaction.first(
                  "SELECT enabled FROM chancery.account WHERE address = ?",
                  row -> row.getBoolean(1),
                  address.bare());
          if (enabled.isEmpty()) {
            return Optional.empty();
          }
          List<Verifier> verifiers =
              transaction.list(
                  """
                  SELECT hash, salt, iterations, stored_key, server_key
                  FROM chancery.account_verifier WHERE address = ? ORDER BY hash
                  """,
                  PostgresAccountStore::verifier,
                  address.bare());
          return Optional.of(new Account(address.bare(), enabled.get(), verifiers));
        });
  }

  private static Verifier verifier(ResultSet row) throws SQLException {
    return new Verifier(
        row.getString(1), row.getBytes(2), row.getInt(3), row.getBytes(4), row.getBytes(5));
  }

  @Override
  public List<Account> list(String domain) {
    return database.list(
        "SELECT address, enabled FROM chancery.account WHERE domain = ? ORDER BY address"
            + " COLLATE \"C\"",
        row -> new Account(Jid.of(row.getString(1)), row.getBoolean(2), List.of()),
        domain);
  }

  @Override
  public boolean add(Jid address, List<Verifier> verifiers) {
    return addAll(List.of(new Account(address, true, verifiers))) == 1;
  }

  @Override
  public int addAll(List<Account> accounts) {
    return database.inTransaction(
        transaction -> {
          List<List<Object>> verifiers = new ArrayList<>();
          int added = 0;
          for (Account account : accounts) {
            Jid address = account.address().bare();
            if (transaction.update(ADD, address.domain(), address, account.enabled()) == 1) {
              added++;
              account.verifiers().forEach(verifier -> verifiers.add(row(address, verifier)));
            }
          }
          transaction.updateAll(ADD_VERIFIER, verifiers);
          return added;
        });
  }

  private static List<Object> row(Jid address, Verifier verifier) {
    return List.of(
        address,
        verifier.hash(),
        verifier.salt(),
        verifier.iterations(),
        verifier.storedKey(),
        verifier.serverKey());
  }

  @Override
  public boolean setVerifiers(Jid address, List<Verifier> verifiers) {
    return database.inTransaction(
        transaction -> {
          boolean exists =
              transaction
                  .first(
                      "SELECT FROM chancery.account WHERE address = ? FOR UPDATE",
                      row -> true,
                      address.bare())
                  .isPresent();
          if (exists) {
            transaction.update(
                "DELETE FROM chancery.account_verifier WHERE address = ?", address.bare());
            transaction.updateAll(
                ADD_VERIFIER,
                verifiers.stream().map(verifier -> row(address.bare(), verifier)).toList());
          }
          return exists;
        });
  }

  @Override
  public boolean setEnabled(Jid address, boolean enabled) {
    return database.update(
            "UPDATE chancery.account SET enabled = ? WHERE address = ?", enabled, address.bare())
        == 1;
  }

  /**
   * Its roster, waiting messages and devices' passwords go with it, so that a later person of the
   * same name does not inherit them.
   */
  @Override
  public boolean remove(Jid address) {
    return database.inTransaction(
        transaction -> {
          transaction.update("DELETE FROM chancery.roster WHERE owner = ?", address.bare());
          transaction.update("DELETE FROM chancery.offline WHERE account = ?", address.bare());
          transaction.update(
              "DELETE FROM chancery.device_password WHERE owner = ?", address.bare());
          return transaction.update(
                  "DELETE FROM chancery.account WHERE address = ?", address.bare())
              == 1;
        });
  }
}
