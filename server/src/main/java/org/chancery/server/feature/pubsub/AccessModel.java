package org.chancery.server.feature.pubsub;

/** Who may subscribe to a node and read its items, XEP-0060 section 4.5. */
enum AccessModel {
  /** Everybody. */
  OPEN,
  /** Those who see the owner's presence. */
  PRESENCE,
  /** Those in certain groups of the owner's roster. */
  ROSTER,
  /** Those the owner names. */
  WHITELIST,
  /** Those whose subscription an owner has approved. */
  AUTHORIZE
}
