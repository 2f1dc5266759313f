package org.chancery.storage.anchor;

/** A time-stamp can't be had, or is not to be believed. */
public final class TimeStampException extends Exception {
  private static final long serialVersionUID = 1L;

  TimeStampException(String message) {
    super(message);
  }

  TimeStampException(String message, Throwable cause) {
    super(message, cause);
  }
}
