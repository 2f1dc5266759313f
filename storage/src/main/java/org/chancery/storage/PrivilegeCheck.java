package org.chancery.storage;

import java.sql.SQLException;
import java.util.List;

/**
 * Refuses to go on when the server's role can do more to the record than add to it and read it: by
 * a privilege of its own, or by becoming a role that has it.
 */
public final class PrivilegeCheck {
  private static final String EXCESS =
      """
      WITH reachable AS (
        SELECT oid, rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication,
          CASE rolname WHEN current_user THEN '' ELSE ' as ' || rolname END AS via
        FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')
      ), relations AS (
        SELECT c.oid, c.relowner, n.nspname || '.' || c.relname AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'audit' AND c.relkind IN ('r', 'p')
      )
      SELECT 'is a superuser' || via FROM reachable WHERE rolsuper
      UNION ALL
      SELECT 'may bypass row security' || via FROM reachable WHERE rolbypassrls
      UNION ALL
      SELECT 'may make roles' || via FROM reachable WHERE rolcreaterole
      UNION ALL
      SELECT 'may replicate the database' || via FROM reachable WHERE rolreplication
      UNION ALL
      SELECT 'can become ' || rolname FROM reachable
      WHERE rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_maintain')
      UNION ALL
      SELECT 'owns the database' || r.via FROM reachable r
      JOIN pg_database d ON d.datdba = r.oid WHERE d.datname = current_database()
      UNION ALL
      SELECT 'owns the schema audit' || r.via FROM reachable r
      JOIN pg_namespace n ON n.nspowner = r.oid WHERE n.nspname = 'audit'
      UNION ALL
      SELECT 'may create objects in the schema audit' || r.via FROM reachable r
      JOIN pg_namespace n ON n.nspname = 'audit' AND n.nspowner <> r.oid
      WHERE NOT r.rolsuper AND has_schema_privilege(r.oid, n.oid, 'CREATE')
      UNION ALL
      SELECT 'owns ' || t.name || r.via FROM reachable r JOIN relations t ON t.relowner = r.oid
      UNION ALL
      SELECT 'may ' || p.privilege || ' ' || t.name || r.via
      FROM reachable r CROSS JOIN relations t
      CROSS JOIN (VALUES ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('TRIGGER')) AS p (privilege)
      WHERE t.relowner <> r.oid AND NOT r.rolsuper
        AND (has_table_privilege(r.oid, t.oid, p.privilege)
          OR p.privilege = 'UPDATE' AND has_any_column_privilege(r.oid, t.oid, 'UPDATE'))
      LIMIT 20
      """;

  private PrivilegeCheck() {}

  /**
   * Looks at the role that the server works as.
   *
   * @throws StorageException when it can do too much; the message names all that it can
   */
  public static void verify(Database database) {
    List<String> excess = database.inTransaction(PrivilegeCheck::excess);
    if (!excess.isEmpty()) {
      throw new StorageException(
          "the database role of the server can do more to the record than add to it: it "
              + String.join(", it ", excess)
              + ". Take that away, or let the server work as another role");
    }
  }

  private static List<String> excess(Transaction transaction) throws SQLException {
    return transaction.list(EXCESS, row -> row.getString(1));
  }
}
