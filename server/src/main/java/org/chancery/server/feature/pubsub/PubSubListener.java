package org.chancery.server.feature.pubsub;

import java.util.List;
import org.chancery.protocol.Jid;
import org.chancery.storage.PubSubStore.Item;

/**
 * Follows what clients do with nodes. Called once it has happened, on the client's thread, before
 * anything else happens at the same account's nodes. What {@link Nodes} does in the server's own
 * name is not told: whoever answers a change with a change makes no loop.
 */
public interface PubSubListener {

  /** An item was published. */
  default void published(Jid service, String node, Item item) {}

  /** Items were removed. */
  default void retracted(Jid service, String node, List<String> ids) {}

  /** A node was emptied or removed. */
  default void emptied(Jid service, String node) {}
}
