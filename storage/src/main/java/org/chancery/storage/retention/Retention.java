package org.chancery.storage.retention;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.Transaction;
import org.chancery.storage.record.Seal;
import org.chancery.storage.record.Sealer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes months out of the record whose time is over. What must stay of a month is copied before and
 * takes its place; what went is sealed, and a row of the record vouches for the seals. One run at a
 * time in the whole database; a run that breaks off has done some months wholly and the others not
 * at all. Thread-safe; blocks.
 */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final DatabaseConfig database;
  private final RetentionRules rules;
  private final Voucher voucher;

  /** By these rules, with this way onto the record. */
  public Retention(DatabaseConfig database, RetentionRules rules, Voucher voucher) {
    this.database = database;
    this.rules = rules;
    this.voucher = voucher;
  }

  /**
   * What a run would do with some rows.
   *
   * @param month as {@code 2026-11}
   * @param goes whether they would go
   * @param why the rule by which they go or stay, or the hold
   * @param rows how many
   */
  public record Line(String month, boolean goes, String why, long rows) {}

  /** What a run at that time would take and leave; months of which nothing is due are left out. */
  public List<Line> plan(Instant at) {
    return RetentionSession.in(
        database,
        transaction ->
            transaction.list(
                "SELECT month, goes, coalesce(why, ''), rows FROM audit.retention_plan(?::jsonb,"
                    + " ?)",
                row ->
                    new Line(row.getString(1), row.getBoolean(2), row.getString(3), row.getLong(4)),
                rules.json(),
                at));
  }

  /**
   * Takes what is due at that time.
   *
   * @param by who is said to have done it
   * @return what went
   * @throws BusyException when a month could not be taken now
   */
  public List<Line> run(Instant at, String by) {
    List<Line> gone = new ArrayList<>();
    for (Month month : due(at)) {
      List<Line> going =
          RetentionSession.in(database, transaction -> expire(transaction, month, at, by));
      if (!going.isEmpty()) {
        letFilesGo();
        gone.addAll(going);
      }
    }
    return gone;
  }

  /** By itself: nobody could write to the record while it looked for what links to each file. */
  private void letFilesGo() {
    RetentionSession.in(
        database,
        transaction -> transaction.list("SELECT audit.let_files_go('expired')", row -> ""));
  }

  private record Month(String partition, String name) {}

  private List<Month> due(Instant at) {
    return RetentionSession.in(
        database,
        transaction ->
            transaction.list(
                "SELECT month::text, to_char(starts AT TIME ZONE 'UTC', 'YYYY-MM')"
                    + " FROM audit.due_months(?::jsonb, ?)",
                row -> new Month(row.getString(1), row.getString(2)),
                rules.json(),
                at));
  }

  private List<Line> expire(Transaction transaction, Month month, Instant at, String by)
      throws SQLException {
    List<Line> going =
        transaction.list(
            "SELECT coalesce(why, ''), rows FROM audit.begin_expiry(?::regclass, ?::jsonb, ?)",
            row -> new Line(month.name(), true, row.getString(1), row.getLong(2)),
            month.partition(),
            rules.json(),
            at);
    if (going.isEmpty()) {
      transaction.connection().rollback();
      return going;
    }
    List<Seal> seals = seals(transaction, month);
    AuditPosition onRecord = voucher.commit(entry(month, going, seals, at, by));
    Seal.write(transaction, onRecord, seals);
    transaction.list("SELECT audit.finish_expiry(?::regclass)", row -> "", month.partition());
    LOG.info("rows expired month={} seals={} on-record={}", month.name(), seals.size(), onRecord);
    return going;
  }

  private static List<Seal> seals(Transaction transaction, Month month) throws SQLException {
    Sealer sealer = new Sealer(transaction, Seal.Taken.ROWS);
    transaction.each(
        "SELECT position, sequence, chain FROM audit.expiring(?::regclass)",
        row -> sealer.take(new AuditPosition(row.getLong(1)), row.getLong(2), row.getBytes(3)),
        month.partition());
    return sealer.seals();
  }

  private static AuditEntry entry(
      Month month, List<Line> going, List<Seal> seals, Instant at, String by) {
    Map<String, Long> reasons = new LinkedHashMap<>();
    going.forEach(line -> reasons.merge(line.why(), line.rows(), Long::sum));
    long rows = going.stream().mapToLong(Line::rows).sum();
    return entry("rows expired", at, by, month.name(), rows, seals)
        .detail("rules", reasons.toString())
        .build();
  }

  static AuditEntry.Builder entry(
      String action, Instant at, String by, String about, long rows, List<Seal> seals) {
    return AuditEntry.of(AuditKind.RETENTION, at)
        .detail("action", action)
        .detail("by", by)
        .detail("query", about)
        .detail("rows", Long.toString(rows))
        .detail(Seal.COUNT, Integer.toString(seals.size()))
        .detail(Seal.ROOT, Seal.root(seals));
  }
}
