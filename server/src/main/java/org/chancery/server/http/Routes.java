package org.chancery.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.Map;

/** Gives each request to whoever has the first part of its path. */
record Routes(Map<String, HttpHandler> handlers) implements HttpHandler {

  @Override
  public Response answer(Request request) throws IOException {
    HttpHandler handler = handlers.get(request.segments().getFirst());
    return handler == null
        ? Response.of(HttpResponseStatus.NOT_FOUND.code(), "There is nothing here.")
        : handler.answer(request);
  }
}
