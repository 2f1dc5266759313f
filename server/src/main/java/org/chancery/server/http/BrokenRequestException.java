package org.chancery.server.http;

import java.io.IOException;

/** A request that does not come to its end: the peer is gone, too slow, or does not speak HTTP. */
public final class BrokenRequestException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenRequestException(String message) {
    super(message);
  }
}
