package org.chancery.server.tls;

/** The certificate or its key cannot be used; the message tells an admin why. */
public final class TlsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a message that names the file. */
  public TlsException(String message) {
    super(message);
  }

  /** With a message that names the file, and the cause. */
  public TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
