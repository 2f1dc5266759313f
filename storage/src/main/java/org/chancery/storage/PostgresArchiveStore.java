package org.chancery.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;

/** History in PostgreSQL: rows of the record, by right of the asker. */
public final class PostgresArchiveStore implements ArchiveStore {
  private static final String COLUMNS =
      """
      position, sender, sender_resource, detail ->> 'nick', detail ->> 'affiliation', detail ->> 'role', xml
      """;
  // What was said in a destroyed room is not for those who use its address again.
  private static final String OF_ROOM =
      """
      FROM audit.record
      WHERE recipient = ? AND kind = 'message' AND type = 'groupchat' AND recipient_archive AND xml IS NOT NULL
        AND position > coalesce((SELECT created_in FROM chancery.room WHERE address = ?), 0)
      """;
  private static final String RETRACTIONS =
      """
      SELECT c.position, c.sender, c.sender_resource, c.detail ->> 'nick', c.detail ->> 'affiliation',
        c.detail ->> 'role', c.xml, o.position, c.relation = 'moderates'
      FROM unnest(?, ?) AS asked (id, position)
      JOIN audit.record o
        ON o.recorded_at = timestamptz 'epoch' + (asked.position >> 8) * interval '1 microsecond'
        AND o.position = asked.position
      JOIN audit.record c ON c.related_to = asked.id AND c.relation IN ('retracts', 'moderates')
      WHERE o.recipient = ? AND c.recipient = ? AND c.kind = 'message' AND c.type = 'groupchat' AND c.xml IS NOT NULL
        AND (c.relation = 'moderates' OR c.relation = 'retracts' AND c.sender = o.sender)
      ORDER BY c.position
      """;

  private final Database database;

  /** Reads this database. */
  public PostgresArchiveStore(Database database) {
    this.database = database;
  }

  @Override
  public Page<RoomMessage> room(Jid room, Query query) {
    List<Object> parameters = new ArrayList<>(List.of(room.bare(), room.bare()));
    StringBuilder sql = new StringBuilder("SELECT ").append(COLUMNS).append(OF_ROOM);
    filter(query, sql, parameters);
    sql.append(query.backwards() ? " ORDER BY position DESC" : " ORDER BY position");
    sql.append(" LIMIT ?");
    parameters.add(query.limit() + 1);
    List<RoomMessage> found =
        database.list(sql.toString(), PostgresArchiveStore::roomMessage, parameters.toArray());
    return page(found, query);
  }

  /** One more than a page holds tells that there are more. */
  private static <M extends Recorded> Page<M> page(List<M> found, Query query) {
    boolean complete = found.size() <= query.limit();
    List<M> page = complete ? found : found.subList(0, query.limit());
    return new Page<>(query.backwards() ? page.reversed() : page, complete);
  }

  static void filter(Query query, StringBuilder sql, List<Object> parameters) {
    // The time is asked for besides the position where both are known, so that whole months are
    // left out.
    query.start().ifPresent(start -> and(sql, parameters, "recorded_at >= ?", start));
    query.end().ifPresent(end -> and(sql, parameters, "recorded_at <= ?", end));
    query
        .after()
        .ifPresent(
            after -> {
              and(sql, parameters, "position > ?", after);
              and(sql, parameters, "recorded_at >= ?", after.recordedAt());
            });
    query
        .before()
        .ifPresent(
            before -> {
              and(sql, parameters, "position < ?", before);
              and(sql, parameters, "recorded_at <= ?", before.recordedAt());
            });
    query.from().ifPresent(from -> and(sql, parameters, "sender = ?", from.bare()));
    query.nick().ifPresent(nick -> and(sql, parameters, "detail ->> 'nick' = ?", nick));
    if (!query.only().isEmpty()) {
      List<Long> positions = query.only().stream().map(AuditPosition::value).toList();
      and(sql, parameters, "position = ANY (?)", positions);
    }
  }

  static void and(StringBuilder sql, List<Object> parameters, String condition, Object parameter) {
    sql.append(" AND ").append(condition);
    parameters.add(parameter);
  }

  @Override
  public Optional<RoomMessage> roomMessage(Jid room, AuditPosition position) {
    return database.first(
        "SELECT " + COLUMNS + OF_ROOM + " AND recorded_at = ? AND position = ?",
        PostgresArchiveStore::roomMessage,
        room.bare(),
        room.bare(),
        position.recordedAt(),
        position);
  }

  @Override
  public List<Retraction> retractions(Jid room, List<AuditPosition> positions) {
    if (positions.isEmpty()) {
      return List.of();
    }
    return database.list(
        RETRACTIONS,
        row ->
            new Retraction(new AuditPosition(row.getLong(8)), roomMessage(row), row.getBoolean(9)),
        positions.stream().map(AuditPosition::stanzaId).toList(),
        positions.stream().map(AuditPosition::value).toList(),
        room.bare(),
        room.bare());
  }

  private static RoomMessage roomMessage(ResultSet row) throws SQLException {
    String resource = row.getString(3);
    Jid bare = Jid.of(row.getString(2));
    return new RoomMessage(
        new AuditPosition(row.getLong(1)),
        resource == null ? bare : bare.withResource(resource),
        present(row.getString(4)),
        present(row.getString(5)),
        present(row.getString(6)),
        row.getString(7));
  }

  private static String present(String text) {
    return text == null ? "" : text;
  }

  @Override
  public Page<PersonalMessage> personal(Jid account, Personal wanted, Query query) {
    PersonalHistory history = new PersonalHistory(account.bare(), wanted, query);
    List<PersonalMessage> found =
        database.list(history.sql(), PersonalHistory::message, history.parameters().toArray());
    return page(found, query);
  }

  @Override
  public Optional<PersonalMessage> personalMessage(Jid account, AuditPosition position) {
    Query only =
        new Query(
            Optional.of(position.recordedAt()),
            Optional.of(position.recordedAt()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(position),
            false,
            1);
    return personal(account, Personal.ALL, only).messages().stream().findFirst();
  }
}
