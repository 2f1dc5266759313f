package org.chancery.server.export;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Reads the messages of a request in the order of the record, a portion at a time. */
final class ExportQuery {
  private static final int PORTION = 1_000;

  /** The columns of each file, in this order. */
  static final List<String> COLUMNS =
      List.of(
          "message_id",
          "sent_at",
          "recorded_at",
          "sender",
          "sender_device",
          "recipient",
          "recipient_device",
          "conversation",
          "type",
          "body",
          "changes",
          "changes_client_id",
          "corrected_at",
          "retracted_at",
          "delivered",
          "policy",
          "audience",
          "thread",
          "client_id",
          "session_id",
          "xml",
          "server_node",
          "sequence",
          "content_hash",
          "chain");

  private final ExportRequest request;

  ExportQuery(ExportRequest request) {
    this.request = request;
  }

  /** Takes rows. */
  @FunctionalInterface
  interface Sink {
    void row(ExportRow row) throws IOException;
  }

  /** Hands over every row. The connection must not commit by itself, or everything is loaded. */
  void run(Connection connection, Sink sink) throws SQLException, IOException {
    List<Object> parameters = new ArrayList<>(List.of(request.from(), request.until()));
    try (PreparedStatement statement = connection.prepareStatement(sql(parameters))) {
      statement.setFetchSize(PORTION);
      for (int i = 0; i < parameters.size(); i++) {
        Object value = parameters.get(i);
        statement.setObject(
            i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          sink.row(row(rows));
        }
      }
    }
  }

  private String sql(List<Object> parameters) {
    StringBuilder sql = new StringBuilder("SELECT ");
    for (String column : COLUMNS) {
      sql.append(column.equals(COLUMNS.getFirst()) ? "" : ", ");
      sql.append(column.equals("audience") ? "array_to_string(audience, ' ') AS audience" : column);
    }
    sql.append(
        " FROM compliance.messages JOIN compliance.chain_positions USING (recorded_at, message_id)"
            + " WHERE recorded_at >= ? AND recorded_at < ?");
    request
        .person()
        .ifPresent(
            person -> {
              sql.append(" AND (sender = ? OR recipient = ?)");
              parameters.add(person);
              parameters.add(person);
            });
    request
        .room()
        .ifPresent(
            room -> {
              sql.append(" AND recipient = ? AND conversation = ?");
              parameters.add(room);
              parameters.add(room);
            });
    return sql.append(" ORDER BY recorded_at, message_id").toString();
  }

  private static ExportRow row(ResultSet found) throws SQLException {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    for (String column : COLUMNS) {
      String text = column.endsWith("_at") ? time(found, column) : found.getString(column);
      if (text != null) {
        values.put(column, text);
      }
    }
    return new ExportRow(values);
  }

  private static String time(ResultSet found, String column) throws SQLException {
    OffsetDateTime time = found.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant().toString();
  }
}
