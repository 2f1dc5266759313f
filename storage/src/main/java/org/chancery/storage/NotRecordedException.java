package org.chancery.storage;

/** The batch is not in the record and never will be. */
public final class NotRecordedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean causedByEntry;

  /**
   * With the cause.
   *
   * @param causedByEntry whether the database was well and refused what one of the entries holds,
   *     so that the others are worth another attempt one by one
   */
  public NotRecordedException(String message, boolean causedByEntry, Throwable cause) {
    super(message, cause);
    this.causedByEntry = causedByEntry;
  }

  /** Whether an entry was at fault, not the database. */
  public boolean causedByEntry() {
    return causedByEntry;
  }
}
