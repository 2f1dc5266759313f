package org.chancery.storage.retention;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.Transaction;
import org.chancery.storage.record.Seal;
import org.chancery.storage.record.Sealer;

/**
 * Empties the content of what a person wrote, where neither a hold nor a rule of retention that
 * names a group, a room or a domain forbids it. The rows stay, and the chain with them; a row of
 * the record vouches for the seals over what was emptied. Thread-safe; blocks.
 */
public final class Erasure {
  private final DatabaseConfig database;
  private final RetentionRules rules;
  private final Voucher voucher;

  /** By these rules, with this way onto the record. */
  public Erasure(DatabaseConfig database, RetentionRules rules, Voucher voucher) {
    this.database = database;
    this.rules = rules;
    this.voucher = voucher;
  }

  /**
   * What is to be erased.
   *
   * @param person who wrote it
   * @param since recorded from then on
   * @param until recorded before
   * @param reason why, for the record
   */
  public record Request(Jid person, Instant since, Instant until, String reason) {}

  /**
   * What was done: together with the row that it names, a receipt.
   *
   * @param rows how many messages have no content any more
   * @param files how many files that the person shared are not kept for the person any more; one
   *     that a message links to which has its content is kept for that message
   * @param forbidden how many keep it, by what forbids the erasure
   * @param onRecord the row of the record that vouches for it; empty when nothing was erased
   * @param sealsRoot what that row says, in hexadecimal digits
   */
  public record Receipt(
      long rows,
      long files,
      Map<String, Long> forbidden,
      Optional<AuditPosition> onRecord,
      Optional<String> sealsRoot) {}

  /** What would be erased now; nothing is done. */
  public Receipt plan(Request request, Instant at) {
    return RetentionSession.in(
        database,
        transaction -> {
          Receipt planned = select(transaction, request, at).receipt();
          transaction.connection().rollback();
          return planned;
        });
  }

  /**
   * Does it.
   *
   * @param by who is said to have done it
   */
  public Receipt run(Request request, Instant at, String by) {
    return RetentionSession.in(
        database,
        transaction -> {
          Selection selection = select(transaction, request, at);
          return selection.isEmpty()
              ? selection.receipt()
              : erase(transaction, selection, request, at, by);
        });
  }

  private Receipt erase(
      Transaction transaction, Selection selection, Request request, Instant at, String by)
      throws SQLException {
    var seals = selection.sealer.seals();
    String about = "%s from %s to %s".formatted(request.person(), request.since(), request.until());
    AuditPosition onRecord =
        voucher.commit(
            Retention.entry("content erased", at, by, about, selection.rows, seals)
                .detail("matter", request.reason())
                .detail("files", Long.toString(selection.files))
                .build());
    Seal.write(transaction, onRecord, seals);
    long emptied =
        transaction
            .list("SELECT audit.empty_sealed(?)", row -> row.getLong(1), onRecord)
            .getFirst();
    transaction.list("SELECT audit.let_files_go('erased')", row -> "");
    return new Receipt(
        emptied,
        selection.files,
        selection.forbidden,
        Optional.of(onRecord),
        Optional.of(Seal.root(seals)));
  }

  /** What may be erased, and what not. */
  private static final class Selection {
    private final Sealer sealer;
    private final Map<String, Long> forbidden = new TreeMap<>();
    private long rows;
    private long files;

    Selection(Transaction transaction) {
      this.sealer = new Sealer(transaction, Seal.Taken.CONTENT);
    }

    boolean isEmpty() {
      return rows == 0 && files == 0;
    }

    Receipt receipt() {
      return new Receipt(rows, files, forbidden, Optional.empty(), Optional.empty());
    }
  }

  private Selection select(Transaction transaction, Request request, Instant at)
      throws SQLException {
    Selection selection = new Selection(transaction);
    transaction.each(
        "SELECT position, sequence, chain, forbidden_by FROM audit.erasable(?, ?, ?, ?::jsonb, ?)",
        row -> {
          Optional<String> forbidden = Optional.ofNullable(row.getString(4));
          if (forbidden.isPresent()) {
            selection.forbidden.merge(forbidden.get(), 1L, Long::sum);
          } else {
            selection.sealer.take(
                new AuditPosition(row.getLong(1)), row.getLong(2), row.getBytes(3));
            selection.rows++;
          }
        },
        request.person().bare(),
        request.since(),
        request.until(),
        rules.json(),
        at);
    selection.files =
        transaction
            .list(
                "SELECT audit.release_files(?, ?, ?, ?::jsonb, ?)",
                row -> row.getLong(1),
                request.person().bare(),
                request.since(),
                request.until(),
                rules.json(),
                at)
            .getFirst();
    return selection;
  }
}
