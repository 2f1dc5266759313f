package org.chancery.storage;

import java.util.List;

/**
 * Refuses to go on when the tables of the record no longer refuse every change, whoever makes it,
 * or when something was added to them that could swallow, change or hide rows.
 */
public final class ProtectionCheck {
  /** The bits of {@code pg_trigger.tgtype} for DELETE, UPDATE and TRUNCATE. */
  private static final int EVERY_CHANGE = 8 + 16 + 32;

  private static final String LACKING =
      """
      WITH guarded AS (
        SELECT c.oid, c.oid::regclass::text AS name, c.relrowsecurity FROM pg_class c
        WHERE c.relnamespace = 'audit'::regnamespace AND c.relkind IN ('r', 'p')
      ), guards AS (
        SELECT t.tgrelid, t.tgname, t.tgenabled, t.tgtype, t.tgqual, t.tgattr, p.proname IN ('refuse_change', 'refuse_change_of_row')
          AND p.pronamespace = 'audit'::regnamespace AS refuses
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal OR t.tgparentid <> 0
      )
      SELECT g.name || ' can be changed, as triggers that refuse it are missing or disabled' FROM guarded g
      WHERE %1$d <> (SELECT coalesce(bit_or(t.tgtype & %1$d), 0) FROM guards t
        WHERE t.tgrelid = g.oid AND t.refuses AND t.tgenabled = 'A' AND t.tgqual IS NULL AND t.tgattr::text = '')
      UNION ALL
      SELECT g.name || ' has the strange trigger ' || t.tgname FROM guarded g JOIN guards t ON t.tgrelid = g.oid
      WHERE NOT t.refuses
      UNION ALL
      SELECT g.name || ' has the strange rule ' || r.rulename FROM guarded g JOIN pg_rewrite r ON r.ev_class = g.oid
      UNION ALL
      SELECT g.name || ' hides rows by row security' FROM guarded g WHERE g.relrowsecurity
      LIMIT 20
      """
          .formatted(EVERY_CHANGE);

  private ProtectionCheck() {}

  /**
   * Looks at the tables of the record.
   *
   * @throws StorageException when one is not as the migrations made it; the message says which
   */
  public static void verify(Database database) {
    List<String> lacking = lacking(database);
    if (!lacking.isEmpty()) {
      throw new StorageException(
          "the record is not protected: "
              + String.join(", ", lacking)
              + ". Find out who did that, run audit verify, and put it right");
    }
  }

  /** What is not as the migrations made it, in words. */
  public static List<String> lacking(Database database) {
    return database.list(LACKING, row -> row.getString(1));
  }
}
