package org.chancery.server.audit;

/**
 * The messages that are delivered without a row of their own, each for a reason; all are counted.
 */
public enum Exclusion {
  /** A chat state without content ("is typing"), unless the configuration wants it on record. */
  CHAT_STATE,
  /** A page of history: every message in it is on record already. */
  HISTORY,
  /** A message from the offline queue or a closed session: it is on record already. */
  REDELIVERY,
  /** A notification from a publish-subscribe node, unless the configuration wants it on record. */
  PUBSUB_EVENT,
  /**
   * What the server itself tells a client, such as a room's subject on joining, already on record
   * as an event.
   */
  SERVER_NOTICE
}
