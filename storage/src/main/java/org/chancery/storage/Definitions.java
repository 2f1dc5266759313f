package org.chancery.storage;

/**
 * The views and functions by which people read the record and by which it is protected: whoever
 * replaces one can make it lie, though the record itself is sound. Each start of a server puts
 * their digest on record.
 */
public final class Definitions {
  /** The named fact of the row that tells of a start. */
  public static final String DETAIL = "definitions-sha256";

  private static final String DIGEST =
      """
      SELECT encode(sha256(convert_to(string_agg(definition, E'\n' ORDER BY definition COLLATE "C"), 'UTF8')), 'hex')
      FROM (
        SELECT format('%s %s %s', c.oid::regclass, c.reloptions, pg_get_viewdef(c.oid)) AS definition FROM pg_class c
        WHERE c.relkind = 'v' AND c.relnamespace::regnamespace::text IN ('audit', 'compliance', 'search')
        UNION ALL
        SELECT pg_get_functiondef(p.oid) FROM pg_proc p
        WHERE p.pronamespace::regnamespace::text IN ('audit', 'compliance', 'search')) AS definitions
      """;

  private static final String AT_THE_LAST_START =
      """
      SELECT detail ->> 'definitions-sha256' FROM audit.record
      WHERE kind = 'configuration' AND detail ->> 'definitions-sha256' IS NOT NULL
      ORDER BY recorded_at DESC LIMIT 1
      """;

  private Definitions() {}

  /** Their SHA-256, in hexadecimal digits. */
  public static String sha256(Database database) {
    return database.first(DIGEST, row -> row.getString(1)).orElseThrow();
  }

  /** Whether they are those of the last start that is on record, if there is one. */
  public static boolean areThoseOfTheLastStart(Database database) {
    return database
        .first(AT_THE_LAST_START, row -> row.getString(1))
        .map(sha256(database)::equals)
        .orElse(true);
  }
}
