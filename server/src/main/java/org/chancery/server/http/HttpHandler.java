package org.chancery.server.http;

import java.io.IOException;

/** Answers the requests of one feature. Runs on the connection's virtual thread and may block. */
@FunctionalInterface
public interface HttpHandler {

  /**
   * The answer. A failure that has none is answered with 500.
   *
   * @throws BrokenRequestException from reading the request's body; nobody is left to be answered
   */
  Response answer(Request request) throws IOException;
}
