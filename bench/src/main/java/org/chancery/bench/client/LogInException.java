package org.chancery.bench.client;

/** A log-in that did not come about. The message holds what the server said, and no secret. */
public final class LogInException extends Exception {
  /** With what went wrong, for the person at the terminal. */
  public LogInException(String message) {
    super(message);
  }
}
