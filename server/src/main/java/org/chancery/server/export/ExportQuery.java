package org.chancery.server.export;

import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.chancery.storage.Parameters;
import org.chancery.storage.files.FileLink;
import org.chancery.storage.record.EvidenceReader;

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
          "files");

  /**
   * What the rows of their uploads, which may have expired before the message, say of the files
   * that a message links to: name and type of each, in their order.
   */
  private static final String UPLOADS =
      """
      CASE WHEN m.files IS NOT NULL THEN ARRAY(
        SELECT ARRAY[coalesce(f.name, 'file'), coalesce(f.media_type, 'application/octet-stream')]
        FROM unnest(m.files) WITH ORDINALITY AS link (id, place)
        LEFT JOIN compliance.files f ON f.file_id = link.id ORDER BY link.place) END AS uploads
      """;

  private final ExportRequest request;

  ExportQuery(ExportRequest request) {
    this.request = request;
  }

  /** Takes rows, with the result that stands on it and has the columns of the evidence behind. */
  @FunctionalInterface
  interface Sink {
    void row(ExportRow row, ResultSet result) throws SQLException, IOException;
  }

  /** How many messages fit the request. */
  long count(Connection connection) throws SQLException {
    List<Object> parameters = new ArrayList<>();
    String sql = "SELECT count(*) FROM compliance.messages m" + condition(parameters);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Parameters.set(statement, parameters.toArray());
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /**
   * Hands over every row after those that were handed over before. The connection must not commit
   * by itself, or everything is loaded.
   */
  void run(Connection connection, ExportProgress before, Sink sink)
      throws SQLException, IOException {
    List<Object> parameters = new ArrayList<>();
    String sql = sql(before, parameters);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(PORTION);
      Parameters.set(statement, parameters.toArray());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          sink.row(row(rows), rows);
        }
      }
    }
  }

  private String sql(ExportProgress before, List<Object> parameters) {
    String columns =
        COLUMNS.stream()
            .map(
                column ->
                    switch (column) {
                      case "audience" -> "array_to_string(m.audience, ' ') AS audience";
                      case FileLink.DETAIL -> "e.detail ->> 'files' AS files";
                      default -> "m." + column;
                    })
            .collect(Collectors.joining(", "));
    String evidence =
        Arrays.stream(EvidenceReader.COLUMNS.split(", "))
            .map("e."::concat)
            .collect(Collectors.joining(", "));
    String condition = condition(parameters);
    parameters.add(before.last());
    parameters.add(before.lastId());
    return "SELECT "
        + columns
        + ", "
        + evidence
        + ", "
        + UPLOADS
        + " FROM compliance.messages m JOIN compliance.evidence e USING (recorded_at, message_id)"
        + condition
        + " AND (m.recorded_at, m.message_id) > (?, ?) ORDER BY m.recorded_at, m.message_id";
  }

  private String condition(List<Object> parameters) {
    StringBuilder sql = new StringBuilder(" WHERE m.recorded_at >= ? AND m.recorded_at < ?");
    parameters.add(request.from());
    parameters.add(request.until());
    request
        .person()
        .ifPresent(
            person -> {
              sql.append(" AND (m.sender = ? OR m.recipient = ?)");
              parameters.add(person);
              parameters.add(person);
            });
    request
        .room()
        .ifPresent(
            room -> {
              sql.append(" AND m.recipient = ? AND m.conversation = ?");
              parameters.add(room);
              parameters.add(room);
            });
    return sql.toString();
  }

  private static ExportRow row(ResultSet found) throws SQLException {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    int index = 0;
    for (String column : COLUMNS) {
      index++;
      String text = column.endsWith("_at") ? time(found, index) : found.getString(index);
      if (text != null) {
        values.put(column, text);
      }
    }
    return new ExportRow(values, uploads(found.getArray("uploads")));
  }

  private static List<ExportRow.Upload> uploads(Array found) throws SQLException {
    String[][] uploads = found == null ? new String[0][] : (String[][]) found.getArray();
    return Arrays.stream(uploads).map(each -> new ExportRow.Upload(each[0], each[1])).toList();
  }

  private static String time(ResultSet found, int column) throws SQLException {
    OffsetDateTime time = found.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant().toString();
  }
}
