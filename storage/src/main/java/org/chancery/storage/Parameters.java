package org.chancery.storage;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;

/** Java values as SQL parameters. */
public final class Parameters {
  private Parameters() {}

  /** Sets all, beginning with the first. */
  public static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      set(statement, i + 1, values[i]);
    }
  }

  /** Sets one. An empty Optional is NULL. */
  public static void set(PreparedStatement statement, int index, Object value) throws SQLException {
    switch (value) {
      case String text -> statement.setString(index, StorableText.of(text));
      case Jid address -> statement.setString(index, address.toString());
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case Boolean truth -> statement.setBoolean(index, truth);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case Instant time -> statement.setObject(index, time.atOffset(ZoneOffset.UTC));
      case AuditPosition position -> statement.setLong(index, position.value());
      case List<?> texts -> statement.setArray(index, array(statement, texts));
      case Optional<?> maybe when maybe.isPresent() -> set(statement, index, maybe.get());
      case Optional<?> none -> statement.setNull(index, Types.OTHER);
      default ->
          throw new IllegalArgumentException("no SQL type for " + value.getClass().getName());
    }
  }

  private static java.sql.Array array(PreparedStatement statement, List<?> values)
      throws SQLException {
    boolean numbers = !values.isEmpty() && values.getFirst() instanceof Long;
    Object[] elements =
        values.stream()
            .map(value -> value instanceof String text ? StorableText.of(text) : value)
            .toArray();
    return statement.getConnection().createArrayOf(numbers ? "bigint" : "text", elements);
  }
}
