package org.chancery.storage;

import java.util.List;

/**
 * Refuses to go on when the server's role can do more to the record than add to it and read it: by
 * a privilege of its own or one that new tables will come with, by becoming a role that has it, or
 * by a function that works as one. The same when people's roles reach the tables themselves, where
 * nothing notes who reads.
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
        WHERE n.nspname IN ('audit', 'compliance') AND c.relkind IN ('r', 'p', 'v')
      ), functions AS (
        SELECT p.oid, p.proowner, p.prosecdef, o.rolname AS owner, n.nspname,
          n.nspname || '.' || p.proname AS name
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles o ON o.oid = p.proowner
        WHERE n.nspname <> 'pg_catalog' AND NOT EXISTS (
          SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
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
      SELECT 'owns the schema ' || n.nspname || r.via FROM reachable r
      JOIN pg_namespace n ON n.nspowner = r.oid WHERE n.nspname IN ('audit', 'compliance')
      UNION ALL
      SELECT 'may create objects in the schema ' || n.nspname || r.via FROM reachable r
      JOIN pg_namespace n ON n.nspname IN ('audit', 'compliance') AND n.nspowner <> r.oid
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
      UNION ALL
      SELECT 'is to get ' || a.privilege_type || ' on new tables of the record' || r.via
      FROM reachable r CROSS JOIN pg_default_acl d CROSS JOIN aclexplode(d.defaclacl) a
      WHERE d.defaclobjtype = 'r' AND d.defaclnamespace IN (0, 'audit'::regnamespace)
        AND d.defaclrole = (SELECT relowner FROM pg_class WHERE oid = 'audit.record'::regclass)
        AND a.grantee IN (0, r.oid) AND a.grantee <> d.defaclrole AND a.privilege_type NOT IN ('SELECT', 'INSERT')
      UNION ALL
      SELECT 'owns ' || f.name || r.via FROM reachable r JOIN functions f ON f.proowner = r.oid
      WHERE f.nspname IN ('audit', 'compliance')
      UNION ALL
      SELECT 'may call ' || f.name || ', which works as ' || f.owner || r.via
      FROM reachable r JOIN functions f ON f.prosecdef AND f.proowner <> r.oid
      WHERE NOT r.rolsuper AND has_function_privilege(r.oid, f.oid, 'EXECUTE')
        AND has_table_privilege(f.proowner, 'audit.record', 'DELETE')
        AND f.name NOT IN (
          'audit.prepare_partitions', 'search.prepare_partitions', 'search.index_next', 'search.use_language')
      LIMIT 20
      """;

  private static final String UNTRACED =
      """
      SELECT r.name || ' may ' || p.privilege || ' ' || c.oid::regclass FROM unnest(?) AS r (name)
      CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS p (privilege)
      JOIN pg_class c ON c.relnamespace IN ('audit'::regnamespace, 'search'::regnamespace) AND c.relkind IN ('r', 'p', 'v')
      WHERE has_table_privilege(r.name, c.oid, p.privilege)
        OR p.privilege = 'SELECT' AND has_any_column_privilege(r.name, c.oid, 'SELECT')
      ORDER BY 1 LIMIT 20
      """;

  private PrivilegeCheck() {}

  /**
   * Looks at the role that the server works as, and at those of people who read the record.
   *
   * @throws StorageException when one can do too much; the message names what it can, twenty things
   *     at most
   */
  public static void verify(Database database) {
    List<String> excess = database.list(EXCESS, row -> row.getString(1));
    if (!excess.isEmpty()) {
      throw new StorageException(
          "the database role of the server can do more to the record than add to it: it "
              + String.join(", it ", excess)
              + ". Take that away, or let the server work as another role");
    }
    Roles roles = database.config().roles();
    List<String> untraced =
        database.list(
            UNTRACED, row -> row.getString(1), List.of(roles.compliance(), roles.legal()));
    if (!untraced.isEmpty()) {
      throw new StorageException(
          "people could work on the record without a trace: "
              + String.join(", ", untraced)
              + ". Take that away: the schema compliance is for them");
    }
  }
}
