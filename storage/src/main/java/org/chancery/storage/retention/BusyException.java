package org.chancery.storage.retention;

/** Somebody reads what is to be taken, and goes first: nothing was done, try again later. */
public final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BusyException(Throwable cause) {
    super("somebody is reading what is to expire; try again later", cause);
  }
}
