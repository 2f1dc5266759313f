package org.chancery.storage;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;

/** Publish-subscribe nodes in PostgreSQL. */
public final class PostgresPubSubStore implements PubSubStore {
  private static final String PUT =
      """
      INSERT INTO chancery.pubsub_item (node, id, payload, publisher, published_at)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (node, id) DO UPDATE SET
        payload = excluded.payload, publisher = excluded.publisher,
        published_at = excluded.published_at, place = DEFAULT
      """;
  private static final String DROP_OLDEST =
      """
      WITH dropped AS (
        DELETE FROM chancery.pubsub_item WHERE node = ? AND place IN (
          SELECT place FROM chancery.pubsub_item WHERE node = ? ORDER BY place DESC OFFSET ?)
        RETURNING id, place)
      SELECT id FROM dropped ORDER BY place
      """;
  private static final String EXPIRE =
      """
      WITH dropped AS (
        DELETE FROM chancery.pubsub_item WHERE node = %s AND published_at < ? RETURNING id, place)
      SELECT id FROM dropped ORDER BY place
      """
          .formatted(PubSubNodes.LOCKED);
  private static final String PAGE =
      """
      SELECT %s, i.place FROM chancery.pubsub_item i
      WHERE i.node = %s AND i.place > ? AND i.place < ?
      ORDER BY i.place %%s OFFSET ? LIMIT ?
      """
          .formatted(PubSubNodes.ITEM, PubSubNodes.ID);
  private static final String SUBSCRIBE =
      """
      INSERT INTO chancery.pubsub_subscription (node, account, subscriber, id, pending, options)
      SELECT key, ?, ?, ?, ?, ? FROM chancery.pubsub_node WHERE service = ? AND name = ?
      ON CONFLICT (node, subscriber) DO UPDATE SET
        id = excluded.id, pending = excluded.pending, options = excluded.options
      """;
  private static final String SUBSCRIPTIONS =
      """
      SELECT n.name, s.subscriber, s.id, s.pending, s.options
      FROM chancery.pubsub_subscription s JOIN chancery.pubsub_node n ON n.key = s.node
      WHERE n.service = ? AND %s = ? ORDER BY n.name, s.subscriber
      """;

  private final Database database;

  /** Works in this database. */
  public PostgresPubSubStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Node> find(Jid service, String name) {
    return database.first(
        "SELECT "
            + PubSubNodes.NODE
            + " FROM chancery.pubsub_node n WHERE service = ? AND name = ?",
        PubSubNodes::node,
        service,
        name);
  }

  @Override
  public List<Node> nodes(Jid service) {
    return database.list(
        "SELECT "
            + PubSubNodes.NODE
            + " FROM chancery.pubsub_node n WHERE service = ? ORDER BY name",
        PubSubNodes::node,
        service);
  }

  @Override
  public boolean create(Node node) {
    return changed(
        "INSERT INTO chancery.pubsub_node (service, name, settings, creator, created_at)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        node.service(),
        node.name(),
        SettingLines.of(node.settings()),
        node.creator(),
        node.createdAt());
  }

  @Override
  public boolean configure(Jid service, String name, Map<String, List<String>> settings) {
    return changed(
        "UPDATE chancery.pubsub_node SET settings = ? WHERE service = ? AND name = ?",
        SettingLines.of(settings),
        service,
        name);
  }

  @Override
  public boolean delete(Jid service, String name) {
    return changed(
        "DELETE FROM chancery.pubsub_node WHERE service = ? AND name = ?", service, name);
  }

  @Override
  public void deleteAll(Jid service) {
    changed("DELETE FROM chancery.pubsub_node WHERE service = ?", service);
  }

  private boolean changed(String sql, Object... parameters) {
    return database.update(sql, parameters) > 0;
  }

  @Override
  public List<String> put(Jid service, String name, Item item, int keep) {
    return database.inTransaction(
        transaction -> {
          Optional<Long> node = PubSubNodes.lock(transaction, service, name);
          if (node.isEmpty()) {
            return List.of();
          }
          transaction.update(
              PUT, node.get(), item.id(), item.payload(), item.publisher(), item.publishedAt());
          return PubSubNodes.ids(transaction, DROP_OLDEST, node.get(), node.get(), keep);
        });
  }

  @Override
  public boolean retract(Jid service, String name, String id) {
    return changed(
        "DELETE FROM chancery.pubsub_item WHERE node = " + PubSubNodes.LOCKED + " AND id = ?",
        service,
        name,
        id);
  }

  @Override
  public void purge(Jid service, String name) {
    changed("DELETE FROM chancery.pubsub_item WHERE node = " + PubSubNodes.LOCKED, service, name);
  }

  @Override
  public List<String> expire(Jid service, String name, Instant before) {
    return database.inTransaction(
        transaction -> PubSubNodes.ids(transaction, EXPIRE, service, name, before));
  }

  @Override
  public Optional<Item> item(Jid service, String name, String id) {
    return database.first(
        "SELECT "
            + PubSubNodes.ITEM
            + " FROM chancery.pubsub_item i WHERE node = "
            + PubSubNodes.ID
            + " AND id = ?",
        PubSubNodes::item,
        service,
        name,
        id);
  }

  @Override
  public Map<Jid, Item> itemsOfAll(String name, String id) {
    Map<Jid, Item> items = new HashMap<>();
    database.list(
        "SELECT "
            + PubSubNodes.ITEM
            + ", n.service FROM chancery.pubsub_node n JOIN chancery.pubsub_item i ON"
            + " i.node = n.key WHERE n.name = ? AND i.id = ?",
        row -> items.put(Jid.of(row.getString("service")), PubSubNodes.item(row)),
        name,
        id);
    return items;
  }

