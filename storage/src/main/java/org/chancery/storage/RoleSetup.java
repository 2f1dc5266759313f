package org.chancery.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.util.PasswordUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the database's roles and their passwords, as the configured user. Where that user may not
 * make roles they must be there already, and the server's password in its file; what is missing is
 * said all at once.
 */
final class RoleSetup {
  private static final Logger LOG = LoggerFactory.getLogger(RoleSetup.class);
  private static final String ONE_AT_A_TIME =
      "SELECT pg_advisory_xact_lock(hashtext('chancery role setup'))";

  private final DatabaseConfig config;
  private final Transaction transaction;
  private final List<String> problems = new ArrayList<>();

  private RoleSetup(DatabaseConfig config, Transaction transaction) {
    this.config = config;
    this.transaction = transaction;
  }

  /** Does it, in the transaction of the configured user. */
  static void run(DatabaseConfig config, Transaction transaction) throws SQLException {
    new RoleSetup(config, transaction).run();
  }

  private void run() throws SQLException {
    transaction.list(ONE_AT_A_TIME, row -> "");
    boolean mayMakeRoles =
        ask("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user");
    Roles roles = config.roles();
    if (!exists(roles.owner())) {
      make(mayMakeRoles, roles.owner(), "NOLOGIN", "");
    }
    for (String role : roles.logins()) {
      prepareLogin(mayMakeRoles, role);
    }
    if (problems.isEmpty()) {
      joinOwner(roles.owner());
      openDatabase(roles);
    }
    if (!problems.isEmpty()) {
      throw new StorageException(
          "the database's roles are not ready: " + String.join("; ", problems));
    }
  }

  private void make(boolean mayMakeRoles, String role, String attributes, String password)
      throws SQLException {
    String sql = "CREATE ROLE " + role + " " + attributes;
    if (mayMakeRoles) {
      transaction.update(sql + password);
      LOG.info("made the database role {}", role);
    } else {
      problems.add(
          "the role " + role + " is missing, and the configured user may not make it: " + sql);
    }
  }

  private void prepareLogin(boolean mayMakeRoles, String role) throws SQLException {
    Optional<String> known = config.secrets().read(role);
    if (!exists(role)) {
      String password = mayMakeRoles ? config.secrets().readOrCreate(role) : "";
      make(mayMakeRoles, role, "LOGIN", mayMakeRoles ? passwordClause(password) : "");
    } else if (known.isEmpty() && config.ownsRoles()) {
      String password = config.secrets().create(role);
      transaction.update("ALTER ROLE " + role + passwordClause(password));
      LOG.warn("the password of the database role {} was lost; it has a new one now", role);
    } else if (known.isEmpty() && role.equals(config.roles().server())) {
      problems.add(
          "the role "
              + role
              + " exists, but its password is not in "
              + config.secrets().file(role)
              + ": copy it from the server's other machine, or set one with ALTER ROLE");
    }
  }

  /** The database gets a SCRAM verifier, so that no password shows in its log. */
  private static String passwordClause(String password) throws SQLException {
    return " PASSWORD '"
        + PasswordUtil.encodePassword("", password.toCharArray(), "scram-sha-256")
        + "'";
  }

  private void joinOwner(String owner) throws SQLException {
    if (!ask(
        "SELECT rolsuper OR pg_has_role(current_user, '"
            + owner
            + "', 'USAGE')"
            + " FROM pg_roles WHERE rolname = current_user")) {
      transaction.update("GRANT " + owner + " TO current_user");
    }
  }

  private void openDatabase(Roles roles) throws SQLException {
    String database =
        transaction
            .list("SELECT quote_ident(current_database())", row -> row.getString(1))
            .getFirst();
    if (ask(
        "SELECT pg_has_role(current_user, datdba, 'USAGE') FROM pg_database WHERE datname ="
            + " current_database()")) {
      transaction.update("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
      transaction.update(
          "GRANT CONNECT ON DATABASE " + database + " TO " + String.join(", ", roles.logins()));
      transaction.update("GRANT CONNECT, CREATE ON DATABASE " + database + " TO " + roles.owner());
    } else if (!ask(
        "SELECT has_database_privilege('" + roles.owner() + "', current_database(), 'CREATE')")) {
      problems.add(
          "the role "
              + roles.owner()
              + " needs: GRANT CREATE ON DATABASE "
              + database
              + " TO "
              + roles.owner());
    }
  }

  private boolean exists(String role) throws SQLException {
    return ask("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role + "')");
  }

  private boolean ask(String sql) throws SQLException {
    return transaction.list(sql, row -> row.getBoolean(1)).getFirst();
  }
}
