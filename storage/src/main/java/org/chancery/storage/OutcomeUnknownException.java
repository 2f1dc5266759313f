package org.chancery.storage;

/**
 * The connection to the database broke while it was committing: the batch may be on record or not.
 */
public final class OutcomeUnknownException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the cause. */
  public OutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
