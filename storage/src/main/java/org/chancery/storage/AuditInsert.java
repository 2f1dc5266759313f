package org.chancery.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Writes rows of the record by INSERT, many to a statement. */
final class AuditInsert {
  private static final String SQL =
      """
      INSERT INTO audit.record (recorded_at, received_at, position, sequence, node, format, sender_archive,
        recipient_archive, kind, sender, sender_resource, recipient, recipient_resource, conversation, session, type,
        stanza_id, thread, relation, related_to, audience, outcome, xml, body, detail, salt, content_hash, chain)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
      """;

  private final Connection connection;
  private PreparedStatement statement;
  private int index;

  AuditInsert(Connection connection) {
    this.connection = connection;
  }

  void write(List<AuditChain.Link> links) throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(SQL)) {
      statement = prepared;
      for (AuditChain.Link link : links) {
        set(link);
        prepared.addBatch();
      }
      prepared.executeBatch();
    }
  }

  private void set(AuditChain.Link link) throws SQLException {
    AuditRow row = link.row();
    index = 1;
    statement.setObject(index++, row.position().recordedAt().atOffset(ZoneOffset.UTC));
    statement.setObject(index++, row.receivedAt().atOffset(ZoneOffset.UTC));
    statement.setLong(index++, row.position().value());
    statement.setLong(index++, row.sequence());
    statement.setInt(index++, row.position().node());
    statement.setInt(index++, AuditRow.FORMAT);
    statement.setBoolean(index++, row.visibility().sender());
    statement.setBoolean(index++, row.visibility().recipient());
    text(row.kind());
    text(row.sender().bare());
    text(row.sender().resource());
    text(row.recipient().bare());
    text(row.recipient().resource());
    text(row.labels().conversation());
    text(row.labels().session());
    text(row.labels().type());
    text(row.labels().stanzaId());
    text(row.labels().thread());
    text(row.relation().kind());
    text(row.relation().id());
    if (row.audience().isEmpty()) {
      statement.setNull(index++, Types.ARRAY);
    } else {
      statement.setArray(index++, connection.createArrayOf("text", row.audience().toArray()));
    }
    text(row.outcome());
    text(row.content().xml());
    text(row.content().body());
    text(json(row.content().detail()));
    statement.setBytes(index++, link.salt());
    statement.setBytes(index++, link.contentHash());
    statement.setBytes(index++, link.chain());
  }

  private void text(String value) throws SQLException {
    if (value.isEmpty()) {
      statement.setNull(index++, Types.VARCHAR);
    } else {
      statement.setString(index++, value);
    }
  }

  /** A JSON object of text values; empty for none. */
  static String json(Map<String, String> values) {
    if (values.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("{");
    values.forEach(
        (name, value) -> {
          if (out.length() > 1) {
            out.append(',');
          }
          quote(name, out);
          out.append(':');
          quote(value, out);
        });
    return out.append('}').toString();
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