  @Override
  public List<Item> newest(Jid service, String name, int most) {
    PageOf end = new PageOf(Optional.empty(), Optional.empty(), true, 0, most);
    return page(service, name, end).orElseThrow().items();
  }

  @Override
  public Optional<Page> page(Jid service, String name, PageOf wanted) {
    return database.inTransaction(
        transaction -> {
          Optional<Long> after = place(transaction, service, name, wanted.after(), 0);
          Optional<Long> before =
              place(transaction, service, name, wanted.before(), Long.MAX_VALUE);
          if (after.isEmpty() || before.isEmpty()) {
            return Optional.empty();
          }
          List<Long> places = new ArrayList<>();
          List<Item> items =
              transaction.list(
                  PAGE.formatted(wanted.backwards() ? "DESC" : "ASC"),
                  row -> {
                    places.add(row.getLong(5));
                    return PubSubNodes.item(row);
                  },
                  service,
                  name,
                  after.get(),
                  before.get(),
                  wanted.skip(),
                  wanted.limit());
          long first =
              places.isEmpty() ? 0 : places.stream().mapToLong(Long::longValue).min().getAsLong();
          return Optional.of(
              new Page(
                  wanted.backwards() ? items.reversed() : items,
                  count(transaction, service, name, first),
                  count(transaction, service, name, Long.MAX_VALUE)));
        });
  }

  private static Optional<Long> place(
      Transaction transaction, Jid service, String name, Optional<String> id, long otherwise)
      throws SQLException {
    if (id.isEmpty()) {
      return Optional.of(otherwise);
    }
    return transaction.first(
        "SELECT place FROM chancery.pubsub_item WHERE node = " + PubSubNodes.ID + " AND id = ?",
        row -> row.getLong(1),
        service,
        name,
        id.get());
  }

  private static long count(Transaction transaction, Jid service, String name, long below)
      throws SQLException {
    return transaction
        .list(
            "SELECT count(*) FROM chancery.pubsub_item WHERE node = "
                + PubSubNodes.ID
                + " AND place < ?",
            row -> row.getLong(1),
            service,
            name,
            below)
        .getFirst();
  }

  @Override
  public int count(Jid service, String name) {
    return database.inTransaction(
        transaction -> (int) count(transaction, service, name, Long.MAX_VALUE));
  }

  @Override
  public long bytesOf(Jid creator) {
    return database
        .list(
            "SELECT coalesce(sum(bytes), 0) FROM chancery.pubsub_node WHERE creator = ?",
            row -> row.getLong(1),
            creator.bare())
        .getFirst();
  }

  @Override
  public List<Last> lastItems(Collection<Jid> services, Collection<String> names, Jid reader) {
    return database.list(
        PubSubNodes.LAST,
        PubSubNodes::last,
        reader.bare(),
        reader.bare(),
        services.stream().map(Jid::toString).toList(),
        List.copyOf(names));
  }

  @Override
  public Map<Jid, Affiliation> affiliations(Jid service, String name) {
    Map<Jid, Affiliation> all = new LinkedHashMap<>();
    database.list(
        "SELECT address, affiliation FROM chancery.pubsub_affiliation WHERE node = "
            + PubSubNodes.ID
            + " ORDER BY address",
        row -> all.put(Jid.of(row.getString(1)), Affiliation.named(row.getString(2)).orElseThrow()),
        service,
        name);
    return all;
  }

  @Override
  public Map<String, Affiliation> affiliationsOf(Jid service, Jid who) {
    Map<String, Affiliation> all = new LinkedHashMap<>();
    database.list(
        "SELECT n.name, a.affiliation FROM chancery.pubsub_affiliation a"
            + " JOIN chancery.pubsub_node n ON n.key = a.node"
            + " WHERE n.service = ? AND a.address = ? ORDER BY n.name",
        row -> all.put(row.getString(1), Affiliation.named(row.getString(2)).orElseThrow()),
        service,
        who.bare());
    return all;
  }

  @Override
  public void affiliate(Jid service, String name, Jid who, Optional<Affiliation> affiliation) {
    if (affiliation.isEmpty()) {
      changed(
          "DELETE FROM chancery.pubsub_affiliation WHERE node = "
              + PubSubNodes.ID
              + " AND address = ?",
          service,
          name,
          who.bare());
      return;
    }
    changed(
        "INSERT INTO chancery.pubsub_affiliation (node, address, affiliation)"
            + " SELECT key, ?, ? FROM chancery.pubsub_node WHERE service = ? AND name = ?"
            + " ON CONFLICT (node, address) DO UPDATE SET affiliation = excluded.affiliation",
        who.bare(),
        affiliation.get().xmlName(),
        service,
        name);
  }

  @Override
  public List<Subscription> subscriptions(Jid service, String name) {
    return database.list(
        SUBSCRIPTIONS.formatted("n.name"), PubSubNodes::subscription, service, name);
  }

  @Override
  public List<Subscription> subscriptionsOf(Jid service, Jid account) {
    return database.list(
        SUBSCRIPTIONS.formatted("s.account"), PubSubNodes::subscription, service, account.bare());
  }

  @Override
  public void subscribe(Jid service, Subscription subscription) {
    changed(
        SUBSCRIBE,
        subscription.subscriber().bare(),
        subscription.subscriber(),
        subscription.id(),
        subscription.pending(),
        SettingLines.of(subscription.options()),
        service,
        subscription.node());
  }

  @Override
  public boolean unsubscribe(Jid service, String name, Jid subscriber) {
    return changed(
        "DELETE FROM chancery.pubsub_subscription WHERE node = "
            + PubSubNodes.ID
            + " AND subscriber = ?",
        service,
        name,
        subscriber);
  }
}
