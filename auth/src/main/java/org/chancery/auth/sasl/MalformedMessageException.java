package org.chancery.auth.sasl;

/**
 * A client's message breaks its mechanism's syntax or rules. The message is a sentence for the
 * client.
 */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1;

  /** With a sentence for the client. */
  public MalformedMessageException(String message) {
    super(message, null, false, false);
  }
}
