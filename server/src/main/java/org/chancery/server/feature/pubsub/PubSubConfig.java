package org.chancery.server.feature.pubsub;

import org.chancery.server.config.Section;

/**
 * Settings of publish-subscribe.
 *
 * @param host the name of the service, in front of the domain
 * @param createNodes whether everybody may make nodes there; otherwise only administrators
 * @param nodes how many nodes an account may have, at its own address and at the service each
 * @param items how many items a node keeps at most
 * @param itemSize the largest item in bytes
 * @param bytesPerPerson how many bytes of items there may be in the nodes that somebody made
 * @param recordEvents whether each notification is recorded, once for all who get it
 */
public record PubSubConfig(
    String host,
    boolean createNodes,
    int nodes,
    int items,
    int itemSize,
    long bytesPerPerson,
    boolean recordEvents) {

  /** Reads {@code chancery.pubsub}. */
  public static PubSubConfig from(Section section) {
    return new PubSubConfig(
        section.string("host"),
        section.flag("create-nodes"),
        section.integer("nodes", 10, 100_000),
        section.integer("items", 10, 100_000),
        (int) section.size("item-size", 1_024, 16 * 1024 * 1024),
        section.size("bytes-per-person", 65_536, 1L << 40),
        section.flag("record-events"));
  }
}
