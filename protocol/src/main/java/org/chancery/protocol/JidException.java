package org.chancery.protocol;

/**
 * Text that is no XMPP address, RFC 7622. The message says which part and why, without quoting the
 * whole input.
 */
public final class JidException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the reason. */
  public JidException(String message) {
    super(message, null, false, false);
  }
}
