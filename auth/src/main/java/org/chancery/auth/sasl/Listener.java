package org.chancery.auth.sasl;

/** The ways by which clients come in; each can offer mechanisms of its own. */
public enum Listener {
  /** Begins in clear and goes on with STARTTLS. */
  STARTTLS,
  /** TLS from the first byte (XEP-0368). */
  DIRECT_TLS
}
