package org.chancery.server.audit;

/**
 * The messages that are delivered without a row of their own, each for a reason; all are counted.
 */
public enum Exclusion {
  /** A chat state without content ("is typing"), unless the configuration wants it on record. */
  CHAT_STATE("a chat state without content, unless `chancery.audit.chat-states` is on"),
  /** A page of history: every message in it is on record already. */
  HISTORY("a page of history: every message in it is on record already"),
  /** A message from the offline queue or a closed session: it is on record already. */
  REDELIVERY("a message from the offline queue or a closed session: it is on record already"),
  /** A notification from a publish-subscribe node, unless the configuration wants it on record. */
  PUBSUB_EVENT("a notification from a publish-subscribe node"),
  /** What the server itself tells a client, such as an error, or a room's subject on joining. */
  SERVER_NOTICE("what the server itself tells a client, such as an error");

  private final String reason;

  Exclusion(String reason) {
    this.reason = reason;
  }

  /** Why, for people. */
  public String reason() {
    return reason;
  }
}
