package org.chancery.storage.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.JsonText;

/**
 * A row as it was found, which need not be as it was written.
 *
 * @param row what the hashes cover
 * @param recordedAt the column of that name
 * @param node the column of that name
 * @param format how the hashes are computed
 * @param salt of the content; empty when the content was erased
 * @param contentHash as found
 * @param chain as found
 * @param wellFormed whether every column holds something that the server would write
 */
record StoredRow(
    AuditRow row,
    Instant recordedAt,
    int node,
    int format,
    Optional<byte[]> salt,
    byte[] contentHash,
    byte[] chain,
    boolean wellFormed) {

  /** The columns that {@link #of} reads, in its order. */
  static final String COLUMNS =
      "recorded_at, received_at, position, sequence, node, format, sender_archive,"
          + " recipient_archive, kind, sender, sender_resource, recipient, recipient_resource,"
          + " conversation, session, type, stanza_id, thread, relation, related_to, audience,"
          + " outcome, xml, body, detail::text, salt, content_hash, chain";

  /** Reads the row that the result stands on. */
  static StoredRow of(ResultSet result) throws SQLException {
    return of(result, 1);
  }

  /** The same where the columns begin later. */
  static StoredRow of(ResultSet result, int firstColumn) throws SQLException {
    return new Reader(result, firstColumn - 1).row();
  }

  /** Whether its content was taken out. */
  boolean isErased() {
    AuditRow.Content content = row.content();
    return salt.isEmpty()
        && content.xml().isEmpty()
        && content.body().isEmpty()
        && content.detail().isEmpty();
  }

  /** Goes through the columns in order. */
  private static final class Reader {
    private final ResultSet result;
    private int column;
    private boolean wellFormed = true;

    Reader(ResultSet result, int columnsBefore) {
      this.result = result;
      this.column = columnsBefore;
    }

    StoredRow row() throws SQLException {
      Instant recordedAt = time();
      Instant receivedAt = time();
      AuditPosition position = new AuditPosition(result.getLong(++column));
      long sequence = result.getLong(++column);
      int node = result.getInt(++column);
      int format = result.getInt(++column);
      AuditEntry.Visibility visibility =
          new AuditEntry.Visibility(result.getBoolean(++column), result.getBoolean(++column));
      String kind = text();
      AuditRow.Address sender = new AuditRow.Address(text(), text());
      AuditRow.Address recipient = new AuditRow.Address(text(), text());
      AuditRow.Labels labels = new AuditRow.Labels(text(), text(), text(), text(), text());
      AuditEntry.Relation relation = new AuditEntry.Relation(text(), text());
      List<String> audience = texts();
      String outcome = text();
      AuditRow.Content content = new AuditRow.Content(text(), text(), pairs());
      AuditRow row =
          new AuditRow(
              position,
              sequence,
              kind,
              receivedAt,
              sender,
              recipient,
              labels,
              relation,
              audience,
              outcome,
              visibility,
              content);
      Optional<byte[]> salt = Optional.ofNullable(result.getBytes(++column));
      byte[] contentHash = result.getBytes(++column);
      byte[] chain = result.getBytes(++column);
      return new StoredRow(row, recordedAt, node, format, salt, contentHash, chain, wellFormed);
    }

    private Instant time() throws SQLException {
      return result.getObject(++column, OffsetDateTime.class).toInstant();
    }

    /** The server writes NULL, never an empty text. */
    private String text() throws SQLException {
      String value = result.getString(++column);
      if (value == null) {
        return "";
      }
      wellFormed &= !value.isEmpty();
      return value;
    }

    private List<String> texts() throws SQLException {
      java.sql.Array array = result.getArray(++column);
      if (array == null) {
        return List.of();
      }
      String[] values = (String[]) array.getArray();
      for (int i = 0; i < values.length; i++) {
        if (values[i] == null) {
          wellFormed = false;
          values[i] = "";
        }
      }
      wellFormed &= values.length > 0;
      return List.of(values);
    }

    private Map<String, String> pairs() throws SQLException {
      String value = result.getString(++column);
      if (value == null) {
        return Map.of();
      }
      Optional<Map<String, String>> pairs = JsonText.read(value);
      wellFormed &= pairs.isPresent() && !pairs.get().isEmpty();
      return pairs.orElse(Map.of());
    }
  }
}
