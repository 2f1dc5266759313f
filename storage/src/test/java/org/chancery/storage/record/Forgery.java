package org.chancery.storage.record;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.Transaction;

/** Rows for a record, and what somebody with all rights could do to them. */
final class Forgery {
  private static final String[] WORDS = {"price", "lunch", "contract", "weather", "meeting"};

  private Forgery() {}

  static AuditEntry entry(Random random, int i) {
    AuditEntry.Builder entry =
        AuditEntry.of(AuditKind.MESSAGE, Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i))
            .from(Jid.of("alice@example.org/desk"))
            .to(Jid.of("bob@example.org"))
            .conversation("alice@example.org bob@example.org")
            .session("s1")
            .stanza(
                "<message id='" + i + "'/>",
                "chat",
                "id" + i,
                "",
                WORDS[random.nextInt(WORDS.length)] + i);
    if (i % 3 == 0) {
      entry.detail("label", "internal").detail("a\"b", "c\\d\u00e9\ud83d\ude00\n");
    }
    if (i % 4 == 0) {
      entry.relation(new AuditEntry.Relation("replaces", "id0")).audience(List.of("a@b", "c@d"));
    }
    return entry.build();
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Changes the text of a row, and makes its hashes and those of the rows up to another fit again.
   */
  static void forge(Connection connection, long row, long upTo) throws SQLException {
    Transaction transaction = new Transaction(connection);
    execute(
        connection, "UPDATE audit.record SET body = 'forged' WHERE node = 0 AND sequence = " + row);
    ChainHash hash = new ChainHash();
    byte[] previous =
        transaction
            .first(
                "SELECT chain FROM audit.record WHERE node = 0 AND sequence = ?",
                r -> r.getBytes(1),
                row - 1)
            .orElse(ChainHash.START);
    List<StoredRow> rows =
        transaction.list(
            "SELECT "
                + StoredRow.COLUMNS
                + " FROM audit.record WHERE node = 0 AND sequence BETWEEN ? AND ?"
                + " ORDER BY position",
            StoredRow::of,
            row,
            upTo);
    for (StoredRow found : rows) {
      byte[] content = hash.content(found.salt().orElseThrow(), found.row().content());
      previous = hash.link(previous, found.row(), content);
      execute(
          connection,
          "UPDATE audit.record SET content_hash = '\\x"
              + HexFormat.of().formatHex(content)
              + "', chain = '\\x"
              + HexFormat.of().formatHex(previous)
              + "' WHERE node = 0 AND sequence = "
              + found.row().sequence());
    }
  }
}
