package org.chancery.server.admin;

/**
 * What was asked for could not be done; the message says why in a line or two, and the exit code is
 * 1.
 */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CommandFailure(String message) {
    super(message);
  }

  CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
