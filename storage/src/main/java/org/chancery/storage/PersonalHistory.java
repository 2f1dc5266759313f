package org.chancery.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.chancery.protocol.Jid;

/**
 * The query for a page of a person's own history: what was sent and what was received, each by its
 * index, then merged. So a page costs as much as its length, however long the history is.
 */
final class PersonalHistory {
  private static final String COMMON =
      " FROM audit.record WHERE kind = 'message' AND type <> 'groupchat' AND xml IS NOT NULL";

  private final StringBuilder sql = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();

  PersonalHistory(Jid account, ArchiveStore.Personal wanted, ArchiveStore.Query query) {
    String order = query.backwards() ? " ORDER BY position DESC" : " ORDER BY position";
    sql.append("SELECT position, xml FROM ((SELECT position, xml").append(COMMON);
    PostgresArchiveStore.and(sql, parameters, "sender = ? AND sender_archive", account);
    narrow(wanted, query, "recipient");
    sql.append(order).append(" LIMIT ?) UNION ALL (SELECT position, xml").append(COMMON);
    parameters.add(query.limit() + 1);
    PostgresArchiveStore.and(sql, parameters, "recipient = ? AND recipient_archive", account);
    // What one sends to oneself stands in the first half already.
    PostgresArchiveStore.and(sql, parameters, "sender <> ?", account);
    narrow(wanted, query, "sender");
    sql.append(order).append(" LIMIT ?)) AS both_ways").append(order).append(" LIMIT ?");
    parameters.add(query.limit() + 1);
    parameters.add(query.limit() + 1);
  }

  private void narrow(ArchiveStore.Personal wanted, ArchiveStore.Query query, String other) {
    wanted
        .with()
        .ifPresent(
            with -> {
              PostgresArchiveStore.and(sql, parameters, other + " = ?", with.bare());
              if (with.isFull()) {
                PostgresArchiveStore.and(sql, parameters, other + "_resource = ?", with.resource());
              }
            });
    wanted
        .text()
        .ifPresent(
            text ->
                PostgresArchiveStore.and(
                    sql,
                    parameters,
                    "to_tsvector('simple', body) @@ websearch_to_tsquery('simple', ?)",
                    text));
    PostgresArchiveStore.filter(query, sql, parameters);
  }

  String sql() {
    return sql.toString();
  }

  List<Object> parameters() {
    return parameters;
  }

  static ArchiveStore.PersonalMessage message(ResultSet row) throws SQLException {
    return new ArchiveStore.PersonalMessage(new AuditPosition(row.getLong(1)), row.getString(2));
  }
}
