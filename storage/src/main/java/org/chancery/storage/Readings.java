package org.chancery.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the functions and views of the schema {@code compliance} noted about who read by them, to be
 * taken over into the record. Each is taken over once, however often it is tried and by however
 * many servers. Thread-safe; blocks.
 */
public final class Readings {
  private static final String RECORDED =
      "INSERT INTO chancery.reading_recorded (position, number) VALUES (?, ?)";
  private static final String NOTED =
      """
      SELECT r.number, r.at, r.function, r.reader, coalesce(r.arguments ->> 'statement', r.arguments::text), coalesce(r.matter, ''), coalesce(r.rows_shown::text, ''),
        coalesce(host(r.address), ''), coalesce(r.application, ''),
        r.kind
      FROM audit.reading r
      WHERE NOT EXISTS (SELECT FROM chancery.reading_recorded t WHERE t.number = r.number)
      ORDER BY r.number LIMIT ?
      """;
  // A number that is missing was taken by a call that was rolled back, unless that is still under
  // way.
  private static final String ROLLED_BACK =
      """
      SELECT missing, n.at
      FROM (SELECT number, at, lag(number, 1, 0::bigint) OVER (ORDER BY number) AS before FROM audit.reading
            WHERE number >= (SELECT coalesce(max(number), 0) - 1000 FROM chancery.reading_recorded)) n,
        LATERAL generate_series(greatest(n.before + 1, n.number - 1000), n.number - 1) AS missing
      WHERE n.at < now() - interval '10 minutes'
        AND (n.before > 0 OR n.number <= 1000)
        AND NOT EXISTS (SELECT FROM chancery.reading_recorded t WHERE t.number = missing)
      ORDER BY missing LIMIT ?
      """;

  /** The column of {@link #NOTED} where what is in {@code detail} begins. */
  private static final int FACTS = 3;

  private static final int KIND = 10;

  private final Database database;

  /** In this database. */
  public Readings(Database database) {
    this.database = database;
  }

  /** Rows for the record that are not there yet, the oldest first. */
  public List<AuditEntry> unrecorded(int most) {
    return database.inTransaction(
        transaction ->
            Stream.concat(
                    transaction.list(ROLLED_BACK, Readings::rolledBack, most).stream(),
                    transaction.list(NOTED, Readings::noted, most).stream())
                .toList());
  }

  private static AuditEntry noted(ResultSet row) throws SQLException {
    AuditKind kind =
        AuditKind.valueOf(row.getString(KIND).replace('-', '_').toUpperCase(Locale.ROOT));
    AuditEntry.Builder entry = entry(kind, row);
    String[] names = {"action", "by", "query", "matter", "rows", "address", "application"};
    for (int i = 0; i < names.length; i++) {
      String value = row.getString(FACTS + i);
      if (!value.isEmpty()) {
        entry.detail(names[i], value);
      }
    }
    return entry.build();
  }

  private static AuditEntry rolledBack(ResultSet row) throws SQLException {
    return entry(AuditKind.AUDIT_ACCESS, row).detail("action", "reading rolled back").build();
  }

  private static AuditEntry.Builder entry(AuditKind kind, ResultSet row) throws SQLException {
    long number = row.getLong(1);
    return AuditEntry.of(kind, row.getObject(2, OffsetDateTime.class).toInstant())
        .detail("reading", Long.toString(number))
        .companion(new AuditEntry.Companion(RECORDED, List.of(number)));
  }
}
