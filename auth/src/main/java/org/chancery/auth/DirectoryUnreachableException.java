package org.chancery.auth;

/**
 * A directory did not answer in time, or answered oddly. It says nothing about whether the person
 * exists.
 */
public final class DirectoryUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a reason for the log that holds neither a password nor what a stranger sent. */
  public DirectoryUnreachableException(String message) {
    super(message);
  }

  /** With a reason and its cause. */
  public DirectoryUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
