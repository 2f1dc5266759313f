package org.chancery.storage;

/** The database could not do what was asked; nothing was changed. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the cause; the message names the operation, never its data. */
  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Without a further cause. */
  public StorageException(String message) {
    super(message);
  }
}
