package org.chancery.storage.record;

/** There is no evidence for a row, though the row is there. */
public final class NotProvableException extends Exception {
  private static final long serialVersionUID = 1L;

  NotProvableException(long sequence, String reason) {
    super("row " + sequence + " can't be proved: " + reason);
  }
}
