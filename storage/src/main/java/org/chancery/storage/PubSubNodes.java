package org.chancery.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.PubSubStore.Affiliation;
import org.chancery.storage.PubSubStore.Item;
import org.chancery.storage.PubSubStore.Last;
import org.chancery.storage.PubSubStore.Node;
import org.chancery.storage.PubSubStore.Subscription;

/** How rows of the publish-subscribe tables are found and read. */
final class PubSubNodes {
  static final String NODE = "n.service, n.name, n.settings, n.creator, n.created_at";
  static final String ITEM = "i.id, i.payload, i.publisher, i.published_at";
  static final String ID = "(SELECT key FROM chancery.pubsub_node WHERE service = ? AND name = ?)";

  /** The same for a change of items: the node is locked first, so that they come one by one. */
  static final String LOCKED =
      "(SELECT key FROM chancery.pubsub_node WHERE service = ? AND name = ? FOR UPDATE)";

  /** The newest item of each of many nodes, with what a reader is to the node. */
  static final String LAST =
      """
      SELECT %s, %s,
        (SELECT a.affiliation FROM chancery.pubsub_affiliation a
         WHERE a.node = n.key AND a.address = ?),
        EXISTS (SELECT FROM chancery.pubsub_subscription s
          WHERE s.node = n.key AND s.account = ? AND NOT s.pending)
      FROM chancery.pubsub_node n
      CROSS JOIN LATERAL (
        SELECT * FROM chancery.pubsub_item i WHERE i.node = n.key ORDER BY i.place DESC LIMIT 1) i
      WHERE n.service = ANY (?) AND n.name = ANY (?)
      ORDER BY n.service, n.name
      """
          .formatted(NODE, ITEM);

  private PubSubNodes() {}

  static Node node(ResultSet row) throws SQLException {
    return new Node(
        Jid.of(row.getString(1)),
        row.getString(2),
        SettingLines.read((String[]) row.getArray(3).getArray()),
        Jid.of(row.getString(4)),
        row.getObject(5, OffsetDateTime.class).toInstant());
  }

  static Item item(ResultSet row) throws SQLException {
    return item(row, 1);
  }

  static Item item(ResultSet row, int first) throws SQLException {
    return new Item(
        row.getString(first),
        row.getString(first + 1),
        Jid.of(row.getString(first + 2)),
        row.getObject(first + 3, OffsetDateTime.class).toInstant());
  }

  static Last last(ResultSet row) throws SQLException {
    return new Last(
        node(row),
        item(row, 6),
        Optional.ofNullable(row.getString(10)).flatMap(Affiliation::named),
        row.getBoolean(11));
  }

  static Subscription subscription(ResultSet row) throws SQLException {
    return new Subscription(
        row.getString(1),
        Jid.of(row.getString(2)),
        row.getString(3),
        row.getBoolean(4),
        SettingLines.read((String[]) row.getArray(5).getArray()));
  }

  static Optional<Long> lock(Transaction transaction, Jid service, String name)
      throws SQLException {
    return transaction.first(LOCKED, row -> row.getLong(1), service, name);
  }

  static List<String> ids(Transaction transaction, String sql, Object... parameters)
      throws SQLException {
    return transaction.list(sql, row -> row.getString(1), parameters);
  }
}
