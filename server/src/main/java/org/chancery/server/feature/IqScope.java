package org.chancery.server.feature;

/** Whom a request may be addressed to for a handler to see it. */
public enum IqScope {
  /** The server's domain. */
  SERVER,
  /**
   * The sender's own account: no address, or its own bare address. From anybody else it is refused.
   */
  OWN_ACCOUNT,
  /** Any local account's bare address; the handler decides who may ask. */
  ANY_ACCOUNT
}
